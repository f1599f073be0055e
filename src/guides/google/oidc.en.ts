import type { GuideTexts } from '../guide.ts'

export const googleOidcEn: GuideTexts = {
  title: 'Sign in to {product} with Google Workspace (OpenID Connect)',
  chapters: {
    project: 'Prepare a Google Cloud project',
    client: 'Create the client',
    values: 'Enter the values in {product}',
    finish: 'Try it out',
  },
  steps: {
    branding:
      'In the Google Cloud console choose a project of your organisation, open [Google Auth Platform] > [Branding], and enter {product} as the name of the app.',
    audience:
      'Open [Google Auth Platform] > [Audience] and select [Internal], so that only people of your Google Workspace can sign in.',
    create:
      'Open [Google Auth Platform] > [Clients] and click [Create client]. As [Application type] select [Web application], and as [Name] enter {product}.',
    redirect:
      'Under [Authorized redirect URIs] click [Add URI], enter {redirect_uri}, and click [Create].',
    no_groups:
      'Google sends no groups with OpenID Connect. If {product} needs them, use SAML instead.',
    domain:
      'Enter the primary domain of your Google Workspace in {product}, such as `example.com`.',
    client_id: 'Copy the [Client ID] to {product}.',
    secret: 'Copy the [Client secret] to {product}.',
    test: 'Test the connection in {product} with a person of your Google Workspace, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
