import { describe, expect, it } from 'vitest'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import { errorOf } from '../../support/saml-refusal.ts'
import { expected, samlResponse, samlResponseXml, toForm } from '../../support/saml-response.ts'

const codeOf = async (form: unknown) => {
  const error = await errorOf(verifyResponse(form as string, expected))
  return [error.code, error.detail?.reason]
}

describe('the form value', () => {
  it.each([
    undefined,
    null,
    7,
    {},
    [samlResponse()],
    [samlResponse(), samlResponse()],
    '',
    '\n',
    '!',
    samlResponseXml(),
    `${samlResponse()}=`,
    samlResponse().replaceAll('+', '-').replaceAll('/', '_').replace(/=*$/, ''),
    `\u{A0}${samlResponse()}`,
  ])('X7 is Base64 in one text: %#', async (form) => {
    expect(await codeOf(form)).toEqual(['saml_xml_refused', 'not_base64'])
  })

  it('X5 is no longer than 1.4 million characters', async () => {
    expect(await codeOf('A'.repeat(1_400_004))).toEqual(['saml_xml_refused', 'too_large'])
    expect(await codeOf('A'.repeat(1_400_000))).toEqual(['saml_xml_refused', 'too_large'])
  })

  it('X1 X2 X7 is a document', async () => {
    const xml = samlResponseXml()
    const wrong = {
      doctype: `<!DOCTYPE Response>${xml}`,
      not_utf8: Buffer.concat([Buffer.from(xml), Buffer.from([0xff])]),
      not_well_formed: xml.slice(0, -1),
    }
    expect(await codeOf(toForm(`${xml}${xml}`))).toEqual(['saml_xml_refused', 'not_well_formed'])
    for (const [reason, document] of Object.entries(wrong)) {
      expect(await codeOf(toForm(document))).toEqual(['saml_xml_refused', reason])
    }
  })
})
