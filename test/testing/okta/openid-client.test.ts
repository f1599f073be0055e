import * as client from 'openid-client'
import { describe, expect, it } from 'vitest'
import { addedServer, oktaScene, type OktaScene } from '../../support/mock-okta.ts'
import { appOrigin, callback, signIn } from '../../support/mock-okta.ts'

/* Another implementation than ours finds, signs in, verifies and signs out. */

const everywhere: readonly [string, (scene: OktaScene) => string][] = [
  ['the org authorization server', ({ okta }) => okta.orgUrl],
  ['the custom one named default', ({ okta }) => okta.defaultServer.issuer],
  ['another custom one', (scene) => addedServer(scene).issuer],
]

describe.each(everywhere)('openid-client at %s', (_where, issuerOf) => {
  const discover = (scene: OktaScene, clientId: string, secret: string | undefined) =>
    client.discovery(
      new URL(issuerOf(scene)),
      clientId,
      { client_id: clientId, ...(secret !== undefined && { client_secret: secret }) },
      secret === undefined ? client.None() : client.ClientSecretBasic(secret),
      { [client.customFetch]: scene.okta.fetch as client.CustomFetch },
    )

  it('signs in by code with PKCE, verifies the tokens and asks userinfo', async () => {
    const scene = oktaScene()
    scene.clock.set(new Date())
    const app = scene.addApp()
    const config = await discover(scene, app.clientId, app.clientSecret)
    client.enableNonRepudiationChecks(config)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const expectedState = client.randomState()
    const expectedNonce = client.randomNonce()
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: callback, scope: 'openid profile email', state: expectedState },
      ...{ nonce: expectedNonce, code_challenge_method: 'S256' },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    })
    const page = await scene.browser.visit(url.href)
    const answer = await signIn(scene.browser, page)
    const tokens = await client.authorizationCodeGrant(config, new URL(answer.url), {
      ...{ pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true },
      maxAge: 60,
    })
    const { sub = '', ...claims } = tokens.claims() ?? {}
    expect(claims).toMatchObject({ email: 'ann@acme.example', name: 'Ann Example' })
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
      ...{ email: 'ann@acme.example', email_verified: true },
      ...{ given_name: 'Ann', family_name: 'Example' },
    })
  })

  it('signs in as a public client, refreshes with rotation and signs out', async () => {
    const scene = oktaScene()
    scene.clock.set(new Date())
    const app = scene.addApp({
      type: 'spa',
      grantTypes: ['authorization_code', 'refresh_token'],
      signOutRedirectUris: [`${appOrigin}/out`],
    })
    const config = await discover(scene, app.clientId, undefined)
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: callback, scope: 'openid offline_access', state: 's' },
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const answer = await signIn(scene.browser, await scene.browser.visit(url.href))
    const first = await client.authorizationCodeGrant(config, new URL(answer.url), {
      ...{ pkceCodeVerifier, expectedState: 's' },
    })
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? '')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.claims()?.sub).toBe(first.claims()?.sub)
    const out = client.buildEndSessionUrl(config, {
      ...{ id_token_hint: second.id_token ?? '', state: 'bye' },
      post_logout_redirect_uri: `${appOrigin}/out`,
    })
    const left = await scene.browser.visit(out.href, { stopAt: appOrigin })
    expect(left.url).toBe(`${appOrigin}/out?state=bye`)
    const again = await scene.browser.visit(url.href, { stopAt: appOrigin })
    expect(again.body).toContain('Sign in')
  })

  it.each([
    ['id_token', client.useIdTokenResponseType],
    ['code id_token', client.useCodeIdTokenResponseType],
  ] as const)('verifies the front-channel tokens of response type %s', async (type, use) => {
    const scene = oktaScene()
    scene.clock.set(new Date())
    const app = scene.addApp({ grantTypes: ['authorization_code', 'implicit'] })
    const config = await discover(scene, app.clientId, app.clientSecret)
    use(config)
    const expectedNonce = client.randomNonce()
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: callback, scope: 'openid profile', state: 's', nonce: expectedNonce },
    })
    const answer = await signIn(scene.browser, await scene.browser.visit(url.href))
    const claims =
      type === 'id_token'
        ? await client.implicitAuthentication(config, new URL(answer.url), expectedNonce, {
            expectedState: 's',
          })
        : (
            await client.authorizationCodeGrant(config, new URL(answer.url), {
              ...{ expectedNonce, expectedState: 's' },
            })
          ).claims()
    expect(claims).toMatchObject({ name: 'Ann Example', preferred_username: 'ann@acme.example' })
  })
})
