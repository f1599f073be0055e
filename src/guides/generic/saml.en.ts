import type { GuideTexts } from '../guide.ts'

export const genericSamlEn: GuideTexts = {
  title: 'Sign in to {product} with SAML',
  chapters: {
    application: 'Create the application',
    attributes: 'Choose what the answer says',
    people: 'Choose who may sign in',
    values: 'Hand the metadata to {product}',
    finish: 'Try it out',
  },
  steps: {
    create:
      'In the console of your identity provider create a SAML 2.0 application named {product}.',
    metadata:
      'If it imports the metadata of applications, give it {sp_metadata_url}; the next two values are then there already.',
    acs: 'As address of the assertion consumer service (ACS, binding POST) enter {acs_url}.',
    entity_id: 'As entity ID, also called audience, enter {sp_entity_id}.',
    relay_state: 'Leave the default RelayState blank.',
    signing: 'Have the assertion or the whole response signed, with SHA-256 or better.',
    name_id: 'As NameID send the e-mail address, in the format `emailAddress`.',
    names: 'Send the attributes `firstName` and `lastName`.',
    groups: 'Send people’s groups as the attribute `groups`, one value for each group.',
    assign: 'Assign the people and groups who may sign in.',
    tile: 'If there is a portal with tiles, let the tile lead to {login_url}. A tile that sends an answer nobody asked for is refused unless {product} allows it.',
    hand_over:
      'Enter the address of the identity provider’s metadata in {product}, or upload the document as a file.',
    test: 'Test the connection in {product}, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
