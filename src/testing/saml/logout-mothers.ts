import { defaultKey, defaultParties } from './defaults.ts'
import type { SamlLogoutDefect } from './defects/logout.ts'
import { after, randomId } from './facts.ts'
import type { MockKeyPair } from './key-pair.ts'
import { makeLogoutMessage, requestOrder, responseOrder } from './logout.ts'
import type { LogoutRequestFacts, LogoutResponseFacts } from './logout-xml.ts'
import { nameIdFormat } from './uris.ts'

/** What `verifyLogoutRequest` has to be told. */
export interface LogoutExpectations {
  readonly idpEntityId: string
  /** PEM. */
  readonly signingCertificates: readonly string[]
  readonly sloUrl: string
  readonly now: Date
}

interface LogoutParties {
  /** Default: the current time. */
  readonly now?: Date
  readonly idpEntityId?: string
  /** Of the service provider. */
  readonly sloUrl?: string
  readonly key?: MockKeyPair
  /** Travels beside the message, in the redirect binding under its signature. */
  readonly relayState?: string
  readonly defects?: readonly SamlLogoutDefect[]
}

/** What to change in a LogoutRequest. */
export interface LogoutRequestOverrides extends LogoutParties, Partial<LogoutRequestFacts> {}

/** What to change in a LogoutResponse. */
export interface LogoutResponseOverrides
  extends LogoutParties, Partial<Omit<LogoutResponseFacts, 'inResponseTo'>> {
  /** Of the pending request. */
  readonly inResponseTo?: string
}

/** A LogoutRequest in both bindings, and what a verifier must be told. */
export interface MadeLogoutRequest {
  /** With its signature. */
  readonly xml: string
  /** The form value of the POST binding. */
  readonly samlRequest: string
  /** The signed query of the redirect binding, without `?`. */
  readonly query: string
  readonly id: string
  readonly expected: LogoutExpectations
}

/** A LogoutResponse in both bindings, and what a verifier must be told. */
export interface MadeLogoutResponse {
  readonly xml: string
  readonly samlResponse: string
  readonly query: string
  readonly id: string
  readonly expected: LogoutExpectations & { readonly inResponseTo: string }
}

/** Seconds. */
const LIFETIME = 300

function partiesOf(given: LogoutParties) {
  const { now = new Date(), idpEntityId = defaultParties.idpEntityId } = given
  const { sloUrl = 'https://app.example.com/sso/connection-1/slo', key = defaultKey() } = given
  const expected = { idpEntityId, signingCertificates: [key.certificate], sloUrl, now }
  const { relayState, defects = [] } = given
  const header = {
    id: randomId(),
    issuer: idpEntityId,
    issueInstant: after(now, 0),
    destination: sloUrl,
  }
  return { expected, header, order: { key, relayState, defects } }
}

/**
 * A LogoutRequest of the identity provider, in both bindings and right in everything.
 *
 * @param overrides default: all sessions of Ann, valid for five minutes
 * @returns the message for both bindings, and what a verifier must be told
 * @example
 * ```ts
 * import { verifyLogoutRequest } from 'ssokit/saml'
 * import { validLogoutRequest } from 'ssokit/testing'
 *
 * const { samlRequest, query, expected } = validLogoutRequest()
 * console.log(await verifyLogoutRequest(samlRequest, expected))
 * console.log(await verifyLogoutRequest({ query }, expected))
 * ```
 */
export function validLogoutRequest(overrides: LogoutRequestOverrides = {}): MadeLogoutRequest {
  const { expected, header, order } = partiesOf(overrides)
  const facts = {
    ...header,
    notOnOrAfter: after(expected.now, LIFETIME),
    nameId: 'ann@example.com',
    nameIdFormat: nameIdFormat.emailAddress,
    ...overrides,
  }
  const { xml, form, query } = makeLogoutMessage({ ...requestOrder(facts), ...order })
  return { xml, samlRequest: form, query, id: facts.id, expected }
}

/**
 * A LogoutResponse of the identity provider, in both bindings and right in everything.
 *
 * @param overrides default: a success, the answer to a request that is named in `expected`
 * @returns the message for both bindings, and what a verifier must be told
 * @example
 * ```ts
 * import { verifyLogoutResponse } from 'ssokit/saml'
 * import { validLogoutResponse } from 'ssokit/testing'
 *
 * const { samlResponse, expected } = validLogoutResponse()
 * console.log(await verifyLogoutResponse(samlResponse, expected))
 * ```
 */
export function validLogoutResponse(overrides: LogoutResponseOverrides = {}): MadeLogoutResponse {
  const { expected, header, order } = partiesOf(overrides)
  const facts = {
    ...header,
    inResponseTo: randomId(),
    statusCode: 'Success',
    subStatusCode: undefined,
    ...overrides,
  }
  const { xml, form, query } = makeLogoutMessage({ ...responseOrder(facts), ...order })
  const { id, inResponseTo } = facts
  return { xml, samlResponse: form, query, id, expected: { ...expected, inResponseTo } }
}
