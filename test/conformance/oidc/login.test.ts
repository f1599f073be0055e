import { describe, expect, it } from 'vitest'
import type { ProviderAnswer, SsoProvider } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { createScene, expectSignedIn } from './scene.ts'

describe('what an OpenID Connect login carries', () => {
  it('O4 says how and when the person signed in, by the ID token', async () => {
    const scene = await createScene()
    const person = { sub: 'ann', acr: 'urn:mfa', amr: ['pwd', 'otp'] }
    scene.idp.tamper('old_auth_time')
    const login = await expectSignedIn(scene, { person })
    expect(login.authentication).toEqual({
      at: new Date(scene.clock().getTime() - 86_400_000).toISOString(),
      ...{ acr: 'urn:mfa', amr: ['pwd', 'otp'], initiatedBy: 'sp' },
    })
    expect(login.identity).toMatchObject({ issuer: 'https://idp.example.com', subject: 'ann' })
  })

  it('L1 remembers the provider’s session, and seals the tokens', async () => {
    const answers: ProviderAnswer[] = []
    const provider = oidc()
    const spied: SsoProvider = {
      ...provider,
      async finishLogin(context) {
        const answer = await provider.finishLogin(context)
        answers.push(answer)
        return answer
      },
    }
    const settings = { scopes: ['openid', 'offline_access'] }
    const scene = await createScene({ settings, config: { providers: [spied] } })
    await expectSignedIn(scene, { person: { sub: 'ann', sid: 'session-1' } })
    const [record] = await scene.storage.sessions.find({
      ...{ connectionId: scene.connectionId, idpSessionId: 'session-1', limit: 10 },
    })
    expect(record?.idpSessionIds).toEqual(['session-1'])
    expect(answers[0]?.session.tokens).toEqual({
      idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.stringMatching(/^[\w-]{22}$/),
    })
    for (const token of Object.values(answers[0]?.session.tokens ?? {})) {
      expect(JSON.stringify([record, scene.logins, scene.events])).not.toContain(token)
    }
  })

  it('tells absent groups, empty ones and listed ones apart', async () => {
    const scene = await createScene({ input: { claims: { groups: 'groups' } } })
    const groupsOf = async (claims: object) =>
      (await expectSignedIn(scene, { person: { sub: 'ann', ...claims } })).identity.groups
    expect(await groupsOf({})).toBeUndefined()
    expect(await groupsOf({ groups: [] })).toEqual([])
    expect(await groupsOf({ groups: ['a', 'b'] })).toEqual(['a', 'b'])
  })

  it('maps the subject to another claim, and to sub by its name', async () => {
    const person = { sub: 'ann', oid: 'object-1' }
    const byClaim = await createScene({ input: { claims: { subject: 'oid' } } })
    expect((await expectSignedIn(byClaim, { person })).identity.subject).toBe('object-1')
    const bySub = await createScene({ input: { claims: { subject: 'sub' } } })
    expect((await expectSignedIn(bySub, { person })).identity.subject).toBe('ann')
  })
})

describe('a start by a third party', () => {
  it('F5 knows the issuer and those that are listed for it, and no other', async () => {
    const initiateIssuers = ['https://acme.okta.com']
    const { sso, connectionId } = await createScene({ settings: { initiateIssuers } })
    const start = (issuer: string) =>
      sso.startLogin({ connectionId, issuer }).then(
        () => 'started',
        (error: { code: string }) => error.code,
      )
    expect(await start('https://idp.example.com')).toBe('started')
    expect(await start('https://acme.okta.com')).toBe('started')
    expect(await start('https://evil.example.com')).toBe('login_issuer_refused')
    expect(await start('')).toBe('login_issuer_refused')
  })
})
