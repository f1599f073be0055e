import type { GuideTexts } from '../guide.ts'

export const genericOidcEn: GuideTexts = {
  title: 'Sign in to {product} with OpenID Connect',
  chapters: {
    client: 'Register a client',
    claims: 'Choose what the token says',
    people: 'Choose who may sign in',
    values: 'Enter the values in {product}',
    finish: 'Try it out',
  },
  steps: {
    create: 'In the console of your identity provider register a web application named {product}.',
    confidential: 'Make it a confidential client: one with a client secret.',
    public: 'Make it a public client: one without a client secret.',
    flow: 'Allow the authorization code flow and nothing else. {product} always uses PKCE with S256.',
    redirect: 'As redirect URI enter {redirect_uri}, character by character.',
    redirect_silent:
      'As a second redirect URI enter {silent_redirect_uri}: in a hidden frame the application renews sessions there.',
    sign_out: 'As post-logout redirect URI enter {sign_out_uri}.',
    tile: 'If there is a portal with tiles, enter {initiate_login_uri} as initiate login URI or as address of the tile.',
    email:
      'See that the ID token or the userinfo endpoint carries `email` and, where the provider verifies addresses, `email_verified`.',
    groups: 'Add people’s groups as the claim `groups`, a list of names.',
    assign: 'Assign the people and groups who may sign in.',
    issuer:
      'Enter the issuer in {product}: the address below which `/.well-known/openid-configuration` lies, exactly as that document writes it.',
    client_id: 'Enter the client id in {product}.',
    secret: 'Enter the client secret in {product}.',
    test: 'Test the connection in {product}, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
