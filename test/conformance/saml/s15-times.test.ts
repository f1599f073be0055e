import { describe, expect, it, vi } from 'vitest'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import { accept, errorOf, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  at,
  audience,
  authnStatement,
  conditions,
  confirmation,
  expected,
  nameId,
  now,
  parties,
  samlResponse,
  type Scene,
  subject,
} from '../../support/saml-response.ts'

const inConditions = (times: Record<string, string>): Scene => ({
  assertion: { conditions: conditions(audience(parties.sp), times) },
})
const inConfirmation = (times: Record<string, string | undefined>): Scene => ({
  assertion: { subject: subject(nameId() + confirmation(times)) },
})
const inStatement = (times: Record<string, string>): Scene => ({
  assertion: { authnStatement: authnStatement(times) },
})

/** Each place of a time that must not be over, and of one that must not lie ahead. */
const ends: Record<string, (time: string) => Scene> = {
  'Conditions.NotOnOrAfter': (time) => inConditions({ NotOnOrAfter: time }),
  'SubjectConfirmationData.NotOnOrAfter': (time) => inConfirmation({ NotOnOrAfter: time }),
  'AuthnStatement.SessionNotOnOrAfter': (time) => inStatement({ SessionNotOnOrAfter: time }),
}
const beginnings: Record<string, (time: string) => Scene> = {
  'Conditions.NotBefore': (time) => inConditions({ NotBefore: time }),
  'SubjectConfirmationData.NotBefore': (time) => inConfirmation({ NotBefore: time }),
  'AuthnStatement.AuthnInstant': (time) => inStatement({ AuthnInstant: time }),
  'Assertion.IssueInstant': (time) => ({ assertion: { attributes: { IssueInstant: time } } }),
  'Response.IssueInstant': (time) => ({ response: { attributes: { IssueInstant: time } } }),
}

describe.each(Object.entries(ends))('%s', (name, scene) => {
  it('S15 is not over, give or take 60 seconds', async () => {
    expect((await accept(scene(at(-59)))).nameId).toBe('ann')
    const error = await refusal(scene(at(-60)))
    expect(error.code).toBe('saml_expired')
    expect(error.message).toContain(`${name} was 60 seconds ago`)
    expect(error.detail).toEqual({ received: at(-60), secondsOff: 60 })
  })

  it('S15 has a tolerance from 0 to 300 seconds', async () => {
    const strict = { clockToleranceSeconds: 0 }
    expect((await accept(scene(at(1)), strict)).nameId).toBe('ann')
    expect(await refusalCodes(scene(at(0)), strict)).toEqual(['saml_expired'])
    expect(await refusalCodes(scene(at(0)), { clockToleranceSeconds: -5 })).toEqual([
      'saml_expired',
    ])
    const loose = { clockToleranceSeconds: 100_000 }
    expect((await accept(scene(at(-299)), loose)).nameId).toBe('ann')
    expect(await refusalCodes(scene(at(-300)), loose)).toEqual(['saml_expired'])
  })
})

describe.each(Object.entries(beginnings))('%s', (name, scene) => {
  it('S15 is not ahead, give or take 60 seconds', async () => {
    expect((await accept(scene(at(60)))).nameId).toBe('ann')
    const error = await refusal(scene(at(61)))
    expect(error.code).toBe('saml_not_yet_valid')
    expect(error.message).toContain(`${name} is 61 seconds in the future`)
    expect(error.hint).toContain('NTP')
    expect(await refusalCodes(scene(at(301)), { clockToleranceSeconds: 900 })).toEqual([
      'saml_not_yet_valid',
    ])
  })
})

describe.each(Object.entries({ ...ends, ...beginnings }))('%s', (_, scene) => {
  const wrong = [
    '2026-11-21T12:05:00',
    '2026-11-21',
    '1795262400',
    'now',
    ' ',
    '2026-11-31T12:00:00Z',
  ]

  it.each(wrong)('S15 is an xs:dateTime with a zone: %j', async (text) => {
    expect(await refusalCodes(scene(text))).toEqual(['saml_time_malformed'])
  })

  it('S15 may be written with a zone and any fraction', async () => {
    const texts = ['2026-11-21T13:00:00.1234567890123+01:00', '2026-11-21T06:30:00.5-05:30']
    for (const text of texts) expect((await accept(scene(text))).nameId).toBe('ann')
  })
})

describe('times', () => {
  it('S15 are optional but for the confirmation’s end and the instants', async () => {
    expect((await accept(inConditions({}))).notOnOrAfter).toEqual(new Date(at(300)))
    expect(await refusalCodes(inConfirmation({ NotOnOrAfter: undefined }))).toEqual([
      'saml_time_malformed',
    ])
    for (const attributes of [{ IssueInstant: undefined }, { IssueInstant: '' }]) {
      expect(await refusalCodes({ assertion: { attributes } })).toEqual(['saml_message_malformed'])
      expect(await refusalCodes({ response: { attributes } })).toEqual(['saml_message_malformed'])
    }
    const authnInstant = { assertion: { authnStatement: authnStatement({ AuthnInstant: '' }) } }
    expect(await refusalCodes(authnInstant)).toEqual(['saml_message_malformed'])
    for (const scene of Object.values(ends)) {
      expect(await refusalCodes(scene(''))).toEqual(['saml_time_malformed'])
    }
  })

  it('S15 give the assertion’s end and the session’s', async () => {
    const assertion = {
      conditions: conditions(audience(parties.sp), { NotOnOrAfter: at(120) }),
      authnStatement:
        authnStatement({ SessionNotOnOrAfter: at(7200) }) +
        authnStatement({ SessionNotOnOrAfter: at(3600), SessionIndex: '_s2' }),
    }
    expect(await accept({ assertion })).toMatchObject({
      notOnOrAfter: new Date(at(120)),
      sessionNotOnOrAfter: new Date(at(3600)),
      sessionIndex: '_s1',
    })
  })

  it('S15 hold for every AuthnStatement', async () => {
    for (const [second, code] of [
      [{ SessionNotOnOrAfter: at(-60) }, 'saml_expired'],
      [{ AuthnInstant: at(61) }, 'saml_not_yet_valid'],
    ] as const) {
      const assertion = { authnStatement: authnStatement() + authnStatement(second) }
      expect(await refusalCodes({ assertion })).toEqual([code])
    }
  })

  it('S15 S18 count until the last confirmation that could be presented', async () => {
    const confirmations = [
      confirmation({ NotOnOrAfter: at(60) }),
      confirmation({ NotOnOrAfter: at(240), NotBefore: at(120) }),
      confirmation({ NotOnOrAfter: at(290), Recipient: 'https://other.example.com' }),
    ]
    const assertion = { subject: subject(nameId() + confirmations.join('')) }
    expect((await accept({ assertion })).notOnOrAfter).toEqual(new Date(at(240)))
  })

  it('S15 are compared with the system’s clock by default', async () => {
    const { now: _, ...timeless } = expected
    vi.useFakeTimers({ now, toFake: ['Date'] })
    try {
      expect((await verifyResponse(samlResponse(), timeless)).nameId).toBe('ann')
      vi.setSystemTime(at(1000))
      const error = await errorOf(verifyResponse(samlResponse(), timeless))
      expect(error.code).toBe('saml_expired')
    } finally {
      vi.useRealTimers()
    }
  })
})
