import type { GuideTexts } from '../guide.ts'

export const googleSamlEn: GuideTexts = {
  title: 'Sign in to {product} with Google Workspace (SAML)',
  chapters: {
    application: 'Create the application in Google',
    settings: 'Configure SAML',
    people: 'Choose who may sign in',
    finish: 'Try it out',
  },
  steps: {
    open: 'In the Google Admin console open [Apps] > [Web and mobile apps], click [Add app], then [Add custom SAML app].',
    name: 'As [App Name] enter {product}, and click [CONTINUE].',
    metadata: 'Click [DOWNLOAD METADATA], keep the file, and click [CONTINUE].',
    acs: 'As [ACS URL] enter {acs_url}.',
    entity_id: 'As [Entity ID] enter {sp_entity_id}.',
    start_url: 'Leave [Start URL] blank.',
    name_id:
      'As [Name ID format] select [EMAIL], as [Name ID] [Basic Information > Primary email], and click [CONTINUE].',
    attributes:
      'Click [ADD MAPPING] twice: map [First name] to `firstName` and [Last name] to `lastName`.',
    groups:
      'Under [Group membership (optional)] choose the groups that {product} may know of, and enter `groups` as [App attribute].',
    finish_app: 'Click [FINISH].',
    access:
      'Open [User access], choose [ON for everyone] or single organisational units, and click [SAVE]. It may take some hours until this works everywhere.',
    tile: 'Google’s menu of apps sends an answer that nobody asked for. Allow this in the connection’s settings in {product}; otherwise it is refused.',
    upload: 'Upload the metadata file in {product}.',
    test: 'Test the connection in {product} with a person who has access, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
