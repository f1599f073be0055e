import { describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type UserinfoDefect } from '../../../src/testing/oidc/index.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectRefusedFor,
  expectSignedIn,
} from './scene.ts'

const thin = { provider: { isThin: true } }
const always = { settings: { userinfo: 'always' } }

describe('userinfo', () => {
  const cases: [UserinfoDefect, SsoErrorCode, string][] = [
    [
      'userinfo_other_subject',
      'oidc_userinfo_subject_mismatch',
      'another person [oidcc-client-test-userinfo-invalid-sub]',
    ],
    ['userinfo_missing_subject', 'oidc_userinfo_failed', 'nobody'],
    ['userinfo_500', 'oidc_userinfo_failed', 'an error'],
    ['userinfo_html', 'network_media_type_refused', 'a web page'],
    ['userinfo_challenge', 'oidc_userinfo_failed', 'a refusal of the access token'],
  ]

  it.each(cases)('O6 refuses %s (%s): userinfo about %s', async (defect, code) => {
    await expectRefusedFor(await createScene(thin), [defect], code)
  })

  it('O6 takes claims from userinfo, and says so [oidcc-client-test-scope-userinfo-claims]', async () => {
    const scene = await createScene(thin)
    const { identity } = await expectSignedIn(scene)
    expect(identity).toMatchObject({ email: 'ann@example.com', name: 'Ann Example' })
    expect(identity.origin.email).toEqual({ source: 'userinfo', claim: 'email' })
    const [call] = callsTo(scene, '/userinfo')
    expect(call?.headers.authorization).toMatch(/^Bearer [\w-]{22}$/)
    expect(call?.url).toBe('https://idp.example.com/userinfo')
  })

  it('O6 keeps the ID token’s word on everything about the token', async () => {
    const scene = await createScene({ ...always })
    scene.idp.tamper('userinfo_overrides_protocol_claims')
    const login = await expectSignedIn(scene)
    expect(login.identity.issuer).toBe('https://idp.example.com')
    expect(login.authentication).toEqual({
      at: scene.clock().toISOString(),
      initiatedBy: 'sp',
    })
    expect(JSON.stringify(login)).not.toContain('from-userinfo')
    const [session] = await scene.storage.sessions.find({
      ...{ connectionId: scene.connectionId, subject: 'ann', limit: 10 },
    })
    expect(session?.idpSessionIds).toEqual([])
  })

  it('O6 lets the ID token win over userinfo', async () => {
    const scene = await createScene({ ...always })
    const { identity } = await expectSignedIn(scene)
    expect(identity.origin.email?.source).toBe('id_token')
    expect(callsTo(scene, '/userinfo')).toHaveLength(1)
  })

  it('O6 asks only where a mapped claim is missing, or as it is told', async () => {
    const calls = async (options: object) => {
      const scene = await createScene(options)
      await expectSignedIn(scene)
      return callsTo(scene, '/userinfo').length
    }
    expect(await calls({})).toBe(0)
    expect(await calls({ input: { claims: { groups: 'roles' } } })).toBe(1)
    expect(await calls({ input: { claims: { custom: { department: 'dept' } } } })).toBe(1)
    expect(await calls({ ...thin, settings: { userinfo: 'never' } })).toBe(0)
    expect(await calls(always)).toBe(1)
    expect(await calls({ ...thin, provider: { isThin: true, hasUserinfo: false } })).toBe(0)
  })

  it('O6 signs nobody in where it must always ask and there is no endpoint', async () => {
    const scene = await createScene({ provider: { hasUserinfo: false }, ...always })
    const error = await expectRefused(scene, 'oidc_userinfo_endpoint_missing')
    expect(error.hint).toContain('when_needed')
    expect(callsTo(scene, '/userinfo')).toEqual([])
  })

  it('O6 asks where the ID token sends an empty text for a mapped claim', async () => {
    const scene = await createScene()
    const person = { sub: 'ann', email: 'ann@example.com', name: '' }
    await expectSignedIn(scene, { person })
    expect(callsTo(scene, '/userinfo')).toHaveLength(1)
  })
})

describe('signed userinfo', () => {
  const signed = { ...thin, provider: { isThin: true, signsUserinfo: true } }

  it('O6 is validated and used like any other [oidcc-client-test-userinfo-signed]', async () => {
    const scene = await createScene(signed)
    const { identity } = await expectSignedIn(scene)
    expect(identity).toMatchObject({ email: 'ann@example.com', name: 'Ann Example' })
    expect(identity.origin.email).toEqual({ source: 'userinfo', claim: 'email' })
    expect(callsTo(scene, '/userinfo')).toHaveLength(1)
    // What the token says about itself is no claim about the person.
    expect(Object.keys(identity.attributes)).not.toContain('aud')
  })

  const refusals: [UserinfoDefect, SsoErrorCode][] = [
    ['userinfo_unsigned', 'oidc_userinfo_algorithm_refused'],
    ['userinfo_by_other_key', 'oidc_userinfo_signature_invalid'],
    ['userinfo_encrypted', 'oidc_userinfo_malformed'],
    ['userinfo_wrong_issuer', 'oidc_userinfo_issuer_mismatch'],
    ['userinfo_missing_issuer', 'oidc_userinfo_issuer_mismatch'],
    ['userinfo_wrong_audience', 'oidc_userinfo_audience_mismatch'],
    ['userinfo_missing_audience', 'oidc_userinfo_audience_mismatch'],
    ['userinfo_expired', 'oidc_userinfo_expired'],
    ['userinfo_logout_token', 'oidc_userinfo_kind_refused'],
    ['userinfo_other_subject', 'oidc_userinfo_subject_mismatch'],
    ['userinfo_missing_subject', 'oidc_userinfo_subject_mismatch'],
  ]

  it.each(refusals)('O6 refuses %s (%s)', async (defect, code) => {
    await expectRefusedFor(await createScene(signed), [defect], code)
  })

  it('O6 allows it the algorithms of the connection and no others', async () => {
    const provider = { isThin: true, signsUserinfo: true, algorithm: 'ES256' } as const
    await expectSignedIn(
      await createScene({ provider, settings: { allowedAlgorithms: ['ES256'] } }),
    )
    const clientSecret = 'a client secret of 32 bytes, 0123'
    const hs256 = { provider: { ...provider, algorithm: 'HS256', clientSecret } } as const
    const settings = { allowedAlgorithms: ['HS256'] }
    await expectSignedIn(await createScene({ ...hs256, settings }))
  })

  it('N4 fetches new keys where only userinfo is signed with one of them', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, isThin: true, signsUserinfo: true })
    // The provider rotates its keys between the two answers of one sign-in.
    const rotating: typeof fetch = async (input, init) => {
      if (new Request(input).url.endsWith('/userinfo')) idp.rotateKeys()
      return idp.fetch(input, init)
    }
    const host = createHost(rotating, clock)
    const { id: connectionId } = await host.connect(idp)
    const scene = { ...host, idp, connectionId }
    expect((await expectSignedIn(scene)).identity.email).toBe('ann@example.com')
    expect(callsTo(scene, '/jwks')).toHaveLength(2)
  })
})

describe('e-mail and its verification', () => {
  it('O6 takes both from the ID token where it has the e-mail', async () => {
    const scene = await createScene(always)
    scene.idp.tamper('email_verified_in_userinfo_only')
    const { identity } = await expectSignedIn(scene)
    expect(identity.email).toBe('ann@example.com')
    expect(identity.attributes.email_verified).toBeUndefined()
    expect(identity.emailVerified).toBe(false)
  })

  it('O6 takes both from userinfo where only that has the e-mail', async () => {
    const scene = await createScene(always)
    scene.idp.tamper('email_verified_in_id_token_only')
    const { identity } = await expectSignedIn(scene)
    expect(identity.origin.email?.source).toBe('userinfo')
    expect(identity.attributes.email_verified).toBeUndefined()
    expect(identity.emailVerified).toBe(false)
  })
})
