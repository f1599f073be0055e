import { describe, expect, it, vi } from 'vitest'
import { oidc, type ResolveGroupsContext } from '../../../src/oidc/index.ts'
import type { ClaimDefect } from '../../../src/testing/oidc/index.ts'
import {
  callsTo,
  createScene,
  expectRefused,
  expectSignedIn,
  type Scene,
  type SceneOptions,
} from './scene.ts'

const mapped: SceneOptions = { input: { claims: { groups: 'groups' } } }
const resolved = ['group-1', 'group-2']

const sceneWith = (
  resolveGroups: (context: ResolveGroupsContext) => unknown,
  options: SceneOptions = mapped,
): Promise<Scene> =>
  createScene({
    ...options,
    config: { providers: [oidc({ resolveGroups: resolveGroups as never })], ...options.config },
  })

describe('groups that do not fit into a token', () => {
  const signals: [ClaimDefect, string][] = [
    ['groups_overage', 'the token says where else they are'],
    ['groups_overage_flag', 'the token has the flag of Entra’s implicit flow'],
    ['groups_overage_partial', 'some of them are in the token nevertheless'],
  ]

  it.each(signals)('T3 are neither none nor absent (%s): %s', async (defect) => {
    const scene = await createScene(mapped)
    scene.idp.tamper(defect)
    const error = await expectRefused(scene, 'identity_groups_overage')
    expect(error.hint).toMatch(/assigned to the application.*app roles.*resolveGroups/)
    expect(error.connectionId).toBe(scene.connectionId)
    scene.idp.tamper()
    expect((await expectSignedIn(scene)).identity.groups).toEqual(['staff'])
  })

  it('T3 are never taken for an empty list where absent groups would be', async () => {
    const access = { groupsAbsent: 'empty' } as const
    const scene = await createScene({ input: { claims: { groups: 'groups' }, access } })
    scene.idp.tamper('groups_overage')
    await expectRefused(scene, 'identity_groups_overage')
  })

  it.each(signals)('T3 come from the host where it can ask (%s)', async (defect) => {
    const calls: ResolveGroupsContext[] = []
    const scene = await sceneWith((context) => {
      calls.push(context)
      return resolved
    })
    await expectSignedIn(scene)
    expect(calls).toEqual([])
    scene.idp.tamper(defect)
    const person = { sub: 'ann', email: 'ann@example.com', name: 'Ann', tid: 'tenant-1' }
    const { identity } = await expectSignedIn(scene, { person })
    expect(identity.groups).toEqual(resolved)
    expect(identity.origin.groups).toEqual({ source: 'resolver', claim: 'groups' })
    expect(identity.attributes.groups).toEqual(resolved)
    expect(calls).toEqual([
      {
        connectionId: scene.connectionId,
        organizationId: 'org_1',
        issuer: 'https://idp.example.com',
        subject: 'ann',
        tenantId: 'tenant-1',
        accessToken: expect.stringMatching(/^[\w-]{22}$/),
        claims: expect.objectContaining({ sub: 'ann', email: 'ann@example.com' }),
        signal: expect.any(AbortSignal),
      },
    ])
  })

  it('T3 come from the host under whatever name the connection maps them', async () => {
    const claims = { groups: 'memberOf' }
    const person = { sub: 'ann', email: 'a@example.com', _claim_names: { memberOf: 'src1' } }
    const scene = await sceneWith(() => resolved, { input: { claims } })
    const { identity } = await expectSignedIn(scene, { person })
    expect(identity.groups).toEqual(resolved)
    expect(identity.origin.groups).toEqual({ source: 'resolver', claim: 'memberOf' })
  })

  it('T3 are missed in userinfo as well as in the ID token', async () => {
    const provider = { isThin: true }
    const person = { sub: 'ann', email: 'a@example.com', _claim_names: { groups: 'src1' } }
    const without = await createScene({ ...mapped, provider })
    await expectRefused(without, 'identity_groups_overage', { person })
    const asked = await sceneWith(() => resolved, { ...mapped, provider })
    expect((await expectSignedIn(asked, { person })).identity.groups).toEqual(resolved)
  })

  it('T3 are nobody’s business where no groups are mapped, or others than those', async () => {
    const unmapped = await sceneWith(() => ['never'], {})
    unmapped.idp.tamper('groups_overage')
    expect((await expectSignedIn(unmapped)).identity.groups).toBeUndefined()
    const roles = await sceneWith(() => ['never'], { input: { claims: { groups: 'roles' } } })
    const person = { sub: 'ann', email: 'a@example.com', name: 'Ann', roles: ['Admin'] }
    roles.idp.tamper('groups_overage')
    expect((await expectSignedIn(roles, { person })).identity.groups).toEqual(['Admin'])
    roles.idp.tamper('groups_overage_flag')
    expect((await expectSignedIn(roles, { person })).identity.groups).toEqual(['Admin'])
  })

  it('T3 may be none, if the host says so', async () => {
    const scene = await sceneWith(() => [])
    scene.idp.tamper('groups_overage')
    expect((await expectSignedIn(scene)).identity.groups).toEqual([])
  })

  it.each<[string, () => unknown]>([
    ['throws', () => Promise.reject(new Error('Graph is down'))],
    [
      'throws at once',
      () => {
        throw new Error('Graph is down')
      },
    ],
    ['returns nothing', () => undefined],
    ['returns null', () => null],
    ['returns one text', () => 'group-1'],
    ['returns numbers', () => [1]],
    ['returns a list with a hole', () => ['a', undefined]],
    ['returns an object', () => ({ groups: resolved })],
    ['returns a set', () => new Set(resolved)],
  ])('T3 sign nobody in where the host %s', async (_what, resolveGroups) => {
    const scene = await sceneWith(resolveGroups)
    scene.idp.tamper('groups_overage')
    const error = await expectRefused(scene, 'identity_groups_unresolved')
    expect(JSON.stringify([error, scene.events])).not.toContain('Graph is down')
    scene.idp.tamper()
    await expectSignedIn(scene)
  })

  it('T3 sign nobody in where the host never answers', async () => {
    let signal: AbortSignal | undefined
    let asked = (): void => undefined
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const scene = await sceneWith((context) => {
      signal = context.signal
      asked()
      return new Promise(() => {})
    })
    scene.idp.tamper('groups_overage')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const refusal = expectRefused(scene, 'identity_groups_unresolved')
      await isAsked
      vi.advanceTimersByTime(9999)
      expect(signal?.aborted).toBe(false)
      vi.advanceTimersByTime(1)
      expect(signal?.aborted).toBe(true)
      await refusal
    } finally {
      vi.useRealTimers()
    }
  })

  it('T3 are asked for last, and not at all where anything else is wrong', async () => {
    const calls: unknown[] = []
    const scene = await sceneWith((context) => calls.push(context), {
      ...mapped,
      settings: { userinfo: 'always' },
    })
    const wrong = [
      ['wrong_nonce', 'oidc_id_token_nonce_mismatch'],
      ['signature_by_other_key', 'oidc_id_token_signature_invalid'],
      ['expired', 'oidc_id_token_expired'],
      ['userinfo_other_subject', 'oidc_userinfo_subject_mismatch'],
      ['userinfo_500', 'oidc_userinfo_failed'],
    ] as const
    for (const [defect, code] of wrong) {
      scene.idp.tamper('groups_overage', defect)
      await expectRefused(scene, code)
    }
    expect(calls).toEqual([])
  })

  it('T3 cannot be changed by what the host does to its copy of the claims', async () => {
    const scene = await sceneWith(({ claims }) => {
      Object.assign(claims, { sub: 'eve', email: 'eve@example.com' })
      return resolved
    })
    scene.idp.tamper('groups_overage')
    const { identity, session } = await expectSignedIn(scene)
    expect(identity).toMatchObject({ subject: 'ann', email: 'ann@example.com' })
    expect(session.subject).toBe('ann')
  })

  it('N1 are never fetched from where the token says they are, nor is any other claim', async () => {
    const sources = {
      src1: { endpoint: 'https://claims.example.net/1', access_token: 'x' },
      src2: { JWT: 'e30.e30.AA' },
    }
    const person = {
      ...{ sub: 'ann', email: 'a@example.com', name: 'Ann' },
      _claim_names: { groups: 'src1', address: 'src2', department: 'src1' },
      _claim_sources: sources,
    }
    for (const isThin of [true, false]) {
      const scene = await sceneWith(() => resolved, { ...mapped, provider: { isThin } })
      const { identity } = await expectSignedIn(scene, { person })
      const foreign = scene.idp.requests.filter(({ url }) => !url.startsWith(scene.idp.issuer))
      expect(foreign).toEqual([])
      expect(identity.attributes).not.toHaveProperty('_claim_sources')
      expect(identity.attributes).not.toHaveProperty('_claim_names')
      expect(identity.attributes).not.toHaveProperty('address')
      expect(callsTo(scene, '/userinfo').length).toBeLessThanOrEqual(1)
    }
  })
})
