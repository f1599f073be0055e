import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  authorizationRequest,
  discover,
  exchangeCode,
  type ExchangeCodeRequest,
  identityFromClaims,
  validateIdToken,
} from '../../src/oidc/index.ts'
import { createBrowser } from '../support/browser.ts'
import {
  type OpenIdProvider,
  startOpenIdProvider,
  type TestClient,
} from '../support/openid-provider.ts'

const redirectUri = 'http://localhost:1/callback'
const clientSecret = 'a client secret of the tests, 0123456789'

let idp: OpenIdProvider
beforeAll(async () => {
  idp = await startOpenIdProvider()
})
afterAll(() => idp.close())

/** A sign-in with npm oidc-provider over real HTTP, and nothing but the public functions. */
async function signIn(
  method: TestClient['token_endpoint_auth_method'] & string,
  change: Partial<ExchangeCodeRequest> = {},
) {
  const clientId = `client-${randomBytes(4).toString('hex')}`
  const isPublic = method === 'none'
  idp.register({
    client_id: clientId,
    ...(isPublic ? {} : { client_secret: clientSecret }),
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: method,
  })
  const network = { privateHosts: [new URL(idp.issuer).host] }
  const { metadata, jwks } = await discover(idp.issuer, { network })
  const { issuer } = metadata
  const { url, state, nonce, codeVerifier } = await authorizationRequest({
    ...{ metadata, clientId, redirectUri },
    scopes: ['openid', 'email', 'profile', 'offline_access'],
    prompt: 'consent',
    maxAge: 300,
  })
  const browser = createBrowser()
  const page = await browser.visit(url)
  const answer = await idp.logIn(browser, page, 'ann', { stopAt: redirectUri })
  expect(answer.url).toContain(`${redirectUri}?code=`)
  const parameters = new URL(answer.url).searchParams
  const exchange: ExchangeCodeRequest = {
    ...{ metadata, clientId, redirectUri, state, codeVerifier, network },
    ...(isPublic ? {} : { clientSecret }),
    clientAuthentication: method as 'none',
    ...change,
  }
  const tokens = await exchangeCode(parameters, exchange)
  const { idToken, accessToken } = tokens
  const expected = { issuer, clientId, jwks, nonce, accessToken, maxAgeSeconds: 300 }
  const claims = await validateIdToken(idToken, expected)
  return { claims, tokens, again: () => exchangeCode(parameters, exchange) }
}

describe('the public functions with npm oidc-provider', () => {
  it.each(['client_secret_basic', 'client_secret_post', 'none'] as const)(
    'sign the person in as a client by %s',
    async (method) => {
      const { claims, tokens } = await signIn(method)
      expect(tokens.refreshToken).toEqual(expect.any(String))
      expect(identityFromClaims(claims, { groups: 'groups' })).toMatchObject({
        ...{ issuer: idp.issuer, subject: 'ann', email: 'ann@acme.example', name: 'Person ann' },
        ...{ emailVerified: false, groups: ['engineering', 'admins'] },
      })
    },
  )

  it('redeem a code once', async () => {
    const { again } = await signIn('client_secret_basic')
    await expect(again()).rejects.toMatchObject({ code: 'oidc_code_rejected' })
  })

  it('F2 redeem no code with the verifier of another sign-in', async () => {
    const codeVerifier = randomBytes(32).toString('base64url')
    await expect(signIn('client_secret_basic', { codeVerifier })).rejects.toMatchObject({
      code: 'oidc_code_rejected',
    })
  })

  it('O2 refuse the answer of another sign-in', async () => {
    await expect(signIn('client_secret_basic', { state: 'another' })).rejects.toMatchObject({
      code: 'oidc_response_invalid',
    })
  })

  it('N1 do not call a loopback provider that nobody named', async () => {
    await expect(discover(idp.issuer)).rejects.toMatchObject({ code: 'network_url_refused' })
  })
})
