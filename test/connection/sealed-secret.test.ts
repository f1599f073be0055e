import { describe, expect, it } from 'vitest'
import { sealSecret, openSecret } from '../../src/connection/sealed-secret.ts'
import { createSealer } from '../../src/crypto/seal.ts'
import { codeOf, secretA } from '../support/harness.ts'

describe('sealed secrets', () => {
  it.each([
    ['organizationId', 'org_2'],
    ['connectionId', 'con_2'],
  ])('T4 open for their own %s only', async (part, other) => {
    const sealer = createSealer([secretA])
    const owner = { organizationId: 'org_1', connectionId: 'con_1' }
    const sealed = await sealSecret(sealer, owner, 'a', 'x', new Date())
    expect(await codeOf(openSecret(sealer, { ...owner, [part]: other }, 'a', sealed))).toBe(
      'connection_secret_unreadable',
    )
    expect(await codeOf(openSecret(sealer, owner, 'b', sealed))).toBe(
      'connection_secret_unreadable',
    )
    expect(await openSecret(sealer, owner, 'a', sealed)).toBe('x')
  })
})
