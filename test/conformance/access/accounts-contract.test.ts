import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { describe as nodeDescribe, it as nodeIt } from 'node:test'
import type { AccountDirectory, AccountFacts } from '../../../src/index.ts'
import {
  accountsCases,
  describeAccounts,
  memoryAccounts,
  type MemoryAccounts,
  type TestRunner,
} from '../../../src/testing/index.ts'

const scopes = ['organization', 'global'] as const

describe.each(scopes)('memoryAccounts, %s', (scope) => {
  describeAccounts(
    () => {
      const accounts = memoryAccounts({ scope })
      return { accounts, ...accounts }
    },
    { describe, it },
  )
})

type Break = (whole: MemoryAccounts) => Partial<AccountDirectory>

/** The names of the cases that a directory with these faults fails. */
async function failedCases(scope: (typeof scopes)[number], fault: Break): Promise<string[]> {
  const failed: string[] = []
  const cases = accountsCases(() => {
    const whole = memoryAccounts({ scope })
    return { ...whole, accounts: { ...whole, ...fault(whole) } }
  })
  for (const { name, run } of cases) await run().catch(() => void failed.push(name))
  return failed
}

const anyAccount = { isActive: true, rolesManagedBy: 'host' } as AccountFacts
/** Newer than everything, whatever was asked. */
const asOf = '9999-12-31T00:00:00.000Z'

const faults: readonly (readonly [string, Break, RegExp])[] = [
  [
    'finds by e-mail under findByKey',
    ({ findByKey, findByEmail }) => ({
      findByKey: async (key) =>
        (await findByKey(key)) ?? findByEmail('ann@acme.example', key.organizationId),
    }),
    /^findByKey asks for no e-mail/,
  ],
  [
    'compares keys without regard to case',
    ({ findByKey, create }) => ({
      findByKey: (key) => findByKey({ ...key, id: key.id.toLowerCase() }),
      create: (one) => create({ ...one, key: { ...one.key, id: one.key.id.toLowerCase() } }),
    }),
    /^(E2 create|findByKey gives null)/,
  ],
  [
    'hides deactivated accounts',
    ({ findByEmail }) => ({
      findByEmail: async (...args) => {
        const found = await findByEmail(...args)
        return found?.isActive ? found : null
      },
    }),
    /^findByEmail gives a deactivated account too/,
  ],
  [
    'answers with the account of the same e-mail under create',
    ({ create, findByEmail }) => ({
      create: async (one) =>
        (await findByEmail(one.identity.email ?? '', one.key.organizationId)) ?? create(one),
    }),
    /^E4 create never answers/,
  ],
  [
    'fails the second caller of create',
    ({ create, findByKey }) => ({
      create: async (one) => {
        if (await findByKey(one.key)) throw new Error('duplicate key')
        return create(one)
      },
    }),
    /^create under a known key makes no second account/,
  ],
  [
    'fails whom the index refuses',
    ({ create }) => {
      let isTaken = false
      return {
        create: async (one) => {
          if (isTaken) throw new Error('duplicate key')
          isTaken = true
          return create(one)
        },
      }
    },
    /^create by many callers at once/,
  ],
  [
    'does nothing under create where the key is known',
    ({ create, findByKey }) => ({
      create: async (one) => (await findByKey(one.key)) ?? create(one),
    }),
    /^create under a known key makes no second account and updates/,
  ],
  [
    'forgets the roles at create',
    ({ create }) => ({ create: ({ roles: _lost, ...one }) => create(one) }),
    /^create makes an active member with the roles/,
  ],
  [
    'takes every e-mail for proved',
    ({ create }) => ({
      create: (one) => create({ ...one, identity: { ...one.identity, emailVerified: true } }),
    }),
    /^create gives no password, and no proof/,
  ],
  [
    'applies old news at update',
    ({ update }) => ({ update: (id, change) => update(id, { ...change, asOf }) }),
    /^T3 update ignores what is older/,
  ],
  [
    'applies old news at deactivate',
    ({ deactivate }) => ({
      deactivate: (id, organization) => deactivate(id, organization, { asOf }),
    }),
    /^T3 deactivate ignores what is older/,
  ],
  [
    'activates at every update',
    ({ update }) => ({ update: (id, change) => update(id, { ...change, isActive: true }) }),
    /^update without isActive activates nobody/,
  ],
  [
    'never activates',
    ({ update }) => ({
      update: (id, { isActive: _lost, ...change }) => update(id, change),
    }),
    /^update undoes a deactivation/,
  ],
  [
    'answers update with what was before',
    ({ update }) => ({
      update: async (id, change) => ({ ...(await update(id, change)), roles: ['viewer'] }),
    }),
    /^update replaces the roles and answers/,
  ],
  [
    'only adds roles',
    ({ update, members }) => ({
      update: (id, change) => {
        const had = members(change.organizationId).find((one) => one.id === id)?.roles ?? []
        return update(id, change.roles ? { ...change, roles: [...had, ...change.roles] } : change)
      },
    }),
    /^update (replaces the roles|takes all roles away)/,
  ],
  [
    'forgets who manages the roles',
    ({ update }) => ({
      update: (id, { rolesManagedBy: _lost, ...change }) => update(id, change),
    }),
    /^update says who manages/,
  ],
  [
    'keeps the password under link',
    ({ link }) => ({ link: (id, key) => link(id, key, { revokeCredentials: false }) }),
    /^E4 link ends the password/,
  ],
  [
    'ends the password under every link',
    ({ link }) => ({ link: (id, key) => link(id, key, { revokeCredentials: true }) }),
    /^link makes the key lead/,
  ],
  [
    'moves a key that leads elsewhere',
    ({ link, unlink, findByKey }) => ({
      link: async (id, key, options) => {
        const owner = await findByKey(key)
        if (owner && owner.id !== id) await unlink({ connectionId: key.connectionId })
        return link(id, key, options)
      },
    }),
    /^E2 link throws/,
  ],
  [
    'removes the keys of every connection',
    ({ unlink }) => ({
      unlink: async (filter) => {
        await unlink(filter)
        await unlink({ ...filter, connectionId: 'con_2' })
      },
    }),
    /^unlink removes the keys of a connection and no others/,
  ],
  [
    'does not look at the domain of unlink',
    ({ unlink }) => ({ unlink: ({ connectionId }) => unlink({ connectionId }) }),
    /^D5 unlink with a domain/,
  ],
  [
    'does not deactivate',
    () => ({ deactivate: async () => {} }),
    /^deactivate switches the account off/,
  ],
  [
    'makes a deactivation of the host’s own one of the IdP',
    ({ deactivate, update }) => ({
      deactivate: async (id, organizationId, options) => {
        await update(id, { organizationId, isActive: true, ...options })
        await deactivate(id, organizationId, options)
      },
    }),
    /^T3 deactivate leaves alone whom the host/,
  ],
  [
    'lists without limit',
    ({ list }) => ({ list: (id, filter) => list(id, { ...filter, limit: 99 }) }),
    /^list/,
  ],
  ['lists nobody', () => ({ list: async () => [] }), /^list/],
  ['invites everybody', () => ({ isInvited: async () => true }), /^isInvited/],
  ['finds everybody', () => ({ findByKey: async () => anyAccount }), /^findByKey gives null/],
]

describe('a directory that', () => {
  it.each(faults)('%s breaks the contract', async (_what, fault, expected) => {
    const failed = await failedCases('organization', fault)
    expect(failed).toContainEqual(expect.stringMatching(expected))
  })

  it.each<[string, Break, RegExp]>([
    [
      'knows one organisation only',
      ({ update }) => ({
        update: (id, change) => update(id, { ...change, organizationId: 'org_1' }),
      }),
      /^T1 update in one organisation/,
    ],
    [
      'deactivates everywhere',
      ({ deactivate }) => ({
        deactivate: async (id, _one, options) => {
          for (const organizationId of ['org_1', 'org_2']) {
            await deactivate(id, organizationId, options)
          }
        },
      }),
      /^T1 deactivate in one organisation/,
    ],
    [
      'takes over an e-mail that nobody vouches for',
      ({ update }) => ({
        update: (id, { identity, ...change }) =>
          update(
            id,
            identity ? { ...change, identity: { ...identity, emailVerified: true } } : change,
          ),
      }),
      /^E3 update of a global account keeps its e-mail/,
    ],
    [
      'adds no membership under link',
      ({ link, removeMember }) => ({
        link: async (id, key, options) => {
          const linked = await link(id, key, options)
          removeMember(id, key.organizationId)
          return { ...linked, organizationIds: ['org_2'] }
        },
      }),
      /^link adds the membership/,
    ],
  ])('is global and %s breaks the contract', async (_what, fault, expected) => {
    const failed = await failedCases('global', fault)
    expect(failed).toContainEqual(expect.stringMatching(expected))
  })

  it('is of one organisation and finds those of others breaks the contract', async () => {
    const failed = await failedCases('organization', ({ findByEmail }) => ({
      findByEmail: async (email, organizationId) =>
        (await findByEmail(email, organizationId)) ?? findByEmail(email, 'org_2'),
    }))
    expect(failed).toContainEqual(expect.stringMatching(/^findByEmail: an account of another/))
  })
})

describe('describeAccounts', () => {
  const factory = () => {
    const accounts = memoryAccounts()
    return { accounts, ...accounts }
  }

  it('declares every case with the runner that it is given', () => {
    const declared: string[] = []
    describeAccounts(factory, {
      describe: (_name, body) => body(),
      it: (name) => declared.push(name),
    })
    expect(declared).toEqual(accountsCases(factory).map(({ name }) => name))
    expect(new Set(declared).size).toBe(declared.length)
  })

  it('takes the global describe and it by default, and says what is missing without them', () => {
    expect(() => describeAccounts(factory)).toThrow(TypeError)
    const declare = vi.fn<(name: string, body: () => Promise<void>) => void>()
    vi.stubGlobal('describe', (_name: string, body: () => void) => body())
    vi.stubGlobal('it', declare)
    describeAccounts(factory)
    vi.unstubAllGlobals()
    expect(declare.mock.calls.length).toBeGreaterThan(20)
  })

  it('fits the runner of Node', () => {
    const runner = { describe: nodeDescribe, it: nodeIt }
    expectTypeOf<typeof runner>().toExtend<TestRunner>()
  })

  it('gives back what a case has used, also where it fails', async () => {
    const close = vi.fn<() => void>()
    const broken = () => ({ ...factory(), accounts: {} as AccountDirectory, close })
    for (const { run } of accountsCases(broken)) await run().catch(() => {})
    expect(close.mock.calls.length).toBe(accountsCases(broken).length)
  })
})
