import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSso } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { directory } from '../../support/accounts.ts'
import { acme, createDomainScene, day } from '../../support/domain-scene.ts'
import { asSystem, baseUrl, secretB } from '../../support/harness.ts'
import { fakeProvider } from '../../support/fake-provider.ts'

const organizations = ['org_1', 'org_2', 'org_3'] as const
const steps = [
  ...['claim', 'cover', 'verify', 'prove', 'prove', 'prove', 'release', 'unpublish', 'agree'],
  ...['sign in', 'sign in', 'work', 'wait', 'outage', 'broken accounts', 'broken accounts'],
] as const
type Step = readonly [(typeof steps)[number], (typeof organizations)[number], at: number]

/** Two processes on one storage, three organisations, one domain; who has keys of its people. */
async function createWorld() {
  const keys = new Set<string>()
  const connectionOf = new Map<string, string>()
  const state = { isBroken: false, isDown: false, published: new Set<string>() }
  const { accounts } = directory({
    unlink: async ({ connectionId }) => {
      await Promise.resolve()
      if (state.isBroken) throw new Error('down')
      keys.delete(connectionId)
    },
  })
  const storage = memoryStorage()
  const scene = createDomainScene({ accounts, storage })
  const resolveTxt = async (name: string) => {
    await Promise.resolve()
    if (state.isDown) throw new Error('SERVFAIL')
    return name.startsWith('_sso-challenge.') ? [...state.published].map((text) => [text]) : []
  }
  const { clock } = scene
  const config = { baseUrl, secrets: [secretB], providers: [fakeProvider()], accounts, storage }
  const process = () =>
    createSso({ ...config, clock, dns: { resolveTxt }, activation: { requires: [] } })
  for (const id of organizations) connectionOf.set(id, (await scene.activeConnection(id)).id)
  return { keys, connectionOf, state, storage, clock, processes: [process(), process()] as const }
}

type World = Awaited<ReturnType<typeof createWorld>>

async function take(world: World, [step, id, at]: Step): Promise<unknown> {
  const { state, storage, clock, keys, connectionOf } = world
  const sso = world.processes[at % 2 === 0 ? 0 : 1]
  const others = organizations.filter((other) => other !== id)
  switch (step) {
    case 'claim':
      return sso.domains.claim(id, acme, asSystem)
    case 'cover':
      return sso.domains.claim(id, acme, { ...asSystem, coversSubdomains: at % 3 === 0 })
    case 'verify':
      return sso.verifyDomain(id, acme)
    case 'release':
      return sso.domains.release(id, acme, asSystem)
    case 'agree':
      return sso.domains.release(id, acme, { ...asSystem, transferTo: others[at % 2] ?? null })
    case 'prove': {
      const { instructions } = await sso.domains.claim(id, acme, asSystem)
      state.published.add(instructions.value)
      const check = await sso.verifyDomain(id, acme)
      // What has ended starts anew, with another challenge.
      return state.published.add(check.instructions.value)
    }
    case 'unpublish':
      return state.published.clear()
    case 'sign in': {
      const connectionId = connectionOf.get(id) ?? ''
      const [loaded] = await storage.connections.load({ id: connectionId })
      return loaded?.verifiedDomains.length === 1 && keys.add(connectionId)
    }
    case 'work':
      clock.advance(day / 2)
      return sso.maintain()
    case 'wait':
      return clock.advance(at * day)
    case 'outage':
      return void (state.isDown = !state.isDown)
    case 'broken accounts':
      return void (state.isBroken = !state.isBroken)
  }
}

const owners = async ({ storage }: World) =>
  (await storage.domains.list({ domain: acme })).filter((claim) => claim.state === 'verified')

describe('whatever happens in whatever order', () => {
  it('D4 D5 leaves one owner at most, and in the end keys to nobody but the owner', async () => {
    const step: fc.Arbitrary<Step> = fc.tuple(
      ...([fc.constantFrom(...steps), fc.constantFrom(...organizations), fc.nat(16)] as const),
    )
    // Those of one list happen at the same time.
    const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), {
      maxLength: 40,
      size: 'max',
    })
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        const world = await createWorld()
        for (const round of all) {
          await Promise.allSettled(round.map(async (each) => take(world, each)))
          expect((await owners(world)).length).toBeLessThanOrEqual(1)
        }
        Object.assign(world.state, { isBroken: false, isDown: false })
        for (let days = 0; days < 3; days += 1) {
          world.clock.advance(day)
          await world.processes[0].maintain()
        }
        const claims = await world.storage.domains.list({ domain: acme })
        const owner = claims.find((claim) => claim.state === 'verified')
        // Without an owner, whoever has a claim may keep its keys.
        const holders = owner ? [owner] : claims
        const allowed = holders.map((claim) => world.connectionOf.get(claim.organizationId))
        expect([...world.keys].filter((key) => !allowed.includes(key))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
