import { describe, expect, it } from 'vitest'
import { asSystem, createHarness, fakeConnection } from '../support/harness.ts'

describe('fingerprints', () => {
  it('T4 differ between equal connections', async () => {
    const { sso } = createHarness()
    const one = await sso.connections.create(fakeConnection, asSystem)
    const twin = await sso.connections.create(fakeConnection, asSystem)
    expect(one.draft?.fingerprint).not.toBe(twin.draft?.fingerprint)
  })
})
