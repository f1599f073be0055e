import { describe, expect, it } from 'vitest'
import { checkSubject } from '../../src/saml/subject.ts'
import { nameIdFormats } from '../../src/saml/uris.ts'
import type { VerifiedAssertion } from '../../src/saml/types.ts'
import type { ClaimMapping } from '../../src/types/connection.ts'

const check = (
  assertion: Partial<VerifiedAssertion>,
  {
    requireEmailNameId = false,
    ...claims
  }: Partial<ClaimMapping> & { requireEmailNameId?: boolean },
) => {
  const whole = { nameId: 'ann', structuredAttributes: [], ...assertion } as VerifiedAssertion
  return () =>
    checkSubject(whole, { requireEmailNameId }, { email: 'nameId', require: [], ...claims })
}

describe('S25 a subject', () => {
  const structured = { structuredAttributes: ['other', 'x'] }

  it.each([
    { subject: 'x' },
    { email: 'x' },
    { name: 'x' },
    { givenName: 'x' },
    { familyName: 'x' },
    { groups: 'x' },
    { require: ['y', 'x'] },
    { custom: { department: 'x' } },
  ])('S25 has no mapped attribute with elements in it: %j', (claims) => {
    expect(check(structured, claims)).toThrow(
      expect.objectContaining({ code: 'identity_claim_invalid', detail: { claim: 'x' } }),
    )
    expect(check({ structuredAttributes: ['other'] }, claims)).not.toThrow()
  })

  it('S25 is not hindered by an attribute that the NameID hides', () => {
    expect(check({ structuredAttributes: ['nameId'] }, { email: 'nameId' })).not.toThrow()
  })

  it('S25 is named by an attribute where its NameID is transient', () => {
    const transient = { nameIdFormat: nameIdFormats.transient }
    expect(check(transient, {})).toThrow(
      expect.objectContaining({ code: 'saml_name_id_transient' }),
    )
    expect(check(transient, { subject: 'employee' })).not.toThrow()
    // That is the NameID again, under the name that mappings have for it.
    expect(check(transient, { subject: 'nameId' })).toThrow(
      expect.objectContaining({ code: 'saml_name_id_transient' }),
    )
    expect(check({ nameIdFormat: nameIdFormats.persistent }, {})).not.toThrow()
  })

  it.each([
    ['ann@example.com', undefined, true],
    ['ann@example.com', nameIdFormats.emailAddress, true],
    ['ann@example.com', nameIdFormats.unspecified, true],
    ['ann@example.com', nameIdFormats.persistent, false],
    ['ann', nameIdFormats.emailAddress, false],
    ['ann', undefined, false],
    ['ann@example.com@evil.example', undefined, false],
    ['ann @example.com', undefined, false],
    ['@example.com', undefined, false],
    ['ann@', undefined, false],
  ])(
    'S25 is an e-mail address where that is required: %s, %s: %s',
    (nameId, nameIdFormat, isOne) => {
      const assertion = { nameId, ...(nameIdFormat === undefined ? {} : { nameIdFormat }) }
      const judged = expect(check(assertion, { requireEmailNameId: true }))
      if (isOne) judged.not.toThrow()
      else judged.toThrow(expect.objectContaining({ code: 'saml_name_id_not_email' }))
      expect(check(assertion, {})).not.toThrow()
    },
  )
})
