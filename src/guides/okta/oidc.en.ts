import type { GuideTexts } from '../guide.ts'

export const oktaOidcEn: GuideTexts = {
  title: 'Sign in to {product} with Okta (OpenID Connect)',
  chapters: {
    before: 'Before you begin',
    application: 'Create the application in Okta',
    people: 'Choose who may sign in',
    server: 'Prepare the authorization server',
    token: 'Fix the issuer of the application',
    claims: 'Add claims',
    org_claims: 'Send groups',
    values: 'Enter the values in {product}',
    tile: 'Show {product} on the Okta dashboard',
    finish: 'Try it out',
  },
  steps: {
    need: 'You need an administrator of your Okta organisation and one of {product}. Keep both consoles open, since values go back and forth.',
    open: 'In the Okta Admin Console open [Applications] > [Applications] and click [Create App Integration].',
    method: 'As [Sign-in method] select [OIDC - OpenID Connect].',
    type_web: 'As [Application type] select [Web Application] and click [Next].',
    type_spa: 'As [Application type] select [Single-Page Application] and click [Next].',
    name: 'As [App integration name] enter {product}, or another name that no application has yet. You may upload a [Logo].',
    grant: 'Under [Grant type] select [Authorization Code].',
    refresh:
      'Under [Grant type] select [Refresh Token], too, and set [Refresh token behavior] to [Rotate token after every use].',
    redirect:
      'Under [Sign-in redirect URIs] enter {redirect_uri}. Older consoles call the field Login redirect URIs.',
    redirect_silent:
      'In the same list add {silent_redirect_uri}: in a hidden frame the application renews sessions there.',
    sign_out: 'Under [Sign-out redirect URIs] enter {sign_out_uri}.',
    base: 'Under [Base URIs] enter {base_uri}.',
    access:
      'Under [Controlled access] choose who may use the application: everybody, certain groups, or nobody yet.',
    save: 'Click [Save]. Leave the page open: the values on it are needed below.',
    assign:
      'Open the tab [Assignments], click [Assign], and choose the people and groups who may sign in.',
    denied:
      'Okta turns away whoever is not assigned; {product} then says that the person is not assigned to the application.',
    server_default:
      'Open [Security] > [API], tab [Authorization Servers], and open the server [default].',
    server_default_note:
      'The server `default` (`/oauth2/default`) belongs to all applications of your organisation, and using it is not recommended: create a separate authorization server if you can, and enter its issuer in {product}.',
    server_add:
      'Open [Security] > [API], tab [Authorization Servers], and click [Add Authorization Server].',
    server_audience:
      'Enter a name and a description. As [Audience] enter the Client ID of the application. Click [Save]: this generates the issuer URL.',
    server_issuer:
      'Open the server’s tab [Settings], click [Edit], set [Issuer] to [Okta URL] instead of [Dynamic], and click [Save].',
    server_scope:
      'On the tab [Scopes] click [Add Scope] and mark the new scope as [Set as a default scope], so that the server answers requests that name no scope of its own.',
    server_policy:
      'On the tab [Access Policies] click [Add New Access Policy], enter a name and a description, assign the policy to this application only, and click [Create Policy].',
    server_rule:
      'Inside the policy click [Add rule], allow the grant type [Authorization Code] for the people who may sign in, and click [Create Rule]. [Client Credentials], [Device Authorization] and [Token Exchange] are not needed.',
    server_policy_note:
      'Without a policy and a rule that fit, Okta refuses everybody with “Policy evaluation failed”.',
    token_issuer:
      'Open the application, tab [Sign On]. In the section [OpenID Connect ID Token] click [Edit], set [Issuer] to [Okta URL] instead of [Dynamic (based on request domain)], and click [Save].',
    token_audience: '[Audience] in this section is the same as the Client ID.',
    consent:
      'If people should not be asked for consent, open the tab [General], click [Edit] beside [General Settings], and clear [User consent].',
    claims_open:
      'Open the authorization server under [Security] > [API] and its tab [Claims]. As [Claim type] select [ID]. Click [Add Claim] for each claim below.',
    claims_groups:
      'For groups enter: [Name] `groups`; [Include in token type] [ID token], [Always]; [Value type] [Groups]; [Filter] [Matches regex] `.*`; [Include in] [The following scopes] `openid`. Click [Create]. A narrower filter sends {product} only the groups that it needs.',
    third_party_groups:
      'The claim does not find groups of third-party applications, such as Google groups. Re-create them in Okta: export the group as a CSV file and import this file into the new group.',
    claims_email:
      'For the e-mail address enter: [Name] `login_email`; [Include in token type] [ID token], [Always]; [Value type] [Expression]; [Value] `user.login`; [Include in] [The following scopes] `openid`. Click [Create].',
    preview:
      'Open the tab [Token Preview], choose the application, the grant type [Authorization Code], a person and the scope `openid`, and click [Preview Token].',
    preview_groups:
      'Check that `groups` is there. These names, letter by letter, are the ones to enter for roles in {product}; all groups are listed under [Directory] > [Groups].',
    preview_email: 'Check that `login_email` is there and holds an e-mail address.',
    org_groups:
      'Open the application, tab [Sign On], section [OpenID Connect ID Token], and click [Edit]. Set [Groups claim type] to [Filter]. As [Group claims filter] enter `groups`, [Matches regex] `.*`, and click [Save]. {product} must ask for the scope `groups`.',
    org_third_party_groups:
      'The filter does not find groups of third-party applications, such as Google groups. Re-create them in Okta: export the group as a CSV file and import this file into the new group.',
    client_id:
      'On the application’s tab [General], section [Client Credentials], copy the [Client ID] to {product}.',
    secret: 'Copy the [Client secret] from the same section to {product}.',
    no_secret:
      'There is no client secret: [Client authentication] stays [None]. {product} proves with PKCE that it asked.',
    domain:
      'Copy the [Okta domain] to {product}. It looks like `<my-company>.okta.com`, without `-admin`.',
    issuer_own:
      'Copy the [Issuer URI] of the authorization server to {product}. It looks like `https://<my-company>.okta.com/oauth2/<server>`.',
    issuer_org:
      'Copy the value of [Issuer] from the tab [Sign On], section [OpenID Connect ID Token], to {product}. It looks like `https://<my-company>.okta.com`.',
    tile_edit: 'Open the application, tab [General], and click [Edit] beside [General Settings].',
    tile_grant:
      'If the fields below do not show, select [Implicit (Hybrid)] under [Grant type] first. {product} never uses tokens that come that way.',
    tile_initiated: 'Set [Login Initiated by] to [Either Okta or App].',
    tile_visibility: 'Under [Application Visibility] select [Display application icon to users].',
    tile_flow:
      'As [Login flow] select [Redirect to app to initiate login], not [Send ID Token directly to app (Okta Simplified)].',
    tile_uri: 'As [Initiate login URI] enter {initiate_login_uri}, and click [Save].',
    test: 'Test the connection in {product} with a person who is assigned, then activate it.',
    login: 'From then on people sign in at {login_url}.',
  },
}
