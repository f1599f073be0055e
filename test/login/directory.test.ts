import { describe, expect, it } from 'vitest'
import { type AccountDirectory, SsoError } from '../../src/index.ts'
import { ann, createAccessScene } from '../support/access-scene.ts'
import { facts } from '../support/accounts.ts'

/** What the directory is asked besides the key, and what comes of the sign-in. */
async function asked(change: Partial<AccountDirectory>, person: { sub: string; email?: string }) {
  const calls: string[] = []
  const scene = await createAccessScene({
    directory: {
      findByEmail: async (email) => (calls.push(`e-mail ${email}`), null),
      isInvited: async (email) => (calls.push(`invitation ${email}`), true),
      create: async () => facts('acc_1'),
      ...change,
    },
  })
  const outcome = await scene.outcome(person)
  return { outcome, calls, sessions: await scene.sessions() }
}

describe('what the account directory is asked', () => {
  it('E2 E4 not for an e-mail where there is none, nor where the key leads to an account', async () => {
    const known = { findByKey: async () => facts('acc_1'), update: async () => facts('acc_1') }
    expect(await asked({}, { sub: 'ann' })).toMatchObject({ outcome: 'accepted', calls: [] })
    expect(await asked(known, ann)).toMatchObject({ outcome: 'accepted', calls: [] })
    expect((await asked({}, ann)).calls).toEqual([
      'e-mail ann@acme.example',
      'invitation ann@acme.example',
    ])
  })
})

describe('what the account directory answers', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no id', { ...facts('acc_1'), id: undefined }],
    ['an id that is no text', { ...facts('acc_1'), id: 1 }],
    ['no organisations', { ...facts('acc_1'), organizationIds: undefined }],
    ['organisations in one text', { ...facts('acc_1'), organizationIds: 'org_1' }],
  ])('T3 signs nobody in to an account with %s', async (_what, account) => {
    const result = await asked({ create: async () => account as never }, ann)
    expect(result).toMatchObject({ outcome: 'accounts_failed', sessions: [] })
  })

  it('keeps a refusal that the host words itself, and hides whatever else it throws', async () => {
    for (const [error, code] of [
      [new SsoError('storage_unavailable'), 'storage_unavailable'],
      [new Error('password=s3cr3t'), 'accounts_failed'],
    ] as const) {
      const findByKey = async () => {
        throw error
      }
      expect(await asked({ findByKey }, ann)).toMatchObject({ outcome: code, sessions: [] })
    }
  })
})
