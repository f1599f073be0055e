import type { SamlEndpoint } from '../types/connection.ts'
import { readCertificate } from './certificate.ts'
import type { SamlKeyPair } from './keys.ts'
import {
  type AuthnRequest,
  authnRequestXml,
  type LogoutRequest,
  logoutRequestXml,
  type LogoutResponse,
  logoutResponseXml,
} from './message-xml.ts'
import { base64Of } from './pem.ts'
import { samlError } from './error.ts'

/** What to send the browser to: an address, or a form that posts itself. */
export interface OutboundMessage {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
}

export interface Delivery {
  readonly endpoint: SamlEndpoint
  readonly relayState?: string
  /** Signs the message whenever there is one. */
  readonly key: SamlKeyPair | undefined
  /** The identity provider takes signed messages only. */
  readonly mustSign: boolean
}

/**
 * The messages that we send. Their XML is written by our own escaping serializer (rule S26): samlify
 * fills its templates one tag after the other, so that a value with `{Issuer}` in it would be replaced
 * in turn, and it takes the time from the clock. Encoding and signatures are samlify's; its entities are
 * left aside, since making them parses two metadata documents for each message.
 *
 * @throws {SsoError} `saml_request_key_missing`, `saml_request_key_unusable`, `saml_value_unwritable`,
 *   `saml_runtime_unsupported`
 */
export async function createAuthnRequest(
  request: Omit<AuthnRequest, 'destination'>,
  delivery: Delivery,
): Promise<OutboundMessage> {
  const destination = delivery.endpoint.location
  return encode('SAMLRequest', destination, authnRequestXml({ ...request, destination }), delivery)
}

/** @throws {SsoError} as `createAuthnRequest` */
export async function createLogoutRequest(
  request: Omit<LogoutRequest, 'destination'>,
  delivery: Delivery,
): Promise<OutboundMessage> {
  const destination = delivery.endpoint.location
  return encode('SAMLRequest', destination, logoutRequestXml({ ...request, destination }), delivery)
}

/** @throws {SsoError} as `createAuthnRequest` */
export async function createLogoutResponse(
  response: Omit<LogoutResponse, 'destination'>,
  delivery: Delivery,
): Promise<OutboundMessage> {
  const { location, responseLocation: destination = location } = delivery.endpoint
  return encode(
    'SAMLResponse',
    destination,
    logoutResponseXml({ ...response, destination }),
    delivery,
  )
}

type MessageParameter = 'SAMLRequest' | 'SAMLResponse'

async function encode(
  parameter: MessageParameter,
  url: string,
  xml: string,
  { endpoint, relayState, key, mustSign }: Delivery,
): Promise<OutboundMessage> {
  if (mustSign && !key) throw samlError('saml_request_key_missing')
  const samlify = await loadSamlify()
  if (endpoint.binding === 'redirect') {
    const query = redirectQuery(samlify, parameter, xml, relayState, key)
    return { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}${query}` }
  }
  const message = key ? signed(samlify, xml, key) : samlify.Utility.base64Encode(xml)
  return {
    method: 'POST',
    url,
    fields: {
      [parameter]: message,
      ...(relayState === undefined ? {} : { RelayState: relayState }),
    },
  }
}

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'

/** saml-bindings section 3.4.4.1: the signature covers these very octets, in this order. */
function redirectQuery(
  { SamlLib, Utility }: Samlify,
  parameter: MessageParameter,
  xml: string,
  relayState: string | undefined,
  key: SamlKeyPair | undefined,
): string {
  const deflated = Utility.base64Encode(Utility.deflateString(xml))
  let query = `${parameter}=${encodeURIComponent(deflated)}`
  if (relayState !== undefined) query += `&RelayState=${encodeURIComponent(relayState)}`
  if (!key) return query
  query += `&SigAlg=${encodeURIComponent(RSA_SHA256)}`
  const signature = withOurKey(() =>
    SamlLib.constructMessageSignature(query, key.privateKey, undefined, true, RSA_SHA256),
  )
  return `${query}&Signature=${encodeURIComponent(signature)}`
}

/** As Base64, the signature right after the Issuer, where the schema wants it. */
function signed(
  { SamlLib }: Samlify,
  xml: string,
  { privateKey, certificate }: SamlKeyPair,
): string {
  return withOurKey(() =>
    SamlLib.constructSAMLSignature({
      rawSamlMessage: xml,
      isMessageSigned: true,
      privateKey,
      // samlify puts it into the XML as it is.
      signingCert: base64Of(readCertificate(certificate).der),
      signatureAlgorithm: RSA_SHA256,
      signatureConfig: {
        prefix: 'ds',
        location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
      },
    }),
  )
}

function withOurKey(sign: () => string): string {
  try {
    return sign()
  } catch {
    // Without the cause: it could quote the key.
    throw samlError('saml_request_key_unusable')
  }
}

/** All that is used of samlify. Its own types need Node's and are therefore kept out of ours. */
interface Samlify {
  readonly SamlLib: {
    constructMessageSignature(
      octets: string,
      privateKey: string,
      passphrase: undefined,
      isBase64: true,
      algorithm: string,
    ): string
    constructSAMLSignature(options: {
      rawSamlMessage: string
      isMessageSigned: true
      privateKey: string
      signingCert: string
      signatureAlgorithm: string
      signatureConfig: object
    }): string
  }
  readonly Utility: {
    base64Encode(message: string | readonly number[]): string
    deflateString(message: string): readonly number[]
  }
}

/** Half a megabyte of code, so only whoever starts a SAML sign-in loads it. */
async function loadSamlify(): Promise<Samlify> {
  try {
    const loaded: unknown = await import('samlify')
    // Node sees some names of a CommonJS module only on `default`, bundlers see them all at the top.
    const module = loaded as Samlify | { readonly default: Samlify }
    const samlify = 'SamlLib' in module ? module : module.default
    // In a bundle that failed once, the next import gives what there was until then.
    if (samlify.SamlLib && samlify.Utility) return samlify
  } catch (cause) {
    throw samlError('saml_runtime_unsupported', { cause })
  }
  throw samlError('saml_runtime_unsupported')
}
