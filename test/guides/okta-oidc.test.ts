import { describe, expect, it } from 'vitest'
import { tell, urls } from '../support/guides.ts'

/** What Kong Konnect’s customers need. */
const konnect = ['groups', 'login_email', 'logout', 'tile'] as const
/** What Collate’s customers need. */
const collate = ['spa', 'refresh', 'logout', 'own_server'] as const

describe('the guide for Okta with OpenID Connect', () => {
  it('PU-3 names the sign-in method', async () => {
    const guide = await tell('okta-oidc')
    expect(guide.step('method')).toContain('[Sign-in method]')
    expect(guide.step('method')).toContain('[OIDC - OpenID Connect]')
  })

  it('PU-4 KO-4 names the application type', async () => {
    const { step, ids } = await tell('okta-oidc')
    expect(step('type_web')).toContain('[Application type] select [Web Application]')
    expect(ids).not.toContain('type_spa')
  })

  it('PU-5 KO-4 CO-9 enters the product’s name, unique among applications, and offers a logo', async () => {
    const { step } = await tell('okta-oidc', [], { product: 'Pusher' })
    expect(step('name')).toContain('[App integration name] enter Pusher')
    expect(step('name')).toContain('another name that no application has yet')
    expect(step('name')).toContain('[Logo]')
  })

  it('PU-6 KO-5 CO-3 enters the redirect URI under the field’s own name, the old one beside it', async () => {
    const { step } = await tell('okta-oidc')
    expect(step('redirect')).toContain(`[Sign-in redirect URIs] enter ${urls.callback}`)
    expect(step('redirect')).toContain('Login redirect URIs')
  })

  it('PU-7 KO-5 CL-7 enters where people come back to after signing out, if that is wanted', async () => {
    const { step } = await tell('okta-oidc', ['logout'])
    expect(step('sign_out')).toBe(`Under [Sign-out redirect URIs] enter ${urls.logoutReturn}.`)
    expect((await tell('okta-oidc')).ids).not.toContain('sign_out')
  })

  it('PU-8 PU-9 KO-36 lets the tile start sign-ins, in the way that names no token', async () => {
    const { step } = await tell('okta-oidc', ['tile'])
    expect(step('tile_initiated')).toBe('Set [Login Initiated by] to [Either Okta or App].')
    expect(step('tile_visibility')).toContain('[Application Visibility]')
    expect(step('tile_visibility')).toContain('[Display application icon to users]')
    expect(step('tile_uri')).toContain(`[Initiate login URI] enter ${urls.initiate}`)
    expect(step('tile_grant')).toContain('[Implicit (Hybrid)]')
    expect(step('tile_grant')).toContain('never uses tokens that come that way')
    expect(step('tile_flow')).toContain('not [Send ID Token directly to app (Okta Simplified)]')
    expect((await tell('okta-oidc')).text).not.toContain('Initiate login URI')
  })

  it('PU-9 lets sign-ins begin on either side, in every language of the guide', async () => {
    for (const locale of ['en', 'de'] as const) {
      const { step } = await tell('okta-oidc', ['tile'], { locale })
      expect(step('tile_initiated')).toContain('[Login Initiated by]')
      expect(step('tile_initiated')).toContain('[Either Okta or App]')
      expect((await tell('okta-oidc', [], { locale })).ids).not.toContain('tile_initiated')
    }
  })

  it('KO-4 asks for a web application of a name of its own, with codes and nothing else', async () => {
    const { step, ids } = await tell('okta-oidc', konnect, { product: 'Konnect' })
    expect(step('method')).toContain('[OIDC - OpenID Connect]')
    expect(step('type_web')).toContain('[Web Application]')
    expect(step('name')).toContain('Konnect, or another name that no application has yet')
    expect(step('grant')).toBe('Under [Grant type] select [Authorization Code].')
    expect(ids).not.toContain('refresh')
  })

  it('KO-6 leaves to the admin who may use the application, before it is saved', async () => {
    for (const locale of ['en', 'de'] as const) {
      const { step, ids } = await tell('okta-oidc', konnect, { locale })
      expect(step('access')).toContain('[Controlled access]')
      expect(ids.indexOf('access')).toBeLessThan(ids.indexOf('save'))
    }
  })

  it('CO-5 tells where client id and secret are', async () => {
    const { step } = await tell('okta-oidc')
    expect(step('client_id')).toContain('[General], section [Client Credentials]')
    expect(step('client_id')).toContain('[Client ID]')
    expect(step('secret')).toContain('[Client secret]')
  })

  it('CO-4 tells where the issuer is, for products on the org’s own server', async () => {
    const { step, ids } = await tell('okta-oidc', ['org_server'])
    expect(step('issuer_org')).toContain('[Issuer]')
    expect(step('issuer_org')).toContain('[Sign On], section [OpenID Connect ID Token]')
    expect(ids).not.toContain('server_policy')
  })

  it('CO-6 KO-6 CL-9 tells who may use the application, and what others see', async () => {
    const { step } = await tell('okta-oidc')
    expect(step('access')).toContain('[Controlled access]')
    expect(step('assign')).toContain('[Assignments]')
    expect(step('denied')).toContain('not assigned')
  })

  it('CL-9 says so of single-page applications, too, and that others are turned away', async () => {
    const { step } = await tell('okta-oidc', collate, { product: 'Collate' })
    expect(step('access')).toContain('[Controlled access]')
    expect(step('denied')).toContain('Collate then says that the person is not assigned')
  })

  it('CO-10 shows what an Okta domain looks like', async () => {
    expect((await tell('okta-oidc')).step('domain')).toContain('`<my-company>.okta.com`')
  })

  it('CL-3 registers a public client, without a secret and with PKCE', async () => {
    const { step, ids } = await tell('okta-oidc', collate)
    expect(step('method')).toContain('[OIDC - OpenID Connect]')
    expect(step('type_spa')).toContain('[Single-Page Application]')
    expect(step('no_secret')).toContain('no client secret')
    expect(step('no_secret')).toContain('PKCE')
    expect(ids).not.toContain('secret')
    expect(ids).not.toContain('type_web')
  })

  it('CL-4 KO-4 selects the grant types, and rotation of refresh tokens', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('grant')).toContain('[Grant type] select [Authorization Code]')
    expect(step('refresh')).toContain('[Refresh Token]')
    expect(step('refresh')).toContain('[Rotate token after every use]')
  })

  it.each(['okta-oidc', 'keycloak-oidc', 'generic-oidc'])(
    'CL-6 enters the second redirect URI of single-page applications, %s',
    async (id) => {
      const { step } = await tell(id, ['spa'])
      expect(step('redirect_silent')).toContain(urls.silentCallback)
      expect((await tell(id)).ids).not.toContain('redirect_silent')
    },
  )

  it('CL-8 enters the origin of the application', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('base')).toBe('Under [Base URIs] enter https://app.example.com.')
  })

  it('CL-10 warns of the server that all applications share', async () => {
    const { step, ids } = await tell('okta-oidc')
    expect(step('server_default_note')).toContain('`/oauth2/default`')
    expect(step('server_default_note')).toContain('not recommended')
    expect(ids).not.toContain('server_add')
  })

  it('CL-10 CL-11 CL-12 adds a server of one’s own, whose audience is the client id', async () => {
    const { step, ids } = await tell('okta-oidc', collate)
    expect(step('server_add')).toContain('[Add Authorization Server]')
    expect(step('server_audience')).toContain('[Audience] enter the Client ID')
    expect(step('server_audience')).toContain('generates the issuer URL')
    expect(step('issuer_own')).toContain('[Issuer URI]')
    expect(ids).not.toContain('server_default_note')
  })

  it('CL-13 fixes the issuer of the server', async () => {
    for (const options of [[], collate]) {
      const { step } = await tell('okta-oidc', options)
      expect(step('server_issuer')).toContain('[Issuer] to [Okta URL] instead of [Dynamic]')
    }
  })

  it('CL-14 CL-18 fixes the issuer of the application, whose audience is the client id', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('token_issuer')).toContain('[Sign On]')
    expect(step('token_issuer')).toContain('[OpenID Connect ID Token]')
    expect(step('token_issuer')).toContain('[Issuer] to [Okta URL]')
    expect(step('token_audience')).toBe('[Audience] in this section is the same as the Client ID.')
  })

  it('CL-15 adds a default scope', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('server_scope')).toContain('[Add Scope]')
    expect(step('server_scope')).toContain('[Set as a default scope]')
  })

  it('CL-16 adds an access policy and a rule, and says what happens without', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('server_policy')).toContain('[Access Policies] click [Add New Access Policy]')
    expect(step('server_policy')).toContain('assign the policy to this application')
    for (const grant of ['Authorization Code', 'Client Credentials', 'Token Exchange']) {
      expect(step('server_rule')).toContain(`[${grant}]`)
    }
    expect(step('server_rule')).toContain('[Device Authorization]')
    expect(step('server_rule')).toContain('[Create Rule]')
    expect(step('server_policy_note')).toContain('Policy evaluation failed')
  })

  it('CL-17 tells of consent', async () => {
    const { step } = await tell('okta-oidc', collate)
    expect(step('consent')).toContain('[User consent]')
    expect(step('no_secret')).toContain('[Client authentication]')
  })

  it('KO-7 adds the claim with the groups, field by field', async () => {
    const { step } = await tell('okta-oidc', konnect)
    for (const field of [
      ...['[Name] `groups`', '[Include in token type] [ID token], [Always]'],
      ...['[Value type] [Groups]', '[Filter] [Matches regex] `.*`'],
      ...['[Include in] [The following scopes] `openid`', '[Create]'],
    ]) {
      expect(step('claims_groups')).toContain(field)
    }
    expect(step('claims_open')).toContain('[Claim type] select [ID]')
    expect((await tell('okta-oidc')).text).not.toContain('[Add Claim]')
  })

  it('KO-8 adds the claim with the login, field by field', async () => {
    const { step } = await tell('okta-oidc', konnect)
    for (const field of [
      ...['[Name] `login_email`', '[Include in token type] [ID token], [Always]'],
      ...['[Value type] [Expression]', '[Value] `user.login`'],
      '[Include in] [The following scopes] `openid`',
    ]) {
      expect(step('claims_email')).toContain(field)
    }
    expect((await tell('okta-oidc', ['groups'])).text).not.toContain('login_email')
  })

  it('KO-9 asks for the domain alone where the server is `default`', async () => {
    const { ids } = await tell('okta-oidc', konnect)
    expect(ids).toContain('domain')
    expect(ids).not.toContain('issuer_own')
    expect((await tell('okta-oidc', collate)).ids).not.toContain('domain')
  })

  it('KO-10 KO-11 previews the token with the scope `openid` alone', async () => {
    const { step } = await tell('okta-oidc', konnect)
    expect(step('preview')).toContain('[Token Preview]')
    expect(step('preview')).toContain('[Authorization Code], a person and the scope `openid`')
    expect(step('preview')).toContain('[Preview Token]')
    expect(step('preview_groups')).toContain('`groups`')
    expect(step('preview_email')).toContain('`login_email`')
  })

  it('KO-12 warns of groups that the claim does not find, and tells the way round', async () => {
    const { step } = await tell('okta-oidc', konnect)
    expect(step('third_party_groups')).toContain('Google groups')
    expect(step('third_party_groups')).toContain('CSV')
    expect((await tell('okta-oidc', ['groups', 'org_server'])).text).toContain('CSV')
    expect((await tell('okta-oidc', ['login_email'])).text).not.toContain('CSV')
  })

  it('KO-26 tells where the names of groups are', async () => {
    const { step } = await tell('okta-oidc', konnect)
    expect(step('preview_groups')).toContain('[Directory] > [Groups]')
  })

  it('KO-33 KO-34 tells where people sign in', async () => {
    expect((await tell('okta-oidc')).step('login')).toContain(urls.organizationLogin)
  })
})
