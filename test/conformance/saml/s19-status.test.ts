import { describe, expect, it } from 'vitest'
import { accept, refusal, refusalCodes } from '../../support/saml-refusal.ts'
import { responseXml, type Scene, status, tag } from '../../support/saml-response.ts'

const prefix = 'urn:oasis:names:tc:SAML:2.0:status:'
const sub = (name: string, inside = '') =>
  tag('samlp:StatusCode', { Value: `${prefix}${name}` }, inside)
const message = (text: string) => tag('samlp:StatusMessage', {}, text)
const answering = (xml: string): Scene => ({ response: { status: xml } })

describe('the Status', () => {
  it('S19 is Success', async () => {
    for (const code of ['Responder', 'Requester', 'VersionMismatch', 'success', 'Success ']) {
      for (const sign of ['assertion', 'response'] as const) {
        const codes = await refusalCodes({ ...answering(status(code)), sign })
        expect(codes).toEqual(['saml_status_error'])
      }
    }
    expect(await refusalCodes(answering(status('Responder', sub('Success'))))).toEqual([
      'saml_status_error',
    ])
  })

  it('S19 stands once, at the top, with one code', async () => {
    const wrong = [
      '',
      status() + status(),
      status('Responder') + status(),
      tag('samlp:Status'),
      tag('samlp:Status', {}, sub('Success') + sub('Responder')),
      tag('samlp:Status', {}, tag('samlp:StatusCode')),
      tag('samlp:Extensions', {}, status()),
    ]
    for (const xml of wrong) {
      expect((await refusal(answering(xml))).code).toBe('saml_message_malformed')
    }
    const detail = tag('samlp:StatusDetail', {}, status('Responder'))
    expect((await accept(answering(status('Success', '', detail)))).nameId).toBe('ann')
  })

  it('S19 says what went wrong, unsigned and without an assertion', async () => {
    const failed = responseXml('', {
      status: status('Responder', sub('InvalidNameIDPolicy'), message('No such format')),
    })
    const error = await refusal(failed)
    expect(error.code).toBe('saml_status_error')
    expect(error.message).toBe(
      'The identity provider answered Responder / InvalidNameIDPolicy: No such format.',
    )
    expect(error.hint).toContain('NameID format')
    expect(error.detail).toEqual({ status: ['Responder', 'InvalidNameIDPolicy'] })
    expect(error.publicMessage).not.toContain('No such format')
  })

  it('S19 says so without a message that is no plain text', async () => {
    for (const hostile of [
      message('a<b></b>'),
      message('a<!-- -->b'),
      message('a') + message('b'),
    ]) {
      const failed = responseXml('', { status: status('Responder', '', hostile) })
      expect((await refusal(failed)).code).toBe('saml_status_error')
    }
  })

  it.each([
    ['AuthnFailed', 'saml_status_denied'],
    ['RequestDenied', 'saml_status_denied'],
    ['UnknownPrincipal', 'saml_status_denied'],
    ['NoPassive', 'saml_status_no_passive'],
    ['NoAuthnContext', 'saml_status_error'],
    ['SomethingNew', 'saml_status_error'],
  ])('S19 tells apart what can be done: %s', async (name, code) => {
    const error = await refusal(responseXml('', { status: status('Responder', sub(name)) }))
    expect(error.code).toBe(code)
    expect(error.hint).not.toBe('')
  })

  it('S19 T4 quotes hostile texts harmlessly', async () => {
    const hostile = message(`\n\u{202E}${'x'.repeat(1000)}`)
    const code = tag('samlp:StatusCode', { Value: 'urn:&#10;x' })
    const error = await refusal(responseXml('', { status: status('Responder', code, hostile) }))
    expect(error.message).toContain('urn:\\u{a}x')
    expect(error.message).toContain('\\u{202e}')
    expect(error.message.length).toBeLessThan(400)
  })
})

describe('the Version', () => {
  it.each(['1.1', '2.0 ', '2', '3.0'])('S19 is 2.0 everywhere: %j', async (Version) => {
    const inAssertion = { assertion: { attributes: { Version } } }
    const inResponse = { response: { attributes: { Version } } }
    expect(await refusalCodes(inAssertion)).toEqual(['saml_version_refused'])
    expect(await refusalCodes(inResponse)).toEqual(['saml_version_refused'])
  })

  it('S19 is there', async () => {
    const attributes = { Version: undefined }
    expect((await refusal({ assertion: { attributes } })).code).toBe('saml_message_malformed')
    expect((await refusal({ response: { attributes } })).code).toBe('saml_message_malformed')
  })
})
