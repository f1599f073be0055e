import { describe, expect, it } from 'vitest'
import { accept } from '../support/saml-refusal.ts'
import { at, parties } from '../support/saml-response.ts'

describe('verifyResponse', () => {
  it('returns what a signed assertion says', async () => {
    expect(await accept()).toEqual({
      assertionId: '_a1',
      issuer: parties.idp,
      nameId: 'ann',
      sessionIndex: '_s1',
      authnInstant: new Date(at(-30)),
      notOnOrAfter: new Date(at(300)),
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      attributes: { email: ['ann@example.com'], groups: ['staff', 'admins'] },
      structuredAttributes: [],
    })
  })

  it.each(['assertion', 'response', 'both'] as const)(
    'accepts a signature on: %s',
    async (sign) => {
      expect((await accept({ sign })).nameId).toBe('ann')
    },
  )
})
