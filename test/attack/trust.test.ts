import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, begin, createHarness } from '../support/harness.ts'

describe('the renewal of trust', () => {
  it('O2 N4 stores nothing that an activation would refuse', async () => {
    let isBad = false
    const issue = { path: 'settings', code: 'oidc_mix_up_possible', message: 'm', hint: 'h' }
    const loadTrust = async () => ({
      document: { iss: !isBad },
      issues: isBad ? [issue] : [],
    })
    const harness = createHarness({ providers: [fakeProvider({ loadTrust })] })
    const { id } = await harness.activeConnection()
    isBad = true
    harness.clock.advance(3601)
    await begin(harness, id)
    await harness.settled()
    const { trust } = await harness.sso.connections.get(id, asSystem)
    expect(trust?.document).toEqual({ iss: true })
  })
})
