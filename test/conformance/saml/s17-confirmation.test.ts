import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  at,
  confirmation,
  nameId,
  parties,
  type Scene,
  subject,
  tag,
} from '../../support/saml-response.ts'

const confirmedBy = (...confirmations: readonly string[]): Scene => ({
  assertion: { subject: subject(nameId() + confirmations.join('')) },
})
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const other = 'https://other.example.com'

describe('the subject confirmation', () => {
  it('S17 is one that fits by itself', async () => {
    const wrong = [
      confirmation({ Recipient: other }),
      confirmation({ NotOnOrAfter: at(-600) }),
      confirmation({ InResponseTo: '_other' }),
      confirmation({}, 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches'),
      tag('saml:SubjectConfirmation', { Method: bearer }),
    ]
    expect((await accept(confirmedBy(...wrong, confirmation()))).nameId).toBe('ann')
    expect((await accept(confirmedBy(confirmation(), ...wrong))).nameId).toBe('ann')
    expect(await refusalCodes(confirmedBy(...wrong))).toHaveLength(1)
  })

  it('S17 that comes closest is reported', async () => {
    const far = confirmation({ Recipient: other, InResponseTo: '_other' })
    const near = confirmation({ NotOnOrAfter: at(-600) })
    expect(await refusalCodes(confirmedBy(far, near))).toEqual(['saml_expired'])
  })

  it.each([
    'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key',
    'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches',
    'urn:oasis:names:tc:SAML:1.0:cm:bearer',
    `${bearer} `,
    bearer.toUpperCase(),
  ])('S17 is of the bearer method: %j', async (method) => {
    expect(await refusalCodes(confirmedBy(confirmation({}, method)))).toEqual([
      'saml_subject_confirmation_missing',
    ])
  })

  it('S17 is there, with its data', async () => {
    expect(await refusalCodes(confirmedBy())).toEqual(['saml_subject_confirmation_missing'])
    const bare = tag('saml:SubjectConfirmation', { Method: bearer })
    expect(await refusalCodes(confirmedBy(bare))).toEqual([
      'saml_in_response_to_mismatch',
      'saml_recipient_mismatch',
      'saml_time_malformed',
    ])
    const data = tag('saml:SubjectConfirmationData', { Recipient: parties.acs })
    const twice = tag('saml:SubjectConfirmation', { Method: bearer }, data + data)
    expect((await refusal(confirmedBy(twice))).code).toBe('saml_message_malformed')
    const nameless = tag('saml:SubjectConfirmation', {}, data)
    expect((await refusal(confirmedBy(nameless))).code).toBe('saml_message_malformed')
  })

  it('S17 may carry an address, a name and a key', async () => {
    const rich = confirmation({ Address: '203.0.113.7' })
      .replace('<saml:SubjectConfirmationData', (start) => `${nameId('a proxy')}${start}`)
      .replace('</saml:SubjectConfirmationData>', (end) => `<k:K xmlns:k="urn:k"></k:K>${end}`)
    expect((await accept(confirmedBy(rich))).nameId).toBe('ann')
  })
})

describe('InResponseTo', () => {
  const inEnvelope = (id: string | undefined): Scene => ({
    response: { attributes: { InResponseTo: id } },
  })
  const inConfirmation = (id: string | undefined): Scene =>
    confirmedBy(confirmation({ InResponseTo: id }))

  it.each(['_other', '', `${parties.request} `, parties.request.toUpperCase(), '_request'])(
    'S17 of the confirmation is the pending request: %j',
    async (id) => {
      const error = await refusal(inConfirmation(id))
      expect(error.code).toBe('saml_in_response_to_mismatch')
      expect(error.message).toContain(parties.request)
      expect(error.publicMessage).toContain('start again')
    },
  )

  it('S17 of the confirmation is not to be found in the envelope', async () => {
    for (const sign of ['assertion', 'response'] as const) {
      const codes = await refusalCodes({ ...inConfirmation(undefined), sign })
      expect(codes).toEqual(['saml_in_response_to_mismatch'])
    }
  })

  it.each(['_other', ''])('S17 of the envelope does not contradict: %j', async (id) => {
    for (const sign of ['assertion', 'response'] as const) {
      const codes = await refusalCodes({ ...inEnvelope(id), sign })
      expect(codes).toEqual(['saml_in_response_to_mismatch'])
    }
  })

  it('S17 of the envelope may be absent', async () => {
    expect((await accept(inEnvelope(undefined))).nameId).toBe('ann')
  })

  it('S17 of another pending request is refused', async () => {
    expect(await refusalCodes({}, { inResponseTo: '_request2' })).toEqual([
      'saml_in_response_to_mismatch',
      'saml_in_response_to_mismatch',
    ])
  })
})
