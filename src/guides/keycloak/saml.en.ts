import type { GuideTexts } from '../guide.ts'

export const keycloakSamlEn: GuideTexts = {
  title: 'Sign in to {product} with Keycloak (SAML)',
  chapters: {
    client: 'Create the client',
    attributes: 'Choose what the answer says',
    metadata: 'Hand the metadata to {product}',
    finish: 'Try it out',
  },
  steps: {
    file: 'Open {sp_metadata_url} in a browser and save the page as an XML file.',
    import:
      'In the Keycloak admin console choose the realm of your people, open [Clients], click [Import client], and choose the file as [Resource file]. As [Name] enter {product}, and click [Save].',
    check:
      'Check two fields: [Client ID] is {sp_entity_id}, and [Assertion Consumer Service POST Binding URL] on the tab [Advanced] is {acs_url}.',
    name_id: 'Set [Name ID format] to `email`, switch [Sign assertions] on, and click [Save].',
    home: 'As [Home URL] enter {login_url}, so that the account console leads people there, and click [Save].',
    mappers:
      'Open the client’s tab [Client scopes], there the scope whose name ends in `-dedicated`, click [Add predefined mapper], select [X500 email], [X500 givenName] and [X500 surname], and click [Add].',
    groups:
      'Click [Configure a new mapper] > [Group list]. Enter `member` as [Group attribute name], switch [Full group path] off, and click [Save].',
    group_names:
      'With [Full group path] on, group names begin with a slash, and {product} compares them exactly.',
    address:
      'Open [Realm settings] and copy the address of [SAML 2.0 Identity Provider Metadata] to {product}. It looks like `https://<keycloak>/realms/<realm>/protocol/saml/descriptor`.',
    test: 'Test the connection in {product}, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
