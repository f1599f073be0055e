import type { GuideTexts } from '../guide.ts'

export const keycloakSamlDe: GuideTexts = {
  title: 'Mit Keycloak bei {product} anmelden (SAML)',
  chapters: {
    client: 'Den Client anlegen',
    attributes: 'Festlegen, was die Antwort enthält',
    metadata: 'Die Metadaten an {product} übergeben',
    finish: 'Ausprobieren',
  },
  steps: {
    file: 'Öffnen Sie {sp_metadata_url} in einem Browser und speichern Sie die Seite als XML-Datei.',
    import:
      'Wählen Sie in der Keycloak-Administrationskonsole den Realm Ihrer Personen, öffnen Sie [Clients], klicken Sie auf [Import client] und wählen Sie die Datei als [Resource file]. Tragen Sie als [Name] {product} ein und klicken Sie auf [Save].',
    check:
      'Prüfen Sie zwei Felder: [Client ID] ist {sp_entity_id}, und [Assertion Consumer Service POST Binding URL] auf dem Reiter [Advanced] ist {acs_url}.',
    name_id:
      'Stellen Sie [Name ID format] auf `email`, schalten Sie [Sign assertions] ein und klicken Sie auf [Save].',
    home: 'Tragen Sie als [Home URL] {login_url} ein, damit die Kontokonsole dorthin führt, und klicken Sie auf [Save].',
    mappers:
      'Öffnen Sie den Reiter [Client scopes] des Clients und dort den Scope, dessen Name auf `-dedicated` endet, klicken Sie auf [Add predefined mapper], wählen Sie [X500 email], [X500 givenName] und [X500 surname] und klicken Sie auf [Add].',
    groups:
      'Klicken Sie auf [Configure a new mapper] > [Group list]. Tragen Sie `member` als [Group attribute name] ein, schalten Sie [Full group path] aus und klicken Sie auf [Save].',
    group_names:
      'Ist [Full group path] eingeschaltet, beginnen Gruppennamen mit einem Schrägstrich, und {product} vergleicht sie genau.',
    address:
      'Öffnen Sie [Realm settings] und kopieren Sie die Adresse von [SAML 2.0 Identity Provider Metadata] nach {product}. Sie sieht aus wie `https://<keycloak>/realms/<realm>/protocol/saml/descriptor`.',
    test: 'Testen Sie die Verbindung in {product} und schalten Sie sie dann ein.',
    login: 'Von da an melden sich die Personen unter {login_url} an.',
  },
}
