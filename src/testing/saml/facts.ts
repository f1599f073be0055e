import { randomBytes } from 'node:crypto'
import { confirmationMethod, nameIdFormat, PASSWORD_PROTECTED_TRANSPORT } from './uris.ts'

/** Everything that a response says. Times as texts, so that they can be no times. */
export interface ResponseFacts {
  readonly responseId: string
  readonly assertionId: string
  readonly issueInstant: string
  /** Of the assertion. */
  readonly issuer: string | undefined
  readonly responseIssuer: string | undefined
  readonly destination: string | undefined
  /** Of the envelope and of the confirmation. */
  readonly inResponseTo: string | undefined
  readonly nameId: string
  readonly nameIdFormat: string | undefined
  readonly recipient: string | undefined
  readonly confirmationMethod: string
  readonly confirmationNotOnOrAfter: string | undefined
  readonly audience: string
  readonly notBefore: string | undefined
  readonly notOnOrAfter: string | undefined
  readonly authnInstant: string
  readonly sessionIndex: string | undefined
  readonly sessionNotOnOrAfter: string | undefined
  readonly authnContextClassRef: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly statusCode: string
  readonly subStatusCode: string | undefined
  readonly statusMessage: string | undefined
}

/** Who talks to whom, and when. */
export interface Parties {
  readonly now: Date
  readonly idpEntityId: string
  readonly spEntityId: string
  readonly acsUrl: string
  /** Of the pending request; `null` if there is none. */
  readonly inResponseTo: string | null
}

/** Who signs in unless somebody else is named; attributes as they are usually called. */
export const ann = {
  nameId: 'ann@example.com',
  attributes: {
    email: ['ann@example.com'],
    displayName: ['Ann Example'],
    firstName: ['Ann'],
    lastName: ['Example'],
    groups: ['staff', 'admins'],
  },
} as const

/** Seconds. What identity providers commonly give an assertion. */
const LIFETIME = 300

/** An xs:dateTime some seconds from an instant. */
export function after(instant: Date, seconds: number): string {
  return new Date(instant.getTime() + seconds * 1000).toISOString()
}

/** An XML name that nobody can guess. */
export function randomId(): string {
  return `_${randomBytes(16).toString('hex')}`
}

export function honestFacts(parties: Parties): ResponseFacts {
  const { now, idpEntityId, spEntityId, acsUrl, inResponseTo } = parties
  return {
    responseId: randomId(),
    assertionId: randomId(),
    issueInstant: after(now, 0),
    issuer: idpEntityId,
    responseIssuer: idpEntityId,
    destination: acsUrl,
    inResponseTo: inResponseTo ?? undefined,
    nameId: ann.nameId,
    nameIdFormat: nameIdFormat.emailAddress,
    recipient: acsUrl,
    confirmationMethod: confirmationMethod.bearer,
    confirmationNotOnOrAfter: after(now, LIFETIME),
    audience: spEntityId,
    notBefore: after(now, 0),
    notOnOrAfter: after(now, LIFETIME),
    authnInstant: after(now, 0),
    sessionIndex: randomId(),
    sessionNotOnOrAfter: undefined,
    authnContextClassRef: PASSWORD_PROTECTED_TRANSPORT,
    attributes: ann.attributes,
    statusCode: 'Success',
    subStatusCode: undefined,
    statusMessage: undefined,
  }
}
