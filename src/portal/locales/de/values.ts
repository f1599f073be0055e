import type { PortalTexts } from '../texts.ts'

export const values: PortalTexts['values'] = {
  explanation: 'Kopieren Sie diese Werte aus der Konsole Ihres Identitätsanbieters.',
  explanationMetadata:
    'Eines davon genügt. Mit einer Adresse werden neue Zertifikate ohne Sie gefunden.',
  explanationTwo: 'Mehr als diese beiden Werte wird von Ihnen nicht gebraucht.',
  orFile: 'oder die Datei hochladen',
  orPaste: 'oder ihren Inhalt einfügen',
  metadataStored:
    'Metadaten von {entity} sind gespeichert. Lassen Sie alles leer, um sie zu behalten.',
  secretStored:
    'Gespeichert am {date}. Es wird nie angezeigt; lassen Sie das Feld leer, um es zu behalten.',
  secretNew: 'Es wird verschlüsselt gespeichert und nie wieder angezeigt.',
  secretAgain: 'Es wurde nicht gespeichert. Bitte geben Sie es noch einmal ein.',
  fileAgain: 'Bitte wählen Sie die Datei noch einmal aus.',
  use: '{value} nehmen',
  incomplete: 'Was Sie eingegeben haben, ist gespeichert. Das fehlt noch:',
  further: 'Adressen, die aus den anderen folgen',
  furtherAdvice:
    'Sie werden von selbst gefunden. Ändern Sie eine nur, wenn Ihr Identitätsanbieter eine eigene hat; geleert wird sie wieder abgeleitet.',
  labels: {
    issuer: 'Issuer',
    authorization: 'Authorize URL',
    token: 'Token URL',
    userinfo: 'User Info URL',
    jwks: 'JWKS URI',
    endSession: 'End session endpoint',
  },
}
