import { describe, expect, it } from 'vitest'
import type { MockOktaOidcSettings } from '../../../src/testing/okta/index.ts'
import { formOf } from '../../support/browser.ts'
import { answerOf, appOrigin, oktaScene, signIn } from '../../support/mock-okta.ts'

const implicit = { grantTypes: ['authorization_code', 'implicit'] } as const

describe('the authorization endpoint shows a page where it must not redirect', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'an address that is not registered',
      { redirect_uri: `${appOrigin}/callback/` },
      'The &#39;redirect_uri&#39; parameter must be a Login redirect URI in the client app settings.',
    ],
    ['no address', { redirect_uri: '' }, 'must be a Login redirect URI'],
    [
      'an unknown client',
      { client_id: '0oaNobody' },
      'Invalid value for &#39;client_id&#39; parameter.',
    ],
  ])('for %s', async (_what, changes, text) => {
    const { browser, request, addApp } = oktaScene()
    const page = await browser.visit(request(addApp(), changes), { stopAt: appOrigin })
    expect([page.status, page.url]).toEqual([400, expect.stringContaining('/v1/authorize?')])
    expect(page.body).toContain(text)
  })

  it('for a parameter that was sent twice', async () => {
    const { browser, request, addApp } = oktaScene()
    const url = `${request(addApp())}&state=another`
    const page = await browser.visit(url, { stopAt: appOrigin })
    expect(page.status).toBe(400)
    expect(page.body).toContain('duplicate parameters')
  })
})

describe('the authorization endpoint answers the app with', () => {
  it.each<[string, Partial<MockOktaOidcSettings>, Record<string, string>, string, string]>([
    [
      'unsupported_response_type, and what is configured',
      {},
      { response_type: 'id_token' },
      'unsupported_response_type',
      'The response type is not supported by the authorization server. Configured response types: [code]',
    ],
    [
      'unsupported_response_type for a hybrid one without the implicit grant',
      {},
      { response_type: 'code id_token' },
      'unsupported_response_type',
      'Configured response types: [code]',
    ],
    [
      'unsupported_response_type where only access tokens are ticked',
      { ...implicit, implicit: { idToken: false, accessToken: true } },
      { response_type: 'id_token token' },
      'unsupported_response_type',
      'Configured response types: [code, token]',
    ],
    [
      'unsupported_response_type where only ID tokens are ticked',
      { ...implicit, implicit: { idToken: true, accessToken: false } },
      { response_type: 'token' },
      'unsupported_response_type',
      'Configured response types: [code, id_token]',
    ],
    [
      'unsupported_response_type without a type',
      {},
      { response_type: '' },
      'unsupported_response_type',
      '',
    ],
    [
      'unsupported_response_mode for an ID token in the query',
      implicit,
      { response_type: 'id_token', response_mode: 'query' },
      'unsupported_response_mode',
      '',
    ],
    [
      'unsupported_response_mode for an unknown one',
      {},
      { response_mode: 'carrier_pigeon' },
      'unsupported_response_mode',
      '',
    ],
    [
      'invalid_request without a state',
      {},
      { state: '' },
      'invalid_request',
      "The authentication request has an invalid 'state' parameter.",
    ],
    [
      'invalid_request for an ID token without a nonce',
      implicit,
      { response_type: 'id_token', nonce: '' },
      'invalid_request',
      'nonce',
    ],
    [
      'invalid_request for a public client without PKCE',
      { type: 'spa' },
      { code_challenge: '', code_challenge_method: '' },
      'invalid_request',
      "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.",
    ],
    [
      'invalid_request for a challenge that is plain',
      {},
      { code_challenge_method: 'plain' },
      'invalid_request',
      'S256',
    ],
    [
      'invalid_scope for a scope of one’s own at the org authorization server',
      {},
      { scope: 'openid flights' },
      'invalid_scope',
      'Custom scopes are not allowed for this request.',
    ],
    [
      'invalid_scope without openid',
      {},
      { scope: 'email' },
      'invalid_scope',
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    ],
    [
      'invalid_scope for offline_access without its grant type',
      {},
      { scope: 'openid offline_access' },
      'invalid_scope',
      '',
    ],
    [
      'invalid_scope without any scope',
      {},
      { scope: '' },
      'invalid_scope',
      "'scope' must be provided",
    ],
    [
      'access_denied for somebody who is not assigned',
      { access: 'skip' },
      {},
      'access_denied',
      'User is not assigned to the client application.',
    ],
  ])('%s', async (_what, settings, changes, error, description) => {
    const scene = oktaScene()
    const answer = await scene.authorize(scene.addApp(settings), changes)
    expect(answer.get('error')).toBe(error)
    expect(answer.get('error_description')).toContain(description)
    expect(answer.get('state')).toBe(changes.state === '' ? null : 'the-state')
    expect(answer.has('code')).toBe(false)
  })

  it('a code without PKCE to a client that has a secret', async () => {
    const scene = oktaScene()
    const without = { code_challenge: '', code_challenge_method: '' }
    expect((await scene.authorize(scene.addApp(), without)).get('code')).toBeTruthy()
  })

  it.each([
    ['code', undefined, '?'],
    ['code', 'fragment', '#'],
    ['id_token', undefined, '#'],
    ['code id_token token', undefined, '#'],
  ] as const)('type %s in mode %s after a %s', async (type, mode, separator) => {
    const { browser, request, addApp } = oktaScene()
    const url = request(addApp(implicit), {
      response_type: type,
      ...(mode !== undefined && { response_mode: mode }),
    })
    const { url: answered } = await signIn(browser, await browser.visit(url))
    expect(answered.startsWith(`${appOrigin}/callback${separator}`)).toBe(true)
    const names = type.split(' ').map((part) => (part === 'token' ? 'access_token' : part))
    expect([...new URLSearchParams(answered.split(separator)[1]).keys()]).toEqual(
      expect.arrayContaining(names),
    )
  })

  it.each(['code', 'id_token'])('type %s in a form that a browser posts', async (type) => {
    const { browser, request, addApp } = oktaScene()
    const url = request(addApp(implicit), { response_type: type, response_mode: 'form_post' })
    const page = await signIn(browser, await browser.visit(url))
    const { action, method, fields } = formOf(page)
    expect([action, method]).toEqual([`${appOrigin}/callback`, 'POST'])
    expect(fields.map(([name]) => name)).toEqual([type, 'state'])
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/)
  })

  it('an answer in an address that has a query already', async () => {
    const { browser, request, addApp } = oktaScene()
    const redirectUri = `${appOrigin}/callback?tenant=1`
    const url = request(addApp({ signInRedirectUris: [redirectUri] }), {
      redirect_uri: redirectUri,
    })
    const answer = answerOf(await signIn(browser, await browser.visit(url)))
    expect([answer.get('tenant'), answer.get('state')]).toEqual(['1', 'the-state'])
  })
})
