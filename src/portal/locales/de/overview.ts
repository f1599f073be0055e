import type { PortalTexts } from '../texts.ts'

export const overview: PortalTexts['overview'] = {
  steps: 'Schritte',
  next: 'Weiter: {step}',
  loginUri: 'Organization login URI',
  loginUriAdvice:
    'Hier beginnen die Menschen Ihrer Organisation. Legen Sie ein Lesezeichen an, oder verlinken Sie die Adresse im Intranet.',
  changed:
    'Es gibt Änderungen, mit denen sich noch niemand anmeldet. Sie gelten, sobald sie getestet und gespeichert sind.',
  ready:
    'Alles ist bereit. Sagen Sie Ihrer Kontaktperson bei {product} Bescheid: Dort wird eingeschaltet.',
  readyTwoValues:
    'Das ist alles. Sagen Sie Ihrer Kontaktperson bei {product} Bescheid: Den Rest macht man dort.',
  health: 'Wie es ihr geht',
  lastLogin: 'Letzte Anmeldung',
  never: 'noch keine',
  certificate: 'Das Zertifikat Ihres Identitätsanbieters endet in {days} Tagen.',
  failing: 'Die letzte Prüfung hat einen Fehler gefunden.',
  attempt: 'Der letzte Anmeldeversuch ist fehlgeschlagen.',
  manage: 'Verwalten',
  trace: 'Anmeldeversuche',
  keys: 'Zertifikate und Geheimnisse',
  off: 'Ausschalten oder entfernen',
}
