import { describe, expect, it } from 'vitest'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import { accept } from '../../support/saml-refusal.ts'
import {
  assertionXml,
  attribute,
  attributeStatement,
  audience,
  confirmation,
  expected,
  nameId,
  parties,
  samlResponseXml,
  type Scene,
  signedAssertionXml,
  subject,
  tag,
  toForm,
  values,
} from '../../support/saml-response.ts'
import { transform, transforms, uris } from '../../support/xml-dsig.ts'

/* What real identity providers send and strict readers are tempted to refuse. */

const xs = 'http://www.w3.org/2001/XMLSchema'
const xsi = 'http://www.w3.org/2001/XMLSchema-instance'

describe('the form value', () => {
  it('may be broken into lines', async () => {
    for (const lineEnd of ['\n', '\r\n', ' \t\r\n']) {
      const form = toForm(samlResponseXml()).replaceAll(/.{76}/g, (line) => line + lineEnd)
      expect((await verifyResponse(`${form}\n`, expected)).nameId).toBe('ann')
    }
  })
})

describe('the document', () => {
  it.each(['<?xml version="1.0" encoding="UTF-8"?>\n', '<?xml version="1.0"?>', '\u{FEFF}', '\n'])(
    'may begin with %j',
    async (start) => {
      expect((await accept(`${start}${samlResponseXml()}\n`)).nameId).toBe('ann')
    },
  )

  it('may be pretty-printed where it is not signed, or before it is', async () => {
    const spaced = samlResponseXml().replace('<samlp:Status>', '\n  <samlp:Status>\n')
    expect((await accept(spaced)).nameId).toBe('ann')
    const indented = {
      assertion: {
        subject: subject(`\n  ${nameId('\n ann\n ')}\n  ${confirmation()}\n`),
        attributeStatement: attributeStatement(`\n  ${attribute('a', `\n${values('b')}\n`)}\n`),
      },
    }
    expect(await accept(indented)).toMatchObject({ nameId: 'ann', attributes: { a: ['b'] } })
  })

  it('may write line ends of Base64 as &#13;', async () => {
    const wrapped = (xml: string) =>
      xml.replace(
        /(<ds:SignatureValue>)([^<]+)/,
        (_, start: string, value: string) =>
          start + value.replaceAll(/.{76}/g, (line) => `${line}&#13;\n`),
      )
    const message = wrapped(samlResponseXml())
    expect(message).toContain('&#13;\n')
    expect((await accept(message)).nameId).toBe('ann')
  })

  it('may use other prefixes, or default namespaces', async () => {
    const message = samlResponseXml({ sign: 'none' })
    const unprefixed = message.replaceAll('samlp:', '').replaceAll('xmlns:samlp', 'xmlns')
    expect(unprefixed).toContain('<Response xmlns=')
    const assertion = signedAssertionXml()
    const shown = unprefixed.replace(assertionXml(), () => assertion)
    expect((await accept(shown)).nameId).toBe('ann')
  })

  it('may order attributes and quote them as it likes', async () => {
    const message = samlResponseXml().replace(
      / ID="_a1" IssueInstant="([^"]+)" Version="2.0"/,
      (_, instant: string) => ` Version='2.0'\n ID = "_a1"  IssueInstant='${instant}'`,
    )
    expect(message).toContain("Version='2.0'\n")
    expect((await accept(message)).nameId).toBe('ann')
  })
})

describe('the signature', () => {
  it('may name canonicalization with comments where there are none', async () => {
    const list = transform(uris.enveloped) + transform(uris.withComments)
    expect((await accept({ signing: { transforms: transforms(list) } })).nameId).toBe('ann')
  })

  it('may keep prefixes that only values use, as ADFS and Shibboleth do', async () => {
    const inclusive = `<ec:InclusiveNamespaces xmlns:ec="${uris.exclusive}" PrefixList="xs"></ec:InclusiveNamespaces>`
    const list = transform(uris.enveloped) + transform(uris.exclusive, inclusive)
    const typed = `<saml:AttributeValue xmlns:xs="${xs}" xmlns:xsi="${xsi}" xsi:type="xs:string">a</saml:AttributeValue>`
    const assertion = { attributeStatement: attributeStatement(attribute('typed', typed)) }
    const verified = await accept({ assertion, signing: { transforms: transforms(list) } })
    expect(verified.attributes).toEqual({ typed: ['a'] })
  })
})

describe('the response', () => {
  it('may lack Destination, Issuer and InResponseTo where it is not signed', async () => {
    const response = {
      attributes: { Destination: undefined, InResponseTo: undefined },
      issuer: '',
    }
    expect((await accept({ response })).nameId).toBe('ann')
  })

  it('may carry a consent, extensions and status details', async () => {
    const more = tag('samlp:Extensions', {}, '<x:Y xmlns:x="urn:x">z</x:Y>')
    const response = {
      attributes: { Consent: 'urn:oasis:names:tc:SAML:2.0:consent:obtained' },
      more,
    }
    expect((await accept({ response, sign: 'response' })).nameId).toBe('ann')
  })
})

describe('the assertion', () => {
  const shapes: Record<string, Scene> = {
    'OneTimeUse and ProxyRestriction': {
      assertion: {
        conditions: tag(
          'saml:Conditions',
          {},
          audience(parties.sp) +
            tag('saml:OneTimeUse') +
            tag('saml:ProxyRestriction', { Count: '0' }),
        ),
      },
    },
    'an address in its confirmation': {
      assertion: { subject: subject(nameId() + confirmation({ Address: '2001:db8::1' })) },
    },
    'Advice with another assertion': {
      assertion: {
        more: tag(
          'saml:Advice',
          {},
          assertionXml({ attributes: { ID: '_b' } }).replace(/ xmlns:saml="[^"]*"/, ''),
        ),
      },
    },
    SubjectLocality: {
      assertion: {
        authnStatement: tag(
          'saml:AuthnStatement',
          { AuthnInstant: '2026-11-21T11:59:00Z' },
          tag('saml:SubjectLocality', { Address: '203.0.113.7', DNSName: 'pc' }) +
            tag(
              'saml:AuthnContext',
              {},
              tag('saml:AuthnContextClassRef', {}, 'urn:x') +
                tag('saml:AuthnContextDeclRef', {}, 'urn:y') +
                tag('saml:AuthenticatingAuthority', {}, 'urn:z'),
            ),
        ),
      },
    },
    'an issuer with a format': {
      assertion: {
        issuer: tag(
          'saml:Issuer',
          { Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity' },
          parties.idp,
        ),
      },
    },
    'a decision about authorization': {
      assertion: {
        more: tag(
          'saml:AuthzDecisionStatement',
          { Decision: 'Permit', Resource: 'urn:x' },
          tag('saml:Action', { Namespace: 'urn:x' }, 'Read'),
        ),
      },
    },
  }
  it.each(Object.entries(shapes))('may carry %s', async (_, scene) => {
    for (const sign of ['assertion', 'response', 'both'] as const) {
      expect((await accept({ ...scene, sign })).nameId).toBe('ann')
    }
  })

  it('may be of somebody with names in any script', async () => {
    const text = 'Åsa 𠮷野 &lt;&amp;&gt; "q" \'a\''
    const scene = {
      assertion: { attributeStatement: attributeStatement(attribute('名', values(text))) },
    }
    expect((await accept(scene)).attributes).toEqual({ 名: ['Åsa 𠮷野 <&> "q" \'a\''] })
  })

  it('may list five hundred groups', async () => {
    const groups = Array.from({ length: 500 }, (_, index) => `group-${index}-${'x'.repeat(100)}`)
    const assertion = {
      attributeStatement: attributeStatement(attribute('groups', values(...groups))),
    }
    expect((await accept({ assertion })).attributes.groups).toEqual(groups)
  })
})
