import type { GuideTexts } from '../guide.ts'

export const oktaSamlDe: GuideTexts = {
  title: 'Mit Okta bei {product} anmelden (SAML)',
  chapters: {
    before: 'Vorbereitung',
    application: 'Die Anwendung in Okta anlegen',
    settings: 'SAML einstellen',
    metadata: 'Die Metadaten an {product} übergeben',
    people: 'Festlegen, wer sich anmelden darf',
    tile: 'Die Kachel auf dem Okta-Dashboard',
    finish: 'Ausprobieren',
  },
  steps: {
    need: 'Sie brauchen Administratorrechte in Okta, um Anwendungen anzulegen, und in {product}, um dessen Einstellungen zu ändern. Der Tarif Ihrer Organisation muss Single Sign-on enthalten.',
    scope:
      'In dieser Anleitung geht es um die Anmeldung bei {product} selbst, nicht um die Nutzer dessen, was Sie damit betreiben.',
    open: 'Öffnen Sie in der Okta Admin Console [Applications] > [Applications] und klicken Sie auf [Create App Integration].',
    method: 'Wählen Sie [SAML 2.0] und klicken Sie auf [Next].',
    name: 'Tragen Sie als [App name] {product} ein und klicken Sie auf [Next].',
    acs: 'Tragen Sie als [Single sign on URL] {acs_url} ein. Lassen Sie [Use this for Recipient URL and Destination URL] ausgewählt. In neueren Konsolen heißt das Feld Single sign-on URL.',
    audience: 'Tragen Sie als [Audience URI (SP Entity ID)] {sp_entity_id} ein.',
    final_values:
      'Diese beiden Werte sind endgültig: Es gibt sie schon vor den Metadaten von Okta, vorläufige Werte sind nicht nötig.',
    relay_state: 'Lassen Sie [Default RelayState] leer.',
    name_id:
      'Wählen Sie als [Name ID format] den Eintrag [EmailAddress]. {product} braucht einen Namen in Form einer E-Mail-Adresse.',
    username: 'Wählen Sie als [Application username] den Eintrag [Email].',
    names:
      'Fügen Sie unter [Attribute Statements] `firstName` mit dem Wert `user.firstName` und `lastName` mit dem Wert `user.lastName` hinzu.',
    groups:
      'Fügen Sie unter [Group Attribute Statements] `groups` mit dem Filter [Matches regex] `.*` hinzu. Mit einem engeren Filter erhält {product} nur die Gruppen, die es braucht.',
    internal:
      "Klicken Sie auf [Next], wählen Sie [I'm an Okta customer adding an internal app] und klicken Sie auf [Finish].",
    certificates:
      'Öffnen Sie den Reiter [Sign On], Abschnitt [SAML Signing Certificates], und suchen Sie das [SHA-2]-Zertifikat mit dem Status [Active].',
    view: 'Klicken Sie daneben auf [Actions] > [View IdP metadata]. Speichern Sie die Seite mit [Save As] als `metadata.xml`.',
    upload: 'Laden Sie `metadata.xml` in {product} hoch. Ihre Adresse genügt ebenfalls.',
    assign:
      'Öffnen Sie den Reiter [Assignments], klicken Sie auf [Assign] und wählen Sie die Personen und Gruppen, die sich anmelden dürfen.',
    tile_allow:
      'Die Kachel sendet eine Antwort, nach der niemand gefragt hat. Erlauben Sie in {product} in den Einstellungen der Verbindung die Anmeldung vom Okta-Dashboard aus; sonst wird die Kachel abgewiesen.',
    tile_hide:
      'Die Kachel funktioniert nur, wenn {product} es erlaubt. Blenden Sie sie aus: Reiter [General], [Edit], [App visibility], dort [Do not display application icon to users]. Die SAML-Werte ändern Sie auf demselben Reiter unter [SAML Settings].',
    test: 'Testen Sie die Verbindung in {product} mit einer zugewiesenen Person und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
