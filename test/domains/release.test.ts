import { describe, expect, it } from 'vitest'
import { SsoError, type SsoStorage } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { directory } from '../support/accounts.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { asSystem, codeOf, storageWith } from '../support/harness.ts'

/** org_1 with a connection; `onUnlink` happens while its links are being removed. */
async function createScene(
  onUnlink: (filter: unknown) => Promise<void> = async () => {},
  storage: SsoStorage = memoryStorage(),
) {
  const unlinked: unknown[] = []
  const { accounts } = directory({
    unlink: async (filter) => {
      unlinked.push(filter)
      await onUnlink(filter)
    },
  })
  const scene = createDomainScene({ accounts, storage })
  const { id: connectionId } = await scene.activeConnection('org_1')
  const cover = (coversSubdomains: boolean) =>
    scene.sso.domains.claim('org_1', acme, { ...asSystem, coversSubdomains })
  const release = () => scene.sso.domains.release('org_1', acme, asSystem)
  const below = { connectionId, emailDomain: acme, withSubdomains: true }
  return { ...scene, unlinked, connectionId, cover, release, below }
}

describe('domains.release of a verified domain', () => {
  it('D5 ends its effects before links go, so that no sign-in makes new ones in between', async () => {
    const seen: unknown[] = []
    const scene = await createScene(async () => {
      seen.push(await codeOf(scene.sso.startLogin({ email: `ann@${acme}` })))
      const [loaded] = await scene.storage.connections.load({ id: scene.connectionId })
      seen.push(loaded?.verifiedDomains)
    })
    await scene.own('org_1', acme)
    await scene.release()
    expect(seen).toEqual(['login_target_unknown', []])
    expect(await scene.domainOf('org_1')).toBeUndefined()
  })

  it('D5 takes links below it along that were made while it covered its subdomains', async () => {
    const scene = await createScene()
    await scene.own('org_1', acme, true)
    expect((await scene.cover(false)).coversSubdomains).toBe(false)
    await scene.release()
    expect(scene.unlinked).toEqual([scene.below])
  })

  it('D4 removes no links where somebody else changed the claim first', async () => {
    const storage = storageWith('domains', ({ update }) => ({
      update: async (id, version, claim, call) =>
        claim.state === 'lost' ? 'conflict' : update(id, version, claim, call),
    }))
    const scene = await createScene(undefined, storage)
    await scene.own('org_1', acme)
    expect(await codeOf(scene.release())).toBe('domain_changed')
    expect(scene.unlinked).toEqual([])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'verified' })
  })

  it('D5 leaves links below it alone where it never covered them', async () => {
    const scene = await createScene()
    await scene.cover(true)
    await scene.cover(false)
    await scene.own('org_1', acme)
    await scene.release()
    const { connectionId } = scene
    expect(scene.unlinked).toEqual([{ connectionId, emailDomain: acme }])
  })

  it('D5 takes links below it along when it goes over to somebody else, and once', async () => {
    const scene = await createScene()
    await scene.own('org_1', acme, true)
    await scene.cover(false)
    await scene.sso.domains.release('org_1', acme, { ...asSystem, transferTo: 'org_2' })
    await scene.claim('org_2')
    await scene.publish(acme, 'org_2')
    expect((await scene.sso.verifyDomain('org_2', acme)).state).toBe('verified')
    expect(scene.unlinked).toEqual([scene.below])
    const [former] = await scene.storage.domains.list({ organizationId: 'org_1' })
    expect(former).not.toHaveProperty('hasCoveredSubdomains')
    expect(former, 'nothing is left to look at').not.toHaveProperty('nextCheckAt')
  })

  it('D5 takes nothing from an owner that lost its proof and has it again', async () => {
    const scene = await createScene()
    await scene.own('org_1', acme)
    scene.dns.clear()
    for (let days = 0; days < 5; days += 1) {
      scene.clock.advance(day)
      await scene.work()
    }
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'lost' })
    await scene.sso.verifyDomain('org_1', acme)
    await scene.publish(acme, 'org_1')
    scene.told()
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
    expect(scene.told()).toEqual(['domain.verified'])
    expect(scene.unlinked).toEqual([])
  })

  it('D4 D5 agrees to nothing where somebody else changed the claim first', async () => {
    let isRaced = false
    const storage = storageWith('domains', ({ verify }) => ({
      verify: async (...args) => (isRaced ? 'conflict' : verify(...args)),
    }))
    const scene = await createScene(undefined, storage)
    await scene.own('org_1', acme)
    const agree = () =>
      codeOf(scene.sso.domains.release('org_1', acme, { ...asSystem, transferTo: 'org_2' }))
    scene.told()
    isRaced = true
    expect(await agree()).toBe('domain_changed')
    expect(scene.told()).toEqual([])
    isRaced = false
    expect(await agree()).toBe('accepted')
    expect(scene.told()).toEqual(['domain.updated'])
  })

  it('D4 tells of no attempt that somebody else kept from being stored', async () => {
    let isRaced = true
    const storage = storageWith('domains', ({ update }) => ({
      update: async (...args) => (isRaced ? 'conflict' : update(...args)),
    }))
    const scene = await createScene(undefined, storage)
    await scene.claim('org_1')
    scene.told()
    expect(await codeOf(scene.sso.verifyDomain('org_1', acme))).toBe('domain_changed')
    expect(scene.told()).toEqual([])
    expect(scene.dns.asked).toEqual([])
    isRaced = false
    expect(await codeOf(scene.sso.verifyDomain('org_1', acme))).toBe('accepted')
    expect(scene.told()).toEqual(['domain.verification_started'])
  })

  it('D5 says what failed where the host says it, and that its accounts did where it does not', async () => {
    const codes = [new SsoError('storage_unavailable'), new Error('down')].map(async (error) => {
      const scene = await createScene(async () => {
        throw error
      })
      await scene.own('org_1', acme)
      return codeOf(scene.release())
    })
    expect(await Promise.all(codes)).toEqual(['storage_unavailable', 'accounts_failed'])
  })

  it('D4 gives way to somebody who changes the claim while its links go', async () => {
    const scene = await createScene(async () => {
      await scene.sso.verifyDomain('org_1', acme)
    })
    await scene.own('org_1', acme)
    scene.told()
    expect(await codeOf(scene.release())).toBe('domain_changed')
    expect(scene.told()).toEqual(['domain.verification_started', 'domain.lost'])
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'pending' })
    expect(await codeOf(scene.sso.startLogin({ email: `ann@${acme}` }))).toBe(
      'login_target_unknown',
    )
  })
})
