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

  const build = (mapping: object, claims: Record<string, string[]>) =>
    buildIdentity(
      {
        ...{ issuer: 'i', subject: 's' },
        claims: new Map(
          Object.entries(claims).map(([name, value]) => [name, receivedClaim(value)]),
        ),
      },
      { email: 'email', require: [], ...mapping },
      { verifiedDomains: [] },
    )

  it('takes a SAML attribute without values for none', () => {
    const identity = build({ givenName: 'firstName' }, { firstName: [] })
    expect(identity.givenName).toBeUndefined()
    expect(identity.origin).not.toHaveProperty('givenName')
  })

  it('refuses an attribute without values where it is required, but not empty groups', () => {
    const required = { require: ['department'] }
    expect(() => build(required, { department: [] })).toThrow('lacks the claim department')
    expect(build(required, { department: ['Sales'] }).attributes.department).toEqual(['Sales'])
    const groups = { groups: 'member', require: ['member'] }
    expect(build(groups, { member: [] }).groups).toEqual([])
    expect(() => build(groups, {})).toThrow('lacks the claim member')
  })
})
