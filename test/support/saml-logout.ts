import { createPrivateKey, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import {
  at,
  idpKey,
  inSaml,
  inSamlp,
  issuer,
  nameId,
  parties,
  status,
  tag,
  trust,
  withSignature,
} from './saml-response.ts'
import type { SignatureOptions } from './xml-dsig.ts'
import { uris } from './xml-dsig.ts'

type Attributes = Readonly<Record<string, string | undefined>>

export interface LogoutParts {
  readonly attributes?: Attributes
  readonly issuer?: string
  /** NameID, SessionIndex and so on of a request; Status of a response. */
  readonly inside?: string
}

const envelope = { Destination: parties.slo, IssueInstant: at(-5), Version: '2.0' }
export const sessionIndex = (value = '_s1'): string => tag('samlp:SessionIndex', {}, value)

export function logoutRequestXml(parts: LogoutParts = {}, signed = ''): string {
  const attributes = { ...envelope, ID: '_l1', NotOnOrAfter: at(300), ...parts.attributes }
  const inside = parts.inside ?? inSaml(nameId()) + sessionIndex()
  const content = (parts.issuer ?? inSaml(issuer())) + signed + inside
  return inSamlp(tag('samlp:LogoutRequest', attributes, content))
}

export function logoutResponseXml(parts: LogoutParts = {}, signed = ''): string {
  const attributes = { ...envelope, ID: '_l2', InResponseTo: parties.request, ...parts.attributes }
  const content = (parts.issuer ?? inSaml(issuer())) + signed + (parts.inside ?? status())
  return inSamlp(tag('samlp:LogoutResponse', attributes, content))
}

/** With an enveloped signature, as the POST binding has it. */
export function signedLogoutXml(
  make: (parts: LogoutParts, signed?: string) => string,
  parts: LogoutParts = {},
  signing: Partial<SignatureOptions> = {},
): string {
  const id = parts.attributes?.ID ?? (make === logoutRequestXml ? '_l1' : '_l2')
  return withSignature((signed) => make(parts, signed), id, signing)
}

export interface QueryOptions {
  readonly parameter?: string
  readonly relayState?: string
  readonly algorithm?: string
  readonly key?: string
  /** How values are percent-encoded. Default as `encodeURIComponent` does. */
  readonly encode?: (value: string) => string
  /** Default true. */
  readonly isSigned?: boolean
  /** What is sent instead of the compressed XML. */
  readonly bytes?: Uint8Array
}

/** The query of the redirect binding, signed over the octets that are sent. */
export function redirectQuery(xml: string, options: QueryOptions = {}): string {
  const { algorithm = uris.rsaSha256, key = idpKey.privateKey, isSigned = true } = options
  const { encode = encodeURIComponent, relayState } = options
  const isRequest = xml.includes('LogoutRequest')
  const parameter = options.parameter ?? (isRequest ? 'SAMLRequest' : 'SAMLResponse')
  const bytes = options.bytes ?? deflateRawSync(Buffer.from(xml))
  const parts = [
    `${parameter}=${encode(Buffer.from(bytes).toString('base64'))}`,
    ...(relayState === undefined ? [] : [`RelayState=${encode(relayState)}`]),
  ]
  if (!isSigned) return parts.join('&')
  const octets = [...parts, `SigAlg=${encode(algorithm)}`].join('&')
  const hash = algorithm.endsWith('sha1') ? 'sha1' : 'sha256'
  const privateKey = createPrivateKey(key)
  const signature =
    privateKey.asymmetricKeyType === 'ec'
      ? sign(hash, Buffer.from(octets), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      : sign(hash, Buffer.from(octets), privateKey)
  return `${octets}&Signature=${encode(signature.toString('base64'))}`
}

export const requestExpectations = { ...trust, sloUrl: parties.slo }
export const responseExpectations = { ...requestExpectations, inResponseTo: parties.request }
