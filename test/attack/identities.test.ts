import { describe, expect, it } from 'vitest'
import { buildIdentity } from '../../src/identity/identity.ts'
import { receivedClaim } from '../support/harness.ts'

const acme = { verifiedDomains: [{ domain: 'acme.com', coversSubdomains: false }] }
const nothingVerified = { verifiedDomains: [] }

describe('buildIdentity', () => {
  it('E3 takes email_verified for a word about the claim email only', () => {
    const claims = new Map([
      ['email', receivedClaim('bob@acme.com')],
      ['email_verified', receivedClaim(true)],
      ['upn', receivedClaim('ceo@acme.com')],
    ])
    const received = { issuer: 'i', subject: 's', claims }
    const identity = buildIdentity(received, { email: 'upn', require: [] }, acme)
    expect(identity.emailVerified).toBe(false)
  })

  it('E2 takes an empty subject for nobody', () => {
    const received = { issuer: 'i', subject: '', claims: new Map() }
    expect(() => buildIdentity(received, { email: 'email', require: [] }, nothingVerified)).toThrow(
      expect.objectContaining({ code: 'identity_claim_missing' }),
    )
  })

  it('E1 refuses invisible characters in e-mail domains instead of dropping them', () => {
    const claims = new Map([['email', receivedClaim('a@exam\u200bple.com\u00ad')]])
    const received = { issuer: 'i', subject: 's', claims }
    expect(() => buildIdentity(received, { email: 'email', require: [] }, nothingVerified)).toThrow(
      expect.objectContaining({ code: 'identity_email_invalid' }),
    )
  })
})
