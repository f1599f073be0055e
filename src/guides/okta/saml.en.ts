import type { GuideTexts } from '../guide.ts'

export const oktaSamlEn: GuideTexts = {
  title: 'Sign in to {product} with Okta (SAML)',
  chapters: {
    before: 'Before you begin',
    application: 'Create the application in Okta',
    settings: 'Configure SAML',
    metadata: 'Hand the metadata to {product}',
    people: 'Choose who may sign in',
    tile: 'The tile on the Okta dashboard',
    finish: 'Try it out',
  },
  steps: {
    need: 'You need an administrator of Okta who may create applications, and an administrator of {product} who may change its settings. The plan of your organisation must include single sign-on.',
    scope:
      'This guide is about signing in to {product} itself, not about the users of what you run with it.',
    open: 'In the Okta Admin Console open [Applications] > [Applications] and click [Create App Integration].',
    method: 'Select [SAML 2.0] and click [Next].',
    name: 'As [App name] enter {product}, and click [Next].',
    acs: 'As [Single sign on URL] enter {acs_url}. Leave [Use this for Recipient URL and Destination URL] selected. Newer consoles write Single sign-on URL.',
    audience: 'As [Audience URI (SP Entity ID)] enter {sp_entity_id}.',
    final_values:
      'These two values are final: they exist before Okta’s metadata does, and no temporary ones are needed.',
    relay_state: 'Leave [Default RelayState] blank.',
    name_id:
      'As [Name ID format] select [EmailAddress]. {product} needs a name in the form of an e-mail address.',
    username: 'As [Application username] select [Email].',
    names:
      'Under [Attribute Statements] add `firstName` with the value `user.firstName`, and `lastName` with the value `user.lastName`.',
    groups:
      'Under [Group Attribute Statements] add `groups` with the filter [Matches regex] `.*`. A narrower filter sends {product} only the groups that it needs.',
    internal:
      "Click [Next], select [I'm an Okta customer adding an internal app], and click [Finish].",
    certificates:
      'Open the tab [Sign On], section [SAML Signing Certificates], and find the [SHA-2] certificate whose status is [Active].',
    view: 'Beside it click [Actions] > [View IdP metadata]. Save the page with [Save As] as `metadata.xml`.',
    upload: 'Upload `metadata.xml` in {product}. Its address does as well.',
    assign:
      'Open the tab [Assignments], click [Assign], and choose the people and groups who may sign in.',
    tile_allow:
      'The tile sends an answer that nobody asked for. Allow sign-in from the Okta dashboard in the connection’s settings in {product}; otherwise the tile is refused.',
    tile_hide:
      'The tile does not work unless {product} allows it. Hide it: tab [General], [Edit], [App visibility], select [Do not display application icon to users]. The SAML values are edited on the same tab under [SAML Settings].',
    test: 'Test the connection in {product} with a person who is assigned, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
