import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import { at, confirmation, nameId, type Scene, subject } from '../../support/saml-response.ts'

const off = { inResponseTo: null }
const on = { inResponseTo: null, allowUnsolicited: true }
const unaskedFor = confirmation({ InResponseTo: undefined })

interface Answer {
  readonly issued?: string
  readonly responseIssued?: string
  readonly confirmations?: string
}

const unsolicited = ({
  issued = at(-5),
  responseIssued = issued,
  confirmations = unaskedFor,
}: Answer = {}): Scene => ({
  response: { attributes: { InResponseTo: undefined, IssueInstant: responseIssued } },
  assertion: {
    attributes: { IssueInstant: issued },
    subject: subject(nameId() + confirmations),
  },
})

describe('an unsolicited answer', () => {
  it('S20 is refused unless it is allowed', async () => {
    for (const overrides of [off, { ...off, allowUnsolicited: false }]) {
      const error = await refusal(unsolicited(), overrides)
      expect(error.code).toBe('saml_unsolicited_refused')
      expect(error.hint).toContain('idpInitiated')
    }
    expect((await accept(unsolicited(), on)).nameId).toBe('ann')
  })

  it('S20 is allowed by nothing but true', async () => {
    const overrides = { inResponseTo: null, allowUnsolicited: 'false' as never }
    expect((await refusal(unsolicited(), overrides)).code).toBe('saml_unsolicited_refused')
  })

  it('S20 is no answer to a pending request, even where it is allowed', async () => {
    expect(await refusalCodes(unsolicited(), { allowUnsolicited: true })).toEqual([
      'saml_in_response_to_mismatch',
    ])
  })

  it('S20 is ten minutes old at most, give or take the tolerance', async () => {
    expect((await accept(unsolicited({ issued: at(-659) }), on)).nameId).toBe('ann')
    expect(await refusalCodes(unsolicited({ issued: at(-660) }), on)).toEqual([
      'saml_expired',
      'saml_expired',
    ])
    for (const sign of ['assertion', 'response'] as const) {
      const old = { ...unsolicited({ issued: at(-5), responseIssued: at(-900) }), sign }
      const error = await refusal(old, on)
      expect(error.code).toBe('saml_expired')
      expect(error.issues?.map(({ path }) => path)).toEqual(['Response.IssueInstant'])
    }
    // So its id need not be kept any longer.
    const { notOnOrAfter } = await accept(unsolicited({ issued: at(-400) }), on)
    expect(notOnOrAfter).toEqual(new Date(at(200)))
    expect((await accept(unsolicited(), on)).notOnOrAfter).toEqual(new Date(at(300)))
    const solicited = { assertion: { attributes: { IssueInstant: at(-900) } } }
    expect((await accept(solicited)).nameId).toBe('ann')
  })

  it('S20 names no request anywhere', async () => {
    const inEnvelope = { ...unsolicited(), response: {} }
    const inConfirmation = unsolicited({ confirmations: confirmation() })
    const inOneOfTwo = unsolicited({ confirmations: unaskedFor + confirmation() })
    for (const scene of [inEnvelope, inConfirmation, inOneOfTwo]) {
      for (const overrides of [on, off]) {
        const error = await refusal(scene, overrides)
        expect(error.code).toBe('saml_in_response_to_mismatch')
        expect(error.publicMessage).toContain('start again')
      }
    }
  })
})

describe('the expectation of a request', () => {
  it.each([undefined, '', 0, {}])('S20 is an id or null, not %j', async (inResponseTo) => {
    const overrides = { inResponseTo: inResponseTo as never, allowUnsolicited: true }
    const error = await refusal(unsolicited(), overrides)
    expect(error.code).toBe('config_invalid')
    expect(error.issues?.map(({ path }) => path)).toEqual(['inResponseTo'])
  })

  it('S17 of anything is needed', async () => {
    const missing = {
      ...{ idpEntityId: '', spEntityId: '', acsUrl: '' },
      ...{ now: new Date('x'), clockToleranceSeconds: Number.NaN },
    }
    const { issues } = await refusal({}, missing)
    expect(issues?.map(({ path }) => path).toSorted()).toEqual(Object.keys(missing).toSorted())
  })
})
