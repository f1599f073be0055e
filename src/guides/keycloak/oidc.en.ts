import type { GuideTexts } from '../guide.ts'

export const keycloakOidcEn: GuideTexts = {
  title: 'Sign in to {product} with Keycloak (OpenID Connect)',
  chapters: {
    client: 'Create the client',
    groups: 'Send groups',
    values: 'Enter the values in {product}',
    finish: 'Try it out',
  },
  steps: {
    open: 'In the Keycloak admin console choose the realm of your people, open [Clients], and click [Create client].',
    type: 'Leave [Client type] set to [OpenID Connect]. Enter a [Client ID] of your choice and, as [Name], {product}. Click [Next].',
    confidential: 'Switch [Client authentication] on.',
    public: 'Leave [Client authentication] off: the client has no secret.',
    flow: 'Of the flows leave only [Standard flow] selected, and click [Next].',
    redirect: 'Under [Valid redirect URIs] enter {redirect_uri}, without a wildcard.',
    redirect_silent:
      'In the same list add {silent_redirect_uri}: in a hidden frame the application renews sessions there.',
    sign_out: 'Under [Valid post logout redirect URIs] enter {sign_out_uri}.',
    home: 'As [Home URL] enter {initiate_login_uri}, and switch [Always display in UI] on after saving, so that the account console shows the application.',
    save: 'Click [Save].',
    scope:
      'Open the client’s tab [Client scopes], there the scope whose name ends in `-dedicated`, and click [Configure a new mapper] > [Group Membership].',
    mapper:
      'Enter `groups` as [Name] and as [Token Claim Name], switch [Full group path] off and leave [Add to ID token] on. Click [Save].',
    group_names:
      'With [Full group path] on, group names begin with a slash, and {product} compares them exactly.',
    realm:
      'Enter the address of the realm in {product}. It looks like `https://<keycloak>/realms/<realm>`.',
    client_id: 'Enter the [Client ID] in {product}.',
    secret: 'Copy the [Client Secret] from the client’s tab [Credentials] to {product}.',
    email:
      'Keycloak tells whether a person’s e-mail address was verified. Unverified ones do not lead to accounts that exist already.',
    test: 'Test the connection in {product}, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
