import { describe, expect, it } from 'vitest'
import { acceptMixUpRisk, isSsoError } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
} from './scene.ts'

const mismatch = 'oidc_response_issuer_mismatch'

describe('iss in the answer', () => {
  it('O2 refuses another issuer even where none was promised, before any token call', async () => {
    const scene = await createScene({ provider: { sendsIssuer: false } })
    await expectRefusedFor(scene, ['iss_wrong'], mismatch)
    await expectRefusedFor(scene, ['iss_empty'], mismatch)
    expect(callsTo(scene, '/token')).toHaveLength(2)
  })

  it('O2 refuses another or no issuer where the provider promises one (RFC 9207)', async () => {
    const scene = await createScene({ provider: { sendsIssuer: true } })
    await expectRefusedFor(scene, ['iss_wrong'], mismatch)
    await expectRefusedFor(scene, ['iss_missing_though_advertised'], mismatch)
    expect(callsTo(scene, '/token')).toHaveLength(2)
  })

  it('O2 believes no error of another issuer', async () => {
    const scene = await createScene({ provider: { sendsIssuer: true } })
    scene.idp.tamper('iss_wrong', 'access_denied')
    await expectRefused(scene, mismatch)
    scene.idp.tamper('iss_missing_though_advertised', 'access_denied')
    await expectRefused(scene, mismatch)
    scene.idp.tamper('access_denied')
    await expectRefused(scene, 'oidc_access_denied')
  })
})

describe('a callback address that several connections share', () => {
  const clock = fixedClock()
  const shared = { paths: { callback: '/sso/callback' } }
  const activate = (options: MockOidcOptions, config: object = shared, settings: object = {}) => {
    const idp = createMockOidcProvider({ clock, ...options })
    const host = createHost(idp.fetch, clock, config)
    return host.connect(idp, { settings }).then(
      ({ id: connectionId }) => expectSignedIn({ ...host, idp, connectionId }).then(() => 'active'),
      (error: unknown) => isSsoError(error, 'connection_not_ready') && error.issues?.[0]?.code,
    )
  }
  const possible = 'oidc_mix_up_possible'

  it('O2 needs answers that name their issuer', async () => {
    expect(await activate({})).toBe(possible)
    expect(await activate({ sendsIssuer: true })).toBe('active')
  })

  it('O2 lets the host accept the risk by the exported symbol, and by nothing else', async () => {
    expect(await activate({}, { ...shared, [acceptMixUpRisk]: true })).toBe('active')
  })

  it('O2 has no such need where every connection has its own callback', async () => {
    expect(await activate({}, {})).toBe('active')
  })

  it('O2 trusts vendors whose tenants lie on hosts that no customer chooses', async () => {
    expect(await activate({ issuer: 'https://acme.okta.com' })).toBe('active')
    expect(await activate({ issuer: 'https://acme.okta.com/oauth2/default' })).toBe('active')
    expect(await activate({ issuer: 'https://acme.oktapreview.com' })).toBe('active')
    expect(await activate({ issuer: 'https://okta.com' })).toBe(possible)
    expect(await activate({ issuer: 'https://acmeokta.com' })).toBe(possible)
    expect(await activate({ issuer: 'https://acme.okta.com.example.com' })).toBe(possible)
  })

  it('O2 wants issuer, authorization and token endpoint of a vendor on one origin', async () => {
    const issuer = 'https://acme.okta.com'
    const elsewhere = 'https://mallory.okta.com/token'
    expect(await activate({ issuer }, shared, { endpoints: { token: elsewhere } })).toBe(possible)
    expect(await activate({ issuer }, shared, { endpoints: { authorization: elsewhere } })).toBe(
      possible,
    )
  })

  it('O2 gives nothing of an issuer that is named to endpoints that it does not name', async () => {
    // Whoever enters another company’s issuer, and addresses of their own, would get its codes.
    for (const issuer of ['https://victim.example.com', 'https://victim.okta.com']) {
      const own = (endpoints: object) =>
        activate({ issuer, sendsIssuer: true }, shared, { endpoints })
      expect(await own({ token: 'https://mallory.example/token' })).toBe(possible)
      expect(await own({ userinfo: 'https://mallory.example/userinfo' })).toBe(possible)
      expect(await own({ token: `${issuer}/token`, userinfo: `${issuer}/userinfo` })).toBe('active')
    }
  })

  it('O2 does not start a sign-in on a callback that came to be shared later', async () => {
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
    const before = createHost(idp.fetch, clock)
    const { id: connectionId } = await before.connect(idp)
    await expectSignedIn({ ...before, idp, connectionId })
    const later = createHost(idp.fetch, clock, { ...shared, storage: before.storage })
    await expect(later.sso.startLogin({ connectionId })).rejects.toMatchObject({
      code: 'oidc_metadata_invalid',
      issues: [{ code: possible }],
    })
    const risky = { ...shared, storage: before.storage, [acceptMixUpRisk]: true }
    const accepting = createHost(idp.fetch, clock, risky)
    await expect(accepting.sso.startLogin({ connectionId })).resolves.toMatchObject({
      connectionId,
    })
  })
})
