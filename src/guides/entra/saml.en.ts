import type { GuideTexts } from '../guide.ts'

export const entraSamlEn: GuideTexts = {
  title: 'Sign in to {product} with Microsoft Entra ID (SAML)',
  chapters: {
    application: 'Create the enterprise application',
    settings: 'Configure SAML',
    claims: 'Choose what the answer says',
    metadata: 'Hand the metadata to {product}',
    people: 'Choose who may sign in',
    finish: 'Try it out',
  },
  steps: {
    open: 'In the Microsoft Entra admin center open [Enterprise applications] > [All applications], click [New application], then [Create your own application].',
    create:
      "Enter {product} as the name, select [Integrate any other application you don't find in the gallery (Non-gallery)], and click [Create].",
    edit: 'Open [Single sign-on], select [SAML], and click [Edit] beside [Basic SAML Configuration].',
    identifier: 'As [Identifier (Entity ID)] enter {sp_entity_id}.',
    reply: 'As [Reply URL (Assertion Consumer Service URL)] enter {acs_url}.',
    sign_on:
      'As [Sign on URL] enter {login_url}. The tile in My Apps then leads there, instead of sending an answer that nobody asked for.',
    relay_state: 'Leave [Relay State (Optional)] blank, and click [Save].',
    attributes:
      'Under [Attributes & Claims] the claims that Entra adds by itself are right: {product} reads the e-mail address from `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress`. People without an address in the directory cannot sign in.',
    groups:
      'Click [Edit] beside [Attributes & Claims], then [Add a group claim], and select [Groups assigned to the application]. Click [Save].',
    groups_note:
      'Groups arrive as their object ids: enter these ids for roles in {product}. Of people in more than 150 groups Entra sends none, which is why only the assigned groups are sent; members of nested groups do not count.',
    address: 'Under [SAML Certificates] copy the [App Federation Metadata Url] to {product}.',
    file: 'Or click [Download] beside [Federation Metadata XML] and upload the file; then you have to upload a new one each time the certificate changes.',
    assign:
      'Open [Users and groups], click [Add user/group], and choose the people and groups who may sign in.',
    visible: 'Open [Properties], set [Visible to users?] to Yes, and click [Save].',
    test: 'Test the connection in {product} with a person who is assigned, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
