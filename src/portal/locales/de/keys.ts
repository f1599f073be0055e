import type { PortalTexts } from '../texts.ts'

export const keys: PortalTexts['keys'] = {
  title: 'Schlüssel und Zertifikate',
  explanation:
    'Alles lässt sich ersetzen, während Menschen sich anmelden: Was Sie hier eingeben, ist ein Entwurf. Das Alte gilt, bis Sie das Neue getestet und umgestellt haben.',
  done: {
    secret:
      'Der neue Wert ist als Entwurf gespeichert. Testen Sie ihn als Nächstes; bis zur Umstellung wird der alte benutzt.',
    metadata:
      'Die Metadaten sind als Entwurf gespeichert. Sehen Sie nach, was sich ändern würde, und testen Sie ihn dann.',
    discarded: 'Der Entwurf ist weg. Was in Benutzung ist, hat sich nicht geändert.',
  },
  certificates: 'Zertifikate Ihres Identitätsanbieters',
  noCertificates: 'Noch gibt es keines. Es kommt mit den Metadaten.',
  fingerprint: 'SHA-256-Fingerabdruck',
  ends: 'Endet',
  use: 'Benutzt',
  endsIn: '{date}, in {days} Tagen',
  ended: '{date}, vorbei',
  uses: {
    both: 'in Benutzung und im Entwurf',
    live: 'in Benutzung, nicht im Entwurf',
    draft: 'nur im Entwurf',
    only: 'in Benutzung',
  },
  certificateAdvice:
    'Ersetzen Sie ein Zertifikat in dieser Reihenfolge: das neue beim Identitätsanbieter hinzufügen, hier die Metadaten neu lesen, testen und umstellen, dann das alte dort entfernen.',
  waiting:
    'Die Metadaten Ihres Identitätsanbieters haben sich so geändert, dass nur Sie es bestätigen können. Lesen Sie sie neu, um zu sehen, was sich ändern würde.',
  draftWaiting:
    'Ein Entwurf wartet. Was in Benutzung ist, bleibt, wie es ist, bis Sie den Entwurf getestet und umgestellt haben.',
  toTest: 'Den Entwurf testen',
  discard: 'Entwurf verwerfen',
  discardAdvice:
    'Was in Benutzung ist, bleibt, wie es ist. Was der Entwurf geändert hat, ist dann weg, auch ein neues Geheimnis.',
  changes: 'Was der Entwurf ändern würde',
  noChanges:
    'Der Entwurf vertraut denselben Zertifikaten und Adressen wie das, was in Benutzung ist. Andere Einstellungen können sich unterscheiden.',
  added: 'neu',
  removed: 'entfällt',
  entityId: 'Entity ID',
  certificate: 'Zertifikat',
  address: 'Adresse',
  refresh: 'Metadaten neu lesen',
  refreshAdvice:
    'Von {url}. Sie werden ein Entwurf und ändern für niemanden etwas, bevor Sie umstellen.',
  upload: 'Metadatendatei',
  uploadAdvice: 'Die XML-Datei, wie Ihr Identitätsanbieter sie herausgibt.',
  uploadButton: 'Als Entwurf speichern',
  uploadMissing: 'Wählen Sie zuerst eine Datei.',
  secrets: 'Womit dieses Produkt sich ausweist',
  noSecrets: 'Diese Verbindung braucht kein Geheimnis.',
  name: 'Name',
  inUse: 'In Benutzung seit',
  inDraft: 'Im Entwurf seit',
  neverSet: 'nicht gesetzt',
  newValue: 'Neuer Wert: {name}',
  newValueAdvice:
    'Er wird verschlüsselt gespeichert und nie wieder gezeigt. Die meisten Identitätsanbieter nehmen zwei zugleich an: Behalten Sie den alten dort, bis Sie hier umgestellt haben.',
  valueMissing: 'Geben Sie zuerst den neuen Wert ein.',
  saveSecret: 'Als Entwurf speichern',
  published:
    'Die Schlüssel, die Ihr Identitätsanbieter veröffentlicht, wurden zuletzt am {date} gelesen.',
  privateKey: 'Privater Schlüssel',
}
