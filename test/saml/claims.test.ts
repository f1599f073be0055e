import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import { attributeNames, samlDefaultClaims } from '../../src/saml/attribute-names.ts'
import { receivedClaims } from '../../src/saml/claims.ts'
import type { ClaimMapping } from '../../src/types/connection.ts'

const email = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'

function assertion(attributes: Record<string, string[]>, nameId = 'ada@example.com') {
  return {
    nameId,
    attributes: Object.assign(Object.create(null) as object, attributes),
    structuredAttributes: [] as string[],
  }
}

function identityOf(claims: ReturnType<typeof receivedClaims>, mapping: ClaimMapping) {
  return buildIdentity({ issuer: 'idp', subject: 'subject', claims }, mapping, {
    verifiedDomains: [],
  })
}

describe('receivedClaims', () => {
  it('keeps attributes as lists and adds the NameID', () => {
    expect([...receivedClaims(assertion({ groups: ['a', 'b'], firstName: ['Ada'] }))]).toEqual([
      ['groups', { value: ['a', 'b'], source: 'attribute' }],
      ['firstName', { value: ['Ada'], source: 'attribute' }],
      ['nameId', { value: 'ada@example.com', source: 'name_id' }],
    ])
  })

  it('leaves empty values out; an attribute without any stays an empty list', () => {
    const claims = receivedClaims(assertion({ groups: ['', 'a', ''], teams: [''], none: [] }))
    expect(claims.get('groups')?.value).toEqual(['a'])
    expect(claims.get('teams')?.value).toEqual([])
    expect(claims.get('none')?.value).toEqual([])
  })

  it('lets no attribute pass for the NameID', () => {
    expect(receivedClaims(assertion({ nameId: ['eve@example.com'] })).get('nameId')).toEqual({
      value: 'ada@example.com',
      source: 'name_id',
    })
  })

  it('X4 drops an attribute of which only a part could be read', () => {
    const claims = receivedClaims({
      ...assertion({ groups: ['staff'] }),
      structuredAttributes: ['groups'],
    })
    expect(claims.has('groups')).toBe(false)
  })

  it('X6 treats hostile names as plain data', () => {
    const claims = receivedClaims(assertion({ ['__proto__']: ['x'], constructor: ['y'] }))
    expect(claims.get('constructor')?.value).toEqual(['y'])
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})

describe('default mappings', () => {
  it('take the e-mail from the NameID where no profile knows better', () => {
    const claims = receivedClaims(assertion({ firstName: ['Ada'], groups: ['staff'] }))
    expect(identityOf(claims, samlDefaultClaims)).toMatchObject({
      email: 'ada@example.com',
      givenName: 'Ada',
      groups: ['staff'],
      origin: { email: { source: 'name_id', claim: 'nameId' } },
    })
  })

  it('E2 guess no other attribute when the NameID is not an e-mail address', () => {
    const claims = receivedClaims(assertion({ email: ['ada@example.com'] }, 'ada'))
    expect(() => identityOf(claims, samlDefaultClaims)).toThrow(/e-mail/)
  })

  it('read what Entra sends', () => {
    const claims = receivedClaims(
      assertion(
        {
          [email]: ['ada@example.com'],
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': ['Ada'],
          'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': ['Lovelace'],
          'http://schemas.microsoft.com/identity/claims/displayname': ['Ada Lovelace'],
          'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups': ['1c1b', '2d2e'],
        },
        'opaque',
      ),
    )
    expect(identityOf(claims, attributeNames.entra.mapping)).toMatchObject({
      email: 'ada@example.com',
      givenName: 'Ada',
      familyName: 'Lovelace',
      name: 'Ada Lovelace',
      groups: ['1c1b', '2d2e'],
    })
  })

  it('S25 refuse a second value for a single-valued field', () => {
    const claims = receivedClaims(assertion({ [email]: ['ada@example.com', 'eve@example.com'] }))
    expect(() => identityOf(claims, attributeNames.adfs.mapping)).toThrow()
  })

  it.each(Object.entries(attributeNames))('name their source: %s', (_vendor, names) => {
    expect(names.source).toMatch(/^https:\/\//)
    expect(names.mapping.email).not.toBe('')
  })
})
