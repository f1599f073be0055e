import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../src/testing/oidc/index.ts'

const clock = fixedClock()
const create = (options: MockOidcOptions = {}) =>
  createMockOidcProvider({ clock, algorithm: 'ES256', ...options })
const event = 'http://schemas.openid.net/event/backchannel-logout'

/** What jose makes of the mock provider's tokens: it is the judge here, not our own code. */
describe('tokens of the mock provider', () => {
  it('are logout tokens as OpenID Connect Back-Channel Logout section 2.4 has them', async () => {
    const idp = create()
    const token = await idp.signLogoutToken({ sub: 'ann', sid: 's-1' })
    const keys = createLocalJWKSet((await idp.keySet()) as never)
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...{ issuer: idp.issuer, audience: idp.clientId, currentDate: clock(), typ: 'logout+jwt' },
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
      maxTokenAge: '2 minutes',
    })
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'key-1', typ: 'logout+jwt' })
    expect(payload).toMatchObject({ sub: 'ann', sid: 's-1', events: { [event]: {} } })
    expect(payload).not.toHaveProperty('nonce')
    const bySession = await idp.signLogoutToken({ sid: 's-1' })
    expect((await jwtVerify(bySession, keys, { currentDate: clock() })).payload.sub).toBeUndefined()
  })

  it('are signed with the client secret where HS256 is asked for', async () => {
    const clientSecret = 'a client secret of 32 bytes, 0123'
    const idp = create({ algorithm: 'HS256', clientSecret })
    const token = await idp.signIdToken({ sub: 'ann', exp: 4_000_000_000 })
    expect(decodeProtectedHeader(token).alg).toBe('HS256')
    const { payload } = await jwtVerify(token, new TextEncoder().encode(clientSecret))
    expect(payload.sub).toBe('ann')
    idp.tamper('signature_by_other_key')
    const other = await idp.signIdToken({ sub: 'ann' })
    await expect(jwtVerify(other, new TextEncoder().encode(clientSecret))).rejects.toThrow(
      'signature verification failed',
    )
    const document = await idp.fetch(`${idp.issuer}/.well-known/openid-configuration`)
    expect(await document.json()).toMatchObject({
      id_token_signing_alg_values_supported: ['HS256'],
    })
    expect((await idp.keySet()).keys).toMatchObject([{ kty: 'EC', alg: 'ES256' }])
  })

  it('are the userinfo answer where it is signed', async () => {
    const idp = create({ signsUserinfo: true })
    const redirectUri = 'https://app.example.com/cb'
    const verifier = 'v'.repeat(43)
    const { fields } = await idp.authorize(
      `${idp.issuer}/authorize?${new URLSearchParams({
        ...{ response_type: 'code', client_id: idp.clientId, redirect_uri: redirectUri },
        // S256 of the verifier, by `openssl dgst`.
        ...{ scope: 'openid', code_challenge: '7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM' },
        code_challenge_method: 'S256',
      })}`,
    )
    const redeemed = await idp.fetch(`${idp.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('client-1:secret-1')}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier },
        code: fields.get('code') ?? '',
      }),
    })
    const { access_token: accessToken } = (await redeemed.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${accessToken}` }
    const answer = await idp.fetch(`${idp.issuer}/userinfo`, { headers })
    expect(answer.headers.get('content-type')).toBe('application/jwt')
    const keys = createLocalJWKSet((await idp.keySet()) as never)
    const { payload } = await jwtVerify(await answer.text(), keys, {
      ...{ issuer: idp.issuer, audience: idp.clientId },
    })
    expect(payload).toMatchObject({ sub: 'ann', email: 'ann@example.com' })
  })
})
