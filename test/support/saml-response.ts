import { createTestKeyPair, type TestKeyPair } from './saml-keys.ts'
import { signature, type SignatureOptions, uris } from './xml-dsig.ts'

/*
 * Honest messages in canonical form, written by hand: what is signed is this very text, and nothing
 * of the verifier takes part. A test replaces one part.
 */

export const now = new Date('2026-11-21T12:00:00Z')
export const parties = {
  idp: 'https://idp.example.com/metadata',
  sp: 'https://app.example.com/sso/con_1/metadata',
  acs: 'https://app.example.com/sso/con_1/acs',
  slo: 'https://app.example.com/sso/con_1/slo',
  request: '_request1',
} as const

/** Made when it is first used: making one takes a while. */
function keyPair(): TestKeyPair {
  let made: TestKeyPair | undefined
  const pair = () => (made ??= createTestKeyPair())
  return {
    get privateKey() {
      return pair().privateKey
    },
    get certificate() {
      return pair().certificate
    },
  }
}

/** The identity provider's, another one's, and our own for decryption. */
export const idpKey: TestKeyPair = keyPair()
export const strangerKey: TestKeyPair = keyPair()
export const spKey: TestKeyPair = keyPair()

/** Seconds from `now`, as xs:dateTime. */
export function at(seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}

type Attributes = Readonly<Record<string, string | undefined>>

/** Without namespace declarations; in the order of canonical XML. */
export function tag(name: string, attributes: Attributes = {}, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => ` ${key}="${value}"`)
  return `<${name}${written.join('')}>${content}</${name}>`
}

const withNamespace = (xml: string, prefix: string, uri: string): string =>
  xml.replace(/^<[\w:]+/, (start) => `${start} xmlns:${prefix}="${uri}"`)
export const inSaml = (xml: string): string => withNamespace(xml, 'saml', uris.assertion)
export const inSamlp = (xml: string): string => withNamespace(xml, 'samlp', uris.protocol)

export const issuer = (name: string = parties.idp): string => tag('saml:Issuer', {}, name)
export const nameId = (value = 'ann', attributes: Attributes = {}): string =>
  tag('saml:NameID', attributes, value)

export const confirmation = (
  data: Attributes = {},
  method = 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
): string =>
  tag(
    'saml:SubjectConfirmation',
    { Method: method },
    tag('saml:SubjectConfirmationData', {
      InResponseTo: parties.request,
      NotOnOrAfter: at(300),
      Recipient: parties.acs,
      ...data,
    }),
  )
export const subject = (inside: string = nameId() + confirmation()): string =>
  tag('saml:Subject', {}, inside)

export const audience = (...names: readonly string[]): string =>
  tag('saml:AudienceRestriction', {}, names.map((name) => tag('saml:Audience', {}, name)).join(''))
export const conditions = (
  inside: string = audience(parties.sp),
  times: Attributes = { NotBefore: at(-60), NotOnOrAfter: at(300) },
): string => tag('saml:Conditions', times, inside)

export const classRef = (
  name = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
): string => tag('saml:AuthnContextClassRef', {}, name)
export const authnStatement = (attributes: Attributes = {}, context: string = classRef()): string =>
  tag(
    'saml:AuthnStatement',
    { AuthnInstant: at(-30), SessionIndex: '_s1', ...attributes },
    tag('saml:AuthnContext', {}, context),
  )

export const values = (...texts: readonly string[]): string =>
  texts.map((text) => tag('saml:AttributeValue', {}, text)).join('')
export const attribute = (name: string, inside: string, more: Attributes = {}): string =>
  tag('saml:Attribute', { Name: name, ...more }, inside)
export const attributeStatement = (...attributes: readonly string[]): string =>
  tag('saml:AttributeStatement', {}, attributes.join(''))

/** Texts that replace a part of the assertion; `''` leaves it out. */
export interface AssertionParts {
  readonly attributes?: Attributes
  readonly issuer?: string
  readonly subject?: string
  readonly conditions?: string
  readonly authnStatement?: string
  readonly attributeStatement?: string
  readonly more?: string
}

export function assertionXml(parts: AssertionParts = {}, signed = ''): string {
  const content = [
    parts.issuer ?? issuer(),
    signed,
    parts.subject ?? subject(),
    parts.conditions ?? conditions(),
    parts.authnStatement ?? authnStatement(),
    parts.attributeStatement ??
      attributeStatement(
        attribute('email', values('ann@example.com')),
        attribute('groups', values('staff', 'admins')),
      ),
    parts.more ?? '',
  ]
  const attributes = { ID: '_a1', IssueInstant: at(-5), Version: '2.0', ...parts.attributes }
  return inSaml(tag('saml:Assertion', attributes, content.join('')))
}

export const status = (code = 'Success', inside = '', after = ''): string =>
  tag(
    'samlp:Status',
    {},
    tag('samlp:StatusCode', { Value: `urn:oasis:names:tc:SAML:2.0:status:${code}` }, inside) +
      after,
  )

export interface ResponseParts {
  readonly attributes?: Attributes
  readonly issuer?: string
  readonly status?: string
  readonly more?: string
}

export function responseXml(inside: string, parts: ResponseParts = {}, signed = ''): string {
  const content = [
    parts.issuer ?? inSaml(issuer()),
    signed,
    parts.status ?? status(),
    parts.more ?? '',
    inside,
  ]
  const attributes = {
    Destination: parties.acs,
    ID: '_r1',
    InResponseTo: parties.request,
    IssueInstant: at(-5),
    Version: '2.0',
    ...parts.attributes,
  }
  return inSamlp(tag('samlp:Response', attributes, content.join('')))
}

type Signing = Partial<SignatureOptions>

/** Writes an element twice: once to digest it, once with its Signature. */
export function withSignature(make: (signed: string) => string, id: string, more: Signing): string {
  const options = { key: idpKey.privateKey, canonical: make(''), uri: `#${id}`, ...more }
  return make(signature(options))
}

export interface Scene {
  readonly assertion?: AssertionParts
  readonly response?: ResponseParts
  /** Default: the assertion. */
  readonly sign?: 'assertion' | 'response' | 'both' | 'none'
  readonly signing?: Signing
  /** Turns the finished assertion into what stands in the response, such as its encrypted form. */
  readonly wrap?: (assertion: string) => string
}

export function signedAssertionXml(parts: AssertionParts = {}, signing: Signing = {}): string {
  const id = parts.attributes?.ID ?? '_a1'
  return withSignature((signed) => assertionXml(parts, signed), id, signing)
}

/** The XML of a response; without options one that passes. */
export function samlResponseXml({
  assertion = {},
  response = {},
  sign = 'assertion',
  signing = {},
  wrap = (xml) => xml,
}: Scene = {}): string {
  const isAssertionSigned = sign === 'assertion' || sign === 'both'
  const inside = wrap(
    isAssertionSigned ? signedAssertionXml(assertion, signing) : assertionXml(assertion),
  )
  const make = (signed: string) => responseXml(inside, response, signed)
  if (sign === 'assertion' || sign === 'none') return make('')
  return withSignature(make, response.attributes?.ID ?? '_r1', signing)
}

export function toForm(xml: string | Uint8Array): string {
  return Buffer.from(xml).toString('base64')
}

export function samlResponse(scene: Scene = {}): string {
  return toForm(samlResponseXml(scene))
}

export const trust = {
  idpEntityId: parties.idp,
  signingCertificates: [idpKey.certificate],
  now,
}

export const expected = {
  ...trust,
  spEntityId: parties.sp,
  acsUrl: parties.acs,
  inResponseTo: parties.request,
}
