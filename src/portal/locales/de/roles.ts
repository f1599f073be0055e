import type { PortalTexts } from '../texts.ts'

export const roles: PortalTexts['roles'] = {
  explanation:
    'Menschen bekommen ihre Rolle aus ihren Gruppen bei Ihrem Identitätsanbieter, bei jeder Anmeldung neu. Geben Sie jede Gruppe genau so ein, wie sie dort geschrieben ist.',
  claim: 'Name des Gruppen-Claims oder -Attributs',
  claimAdvice: 'Unter diesem Namen sendet Ihr Identitätsanbieter die Gruppen.',
  group: 'Gruppe der Rolle {role}',
  groups: 'Gruppen der Rolle {role}, eine je Zeile',
  about: 'Was {role} darf',
  seen: 'Gruppen, die der letzte Test gesehen hat',
  seenNone: 'Der letzte Test hat keine Gruppen gesehen.',
  thirdParty:
    'Gruppen anderer Anwendungen, etwa Google-Gruppen, sendet Okta nicht. Legen Sie sie in Okta neu an: Exportieren Sie die Gruppe als CSV-Datei und importieren Sie diese Datei in die neue Gruppe.',
  objectIds:
    'Microsoft Entra ID sendet die Objekt-IDs der Gruppen, nicht ihre Namen. Geben Sie diese IDs ein.',
  unmapped: 'Menschen in keiner dieser Gruppen',
  unmappedChoices: {
    deactivate: 'werden abgewiesen, und ein vorhandenes Konto wird deaktiviert',
    refuse: 'werden abgewiesen; ein vorhandenes Konto bleibt, wie es ist',
  },
  absent: 'Anmeldungen, die gar keine Gruppen mitbringen',
  absentChoices: {
    error:
      'werden mit einem Fehler abgewiesen, und niemand verliert durch ein Versehen beim Identitätsanbieter eine Rolle',
    empty:
      'bedeuten, dass die Person in keiner Gruppe ist; ein Test muss vorher Gruppen gesehen haben',
  },
  atLeastOne: 'Es ist keine Gruppe eingetragen.',
  atLeastOneHint: 'Tragen Sie für mindestens eine Rolle eine Gruppe ein.',
  without: 'Ohne Rollen weiter',
  withoutAdvice: 'Dann entscheiden Gruppen nichts, und Rollen werden in {product} selbst vergeben.',
}
