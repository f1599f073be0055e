import type { GuideTexts } from '../guide.ts'

export const genericSamlDe: GuideTexts = {
  title: 'Mit SAML bei {product} anmelden',
  chapters: {
    application: 'Die Anwendung anlegen',
    attributes: 'Festlegen, was die Antwort enthält',
    people: 'Festlegen, wer sich anmelden darf',
    values: 'Die Metadaten an {product} übergeben',
    finish: 'Ausprobieren',
  },
  steps: {
    create:
      'Legen Sie in der Konsole Ihres Identitätsanbieters eine SAML-2.0-Anwendung namens {product} an.',
    metadata:
      'Kann er die Metadaten von Anwendungen importieren, geben Sie {sp_metadata_url} an; die beiden nächsten Werte sind dann schon da.',
    acs: 'Tragen Sie als Adresse des Assertion Consumer Service (ACS, Binding POST) {acs_url} ein.',
    entity_id: 'Tragen Sie als Entity-ID, auch Audience genannt, {sp_entity_id} ein.',
    relay_state: 'Lassen Sie den voreingestellten RelayState leer.',
    signing: 'Lassen Sie die Assertion oder die ganze Antwort signieren, mit SHA-256 oder besser.',
    name_id: 'Senden Sie als NameID die E-Mail-Adresse, im Format `emailAddress`.',
    names: 'Senden Sie die Attribute `firstName` und `lastName`.',
    groups: 'Senden Sie die Gruppen der Personen als Attribut `groups`, einen Wert je Gruppe.',
    assign: 'Weisen Sie die Personen und Gruppen zu, die sich anmelden dürfen.',
    tile: 'Gibt es ein Portal mit Kacheln, lassen Sie die Kachel zu {login_url} führen. Eine Kachel, die eine Antwort sendet, nach der niemand gefragt hat, wird abgewiesen, wenn {product} das nicht erlaubt.',
    hand_over:
      'Tragen Sie die Adresse der Metadaten des Identitätsanbieters in {product} ein oder laden Sie das Dokument als Datei hoch.',
    test: 'Testen Sie die Verbindung in {product} und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
