import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  at,
  audience,
  conditions,
  inSaml,
  issuer,
  parties,
  type Scene,
  strangerKey,
  tag,
} from '../../support/saml-response.ts'

const other = 'https://other.example.com'

describe('the issuer', () => {
  const nearlyEqual = [
    other,
    `${parties.idp}/`,
    `${parties.idp} `,
    `\n${parties.idp}\n`,
    parties.idp.toUpperCase(),
    parties.idp.slice(0, -1),
    '',
  ]

  it.each(nearlyEqual)(
    'S13 of the assertion is the connection’s, byte for byte: %j',
    async (name) => {
      const error = await refusal({ assertion: { issuer: issuer(name) } })
      expect(error.code).toBe('saml_issuer_mismatch')
      expect(error.message).toContain(parties.idp)
      expect(error.hint).toContain('entityID')
    },
  )

  it.each(nearlyEqual)('S13 of the response is the same: %j', async (name) => {
    for (const sign of ['assertion', 'response'] as const) {
      const codes = await refusalCodes({ sign, response: { issuer: inSaml(issuer(name)) } })
      expect(codes).toEqual(['saml_issuer_mismatch'])
    }
  })

  it('S13 of the response may be absent, of the assertion not', async () => {
    for (const sign of ['assertion', 'both'] as const) {
      expect((await accept({ sign, response: { issuer: '' } })).issuer).toBe(parties.idp)
    }
    expect(await refusalCodes({ assertion: { issuer: '' }, sign: 'response' })).toEqual([
      'saml_issuer_mismatch',
    ])
  })

  it('S13 stands once', async () => {
    const scenes: Scene[] = [
      { assertion: { issuer: issuer() + issuer() } },
      { response: { issuer: inSaml(issuer()) + inSaml(issuer(other)) } },
    ]
    for (const scene of scenes) {
      expect((await refusal({ ...scene, sign: 'response' })).code).toBe('saml_message_malformed')
    }
  })

  it('S13 T1 with another connection’s expectations is refused', async () => {
    expect(await refusalCodes({ sign: 'both' }, { idpEntityId: other })).toEqual([
      'saml_issuer_mismatch',
      'saml_issuer_mismatch',
    ])
  })
})

describe('a message of another identity provider', () => {
  it('S12 S13 is refused by its signature, and the admin sees whose it is', async () => {
    const foreign = { issuer: inSaml(issuer(other)) }
    const message = { response: foreign, signing: { key: strangerKey.privateKey } }
    const error = await refusal(message)
    expect(error.code).toBe('saml_signature_invalid')
    expect(error.issues?.map(({ code, path }) => [code, path])).toEqual([
      ['saml_signature_invalid', 'Assertion.Signature'],
      ['saml_issuer_mismatch', 'Response.Issuer'],
    ])
    for (const { message: text, hint } of error.issues ?? []) {
      expect(text).not.toBe('')
      expect(hint).not.toBe('')
    }
  })
})

describe('the audience', () => {
  const withAudiences = (...restrictions: readonly string[]): Scene => ({
    assertion: { conditions: conditions(restrictions.join('')) },
  })

  it.each([
    other,
    `${parties.sp}/`,
    `${parties.sp}/x`,
    parties.sp.slice(0, -1),
    parties.sp.toUpperCase(),
    ` ${parties.sp}`,
    '',
  ])('S14 is our entityID, byte for byte: %j', async (name) => {
    const error = await refusal(withAudiences(audience(name)))
    expect(error.code).toBe('saml_audience_mismatch')
    expect(error.message).toContain(parties.sp)
    expect(error.detail).toMatchObject({ expected: parties.sp })
    expect(error.hint).toContain('Audience URI')
  })

  it('S14 is there', async () => {
    const times = { NotOnOrAfter: at(300) }
    for (const inside of ['', tag('saml:AudienceRestriction'), tag('saml:OneTimeUse')]) {
      const codes = await refusalCodes({ assertion: { conditions: conditions(inside, times) } })
      expect(codes).toEqual(['saml_audience_mismatch'])
    }
    const codes = await refusalCodes({
      assertion: { conditions: '' },
    })
    expect(codes).toEqual(['saml_audience_mismatch'])
  })

  it('S14 may be one of several', async () => {
    expect((await accept(withAudiences(audience(other, parties.sp)))).nameId).toBe('ann')
  })

  it('S14 is in each of several restrictions', async () => {
    const ours = audience(other, parties.sp)
    expect((await accept(withAudiences(ours, audience(parties.sp)))).nameId).toBe('ann')
    expect(await refusalCodes(withAudiences(ours, audience(other)))).toEqual([
      'saml_audience_mismatch',
    ])
  })
})

describe('conditions', () => {
  const proxies = tag('saml:ProxyRestriction', { Count: '2' }, tag('saml:Audience', {}, other))

  it('S14 OneTimeUse and ProxyRestriction are understood', async () => {
    const inside = audience(parties.sp) + tag('saml:OneTimeUse') + proxies
    expect((await accept({ assertion: { conditions: conditions(inside) } })).nameId).toBe('ann')
  })

  it.each([
    tag('saml:Condition'),
    tag('saml:onetimeuse'),
    '<x:OneTimeUse xmlns:x="urn:x"></x:OneTimeUse>',
    '<x:AudienceRestriction xmlns:x="urn:x"></x:AudienceRestriction>',
  ])('S14 that nobody understands are refused: %s', async (condition) => {
    const inside = audience(parties.sp) + condition
    const error = await refusal({ assertion: { conditions: conditions(inside) } })
    expect(error.code).toBe('saml_condition_refused')
    expect(error.message).toMatch(/OneTimeUse|Condition|onetimeuse|AudienceRestriction/)
  })

  it('S14 stand once', async () => {
    const twice = conditions() + conditions(audience(other))
    expect((await refusal({ assertion: { conditions: twice } })).code).toBe(
      'saml_message_malformed',
    )
  })
})
