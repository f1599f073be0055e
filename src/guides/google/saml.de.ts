import type { GuideTexts } from '../guide.ts'

export const googleSamlDe: GuideTexts = {
  title: 'Mit Google Workspace bei {product} anmelden (SAML)',
  chapters: {
    application: 'Die Anwendung in Google anlegen',
    settings: 'SAML einstellen',
    people: 'Festlegen, wer sich anmelden darf',
    finish: 'Ausprobieren',
  },
  steps: {
    open: 'Öffnen Sie in der Google Admin-Konsole [Apps] > [Web and mobile apps], klicken Sie auf [Add app] und dann auf [Add custom SAML app].',
    name: 'Tragen Sie als [App Name] {product} ein und klicken Sie auf [CONTINUE].',
    metadata:
      'Klicken Sie auf [DOWNLOAD METADATA], bewahren Sie die Datei auf und klicken Sie auf [CONTINUE].',
    acs: 'Tragen Sie als [ACS URL] {acs_url} ein.',
    entity_id: 'Tragen Sie als [Entity ID] {sp_entity_id} ein.',
    start_url: 'Lassen Sie [Start URL] leer.',
    name_id:
      'Wählen Sie als [Name ID format] den Eintrag [EMAIL] und als [Name ID] den Eintrag [Basic Information > Primary email] und klicken Sie auf [CONTINUE].',
    attributes:
      'Klicken Sie zweimal auf [ADD MAPPING]: Ordnen Sie [First name] dem Attribut `firstName` zu und [Last name] dem Attribut `lastName`.',
    groups:
      'Wählen Sie unter [Group membership (optional)] die Gruppen, von denen {product} wissen darf, und tragen Sie als [App attribute] `groups` ein.',
    finish_app: 'Klicken Sie auf [FINISH].',
    access:
      'Öffnen Sie [User access], wählen Sie [ON for everyone] oder einzelne Organisationseinheiten und klicken Sie auf [SAVE]. Bis das überall gilt, können einige Stunden vergehen.',
    tile: 'Aus dem App-Menü von Google kommt eine Antwort, nach der niemand gefragt hat. Erlauben Sie das in {product} in den Einstellungen der Verbindung; sonst wird sie abgewiesen.',
    upload: 'Laden Sie die Metadaten-Datei in {product} hoch.',
    test: 'Testen Sie die Verbindung in {product} mit einer Person, die Zugriff hat, und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
