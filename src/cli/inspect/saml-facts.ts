import { fingerprintOf, readCertificateDer } from '../../saml/certificate.ts'
import { ASSERTION, PROTOCOL, SIGNATURE } from '../../saml/uris.ts'
import { decodeBase64 } from '../../saml/xml/base64.ts'
import { attributeOf, childrenNamed, textOf, type XmlElement } from '../../saml/xml/node.ts'
import { type Fact, fact } from './inspection.ts'

/**
 * What a response claims, read loosely and only to be shown: identity comes from what a signature
 * covers, and is read elsewhere.
 */
export interface ClaimedResponse {
  readonly facts: readonly Fact[]
  readonly issuer: string | undefined
  readonly audience: string | undefined
  readonly address: string | undefined
  readonly inResponseTo: string | undefined
  readonly issueInstant: string | undefined
  /** PEM of the certificates that come along. */
  readonly certificates: readonly string[]
  readonly isEncrypted: boolean
}

export async function claimedResponse(response: XmlElement): Promise<ClaimedResponse> {
  const [assertion] = saml(response, 'Assertion')
  const isEncrypted = saml(response, 'EncryptedAssertion').length > 0
  const embedded = [response, ...(assertion ? [assertion] : [])].flatMap(certificatesOf)
  const { issuer, audience, recipient, facts } = assertionFacts(assertion)
  const destination = attributeOf(response, 'Destination')
  const responseIssuer = saml(response, 'Issuer')[0]
  const inResponseTo = attributeOf(response, 'InResponseTo')
  const issueInstant = attributeOf(response, 'IssueInstant')
  return {
    issuer: issuer ?? (responseIssuer && textOf(responseIssuer)),
    audience,
    address: destination ?? recipient,
    ...{ inResponseTo, issueInstant, isEncrypted },
    certificates: [...new Set(embedded)].map(pemOf),
    facts: [
      ...fact('ID', attributeOf(response, 'ID')),
      ...fact('IssueInstant', issueInstant),
      ...fact('Issuer', responseIssuer && textOf(responseIssuer)),
      ...fact('Destination', destination),
      ...fact('InResponseTo', inResponseTo),
      ...statusFacts(response),
      ...fact('Signed', signedParts(response, assertion, isEncrypted)),
      ...(await certificateFacts(embedded)),
      ...(isEncrypted ? fact('Assertion', 'encrypted') : []),
      ...facts,
    ],
  }
}

const saml = (parent: XmlElement, name: string) => childrenNamed(parent, ASSERTION, name)

/** The children of this name of all these elements. */
const within = (parents: readonly XmlElement[], name: string): XmlElement[] =>
  parents.flatMap((parent) => saml(parent, name))

function statusFacts(response: XmlElement): readonly Fact[] {
  const [status] = childrenNamed(response, PROTOCOL, 'Status')
  if (!status) return []
  const [code] = childrenNamed(status, PROTOCOL, 'StatusCode')
  const [subCode] = code ? childrenNamed(code, PROTOCOL, 'StatusCode') : []
  const [message] = childrenNamed(status, PROTOCOL, 'StatusMessage')
  const codes = [code, subCode].flatMap(
    (element) => (element && attributeOf(element, 'Value')) ?? [],
  )
  return [...fact('Status', codes), ...fact('StatusMessage', message && textOf(message), true)]
}

function signedParts(
  response: XmlElement,
  assertion: XmlElement | undefined,
  isEncrypted: boolean,
): readonly string[] {
  const parts = [
    ...(hasSignature(response) ? ['response'] : []),
    ...(assertion && hasSignature(assertion) ? ['assertion'] : []),
  ]
  if (parts.length > 0) return parts
  return [isEncrypted ? 'unknown: the assertion is encrypted' : 'nothing']
}

const hasSignature = (element: XmlElement): boolean =>
  childrenNamed(element, SIGNATURE, 'Signature').length > 0

/** Base64, as it stands there. */
function certificatesOf(signed: XmlElement): string[] {
  return childrenNamed(signed, SIGNATURE, 'Signature')
    .flatMap((signature) => childrenNamed(signature, SIGNATURE, 'KeyInfo'))
    .flatMap((info) => childrenNamed(info, SIGNATURE, 'X509Data'))
    .flatMap((data) => childrenNamed(data, SIGNATURE, 'X509Certificate'))
    .flatMap((certificate) => textOf(certificate)?.replaceAll(/\s/g, '') ?? [])
}

const pemOf = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`

async function certificateFacts(texts: readonly string[]): Promise<readonly Fact[]> {
  const described = await Promise.all([...new Set(texts)].map(describedCertificate))
  return described.length === 0 ? [] : fact('Certificate', described)
}

async function describedCertificate(base64: string): Promise<string> {
  const der = decodeBase64(base64)
  if (!der) return 'not Base64'
  const fingerprint = `SHA-256 ${await fingerprintOf(der)}`
  try {
    return `${fingerprint}, valid until ${readCertificateDer(der).notAfter.toISOString()}`
  } catch {
    return `${fingerprint}, which cannot be read`
  }
}

function assertionFacts(assertion: XmlElement | undefined) {
  if (!assertion) return { issuer: undefined, audience: undefined, recipient: undefined, facts: [] }
  const subjects = saml(assertion, 'Subject')
  const [nameId] = within(subjects, 'NameID')
  const [confirmation] = within(within(subjects, 'SubjectConfirmation'), 'SubjectConfirmationData')
  const conditions = saml(assertion, 'Conditions')
  const audiences = within(within(conditions, 'AudienceRestriction'), 'Audience')
  const [statement] = saml(assertion, 'AuthnStatement')
  const [issuer] = saml(assertion, 'Issuer')
  const [classRef] = within(
    statement ? saml(statement, 'AuthnContext') : [],
    'AuthnContextClassRef',
  )
  const of = (element: XmlElement | undefined, name: string) =>
    element && attributeOf(element, name)
  const names = audiences.flatMap((audience) => textOf(audience) ?? [])
  const facts = [
    ...fact('Assertion ID', attributeOf(assertion, 'ID')),
    ...fact('Assertion Issuer', issuer && textOf(issuer)),
    ...fact('NameID', nameId && textOf(nameId), true),
    ...fact('NameID Format', of(nameId, 'Format')),
    ...fact('Recipient', of(confirmation, 'Recipient')),
    ...fact('Confirmed until', of(confirmation, 'NotOnOrAfter')),
    ...fact('Audience', names.length === 0 ? undefined : names),
    ...fact('NotBefore', of(conditions[0], 'NotBefore')),
    ...fact('NotOnOrAfter', of(conditions[0], 'NotOnOrAfter')),
    ...fact('AuthnInstant', of(statement, 'AuthnInstant')),
    ...fact('AuthnContext', classRef && textOf(classRef)),
    ...attributeFacts(assertion),
  ]
  return {
    issuer: issuer && textOf(issuer),
    audience: names[0],
    recipient: of(confirmation, 'Recipient'),
    facts,
  }
}

function attributeFacts(assertion: XmlElement): readonly Fact[] {
  const found = new Map<string, string[]>()
  for (const attribute of within(saml(assertion, 'AttributeStatement'), 'Attribute')) {
    const name = attributeOf(attribute, 'Name') ?? ''
    const values = found.get(name) ?? []
    for (const value of saml(attribute, 'AttributeValue')) {
      values.push(textOf(value) ?? '(no plain text)')
    }
    found.set(name, values)
  }
  return [...found].flatMap(([name, values]) => fact(`Attribute ${name}`, values, true))
}
