import { describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { UserinfoDefect } from '../../../src/testing/oidc/index.ts'
import { callsTo, createScene, expectRefusedFor, expectSignedIn } from './scene.ts'

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
    expect(await calls({ provider: { hasUserinfo: false }, ...always })).toBe(0)
  })

  it('O6 asks where the ID token sends an empty text for a mapped claim', async () => {
    const scene = await createScene()
    const person = { sub: 'ann', email: 'ann@example.com', name: '' }
    await expectSignedIn(scene, { person })
    expect(callsTo(scene, '/userinfo')).toHaveLength(1)
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
