import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AccountKey } from '../../src/index.ts'
import { directory, facts } from '../support/accounts.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, begin, codeOf, createHarness } from '../support/harness.ts'

describe('the key of an account', () => {
  it('E2 names connection, issuer and subject', async () => {
    const keys: AccountKey[] = []
    let issuer = 'https://fake.example'
    const plain = fakeProvider()
    const providers = [
      fakeProvider({
        finishLogin: async (context) => ({ ...(await plain.finishLogin(context)), issuer }),
      }),
    ]
    const { accounts } = directory({
      create: async ({ key }) => {
        keys.push(key)
        return facts('acc_ann')
      },
    })
    const harness = createHarness({ providers, accounts })
    const { id } = await harness.activeConnection()
    for (issuer of ['https://fake.example', 'https://other.example']) {
      await harness.sso.handler(answer(id, await begin(harness, id)))
    }
    expect(new Set(keys.map((key) => key.id)).size).toBe(2)
    const [first] = keys
    expect(first?.id).toBe(
      createHash('sha256')
        .update(JSON.stringify([id, first?.issuer, first?.subject]))
        .digest('base64url'),
    )
  })
})

describe('an invitation', () => {
  it.each(['yes', 1, {}, undefined, null])('E4 is true and nothing like it: %j', async (odd) => {
    const { accounts } = directory({ isInvited: async () => odd as never })
    const harness = createHarness({ accounts })
    const { id } = await harness.activeConnection('org_1', { access: { provisioning: 'invite' } })
    expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
      'access_not_invited',
    )
  })
})
