import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import { receivedClaim } from '../support/harness.ts'

describe('an identity built from claims', () => {
  it('takes an empty e-mail for none, and gives its origin no prototype', () => {
    const identity = buildIdentity(
      { issuer: 'i', subject: 's', claims: new Map([['email', receivedClaim('')]]) },
      { email: 'email', require: [] },
      { verifiedDomains: [] },
    )
    expect(identity.email).toBeUndefined()
    expect(identity.origin).not.toHaveProperty('email')
    expect(Object.getPrototypeOf(identity.origin)).toBeNull()
  })
})
