import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import {
  confirmation,
  nameId,
  parties,
  samlResponseXml,
  type Scene,
  subject,
} from '../../support/saml-response.ts'

const withRecipient = (address: string | undefined): Scene => ({
  assertion: { subject: subject(nameId() + confirmation({ Recipient: address })) },
})
const withDestination = (address: string | undefined): Scene => ({
  response: { attributes: { Destination: address } },
})

const foreign = [
  'https://other.example.com/sso/con_1/acs',
  `${parties.acs}/`,
  `${parties.acs}?x=y`,
  `${parties.acs}/more`,
  parties.acs.slice(0, -1),
  parties.acs.replace('https', 'http'),
  parties.acs.replace('con_1', 'con_2'),
  parties.acs.toUpperCase(),
  ` ${parties.acs}`,
  '',
]

describe('the Recipient', () => {
  it.each([...foreign, undefined])('S16 is our ACS address, byte for byte: %j', async (address) => {
    const error = await refusal(withRecipient(address))
    expect(error.code).toBe('saml_recipient_mismatch')
    expect(error.message).toContain(parties.acs)
    expect(error.detail).toMatchObject({ expected: parties.acs })
  })
})

describe('the Destination', () => {
  it.each(foreign)('S16 is our ACS address, signed or not: %j', async (address) => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      const scene = { ...withDestination(address), sign }
      expect(await refusalCodes(scene)).toEqual(['saml_destination_mismatch'])
    }
  })

  it('S16 is mandatory on a signed response only', async () => {
    expect((await accept(withDestination(undefined))).nameId).toBe('ann')
    for (const sign of ['response', 'both'] as const) {
      const scene = { ...withDestination(undefined), sign }
      expect(await refusalCodes(scene)).toEqual(['saml_destination_mismatch'])
    }
  })

  it('S16 T1 of another connection is refused, whatever else is equal', async () => {
    const acsUrl = parties.acs.replace('con_1', 'con_2')
    expect(await refusalCodes({ sign: 'response' }, { acsUrl })).toEqual([
      'saml_destination_mismatch',
      'saml_recipient_mismatch',
    ])
  })
})

describe('the hint', () => {
  it.each([
    ['http://app.example.com/sso/con_1/acs', 'the scheme'],
    ['https://app.example.com:8443/sso/con_1/acs', 'the port'],
    ['https://app.example.com/sso/con_1/acs/', 'a slash at the end'],
    ['http://app.example.com:3000/sso/con_1/acs/', 'the scheme and the port and a slash'],
  ])('names the proxy where only a little differs: %s', async (address, difference) => {
    for (const scene of [withRecipient(address), withDestination(address)]) {
      const { hint } = await refusal(scene)
      expect(hint).toContain(`Only ${difference}`)
      expect(hint).toContain('baseUrl')
    }
  })

  it.each([
    'https://other.example.com/sso/con_1/acs',
    'https://app.example.com/sso/con_2/acs',
    'https://app.example.com/sso/con_1/acs?x=y',
    'https://user@app.example.com/sso/con_1/acs',
    'con_1',
    '',
  ])('names the field in the console otherwise: %j', async (address) => {
    expect((await refusal(withRecipient(address))).hint).toContain('Use this for Recipient URL')
    expect((await refusal(withDestination(address))).hint).toContain('Reply URL')
  })

  it('needs no address that can be parsed', async () => {
    const error = await refusal({}, { acsUrl: 'acs' })
    expect(error.code).toBe('saml_destination_mismatch')
    expect(error.hint).toContain('Reply URL')
  })

  it('T4 quotes at most 200 characters, and no control characters', async () => {
    const address = `https://app.example.com/${'x'.repeat(1000)}`
    expect((await refusal(withDestination(address))).message.length).toBeLessThan(500)
    const message = samlResponseXml(withDestination('&#10;&#x202E;'))
    expect((await refusal(message)).message).toContain('\\u{a}\\u{202e}')
  })
})
