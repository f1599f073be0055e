import { type CoveringDomain, isCoveredBy } from '../domain/coverage.ts'
import { domainOfEmail, normalizeEmail } from '../domain/email.ts'
import { isSsoError } from '../errors.ts'
import { identityError } from './error.ts'
import type { ClaimMapping } from '../types/connection.ts'
import type { ClaimOrigin, EmailTrust, Identity, ReceivedClaims } from '../types/identity.ts'
import type { JsonValue } from '../types/json.ts'

/**
 * Turns received claims into an identity. Nothing is guessed: a field comes from the claim that the
 * connection maps to it, or it is absent (rule E2). Pure.
 *
 * @param received the verified claims with their sources
 * @param mapping which claim fills which field
 * @param organization whose verified domains make an e-mail verified (rule E3)
 * @throws {SsoError} `identity_claim_missing`, `identity_claim_invalid`, `identity_email_invalid`
 */
export function buildIdentity(
  received: { issuer: string; subject: string; claims: ReceivedClaims; emailTrust?: EmailTrust },
  mapping: ClaimMapping,
  organization: { verifiedDomains: readonly CoveringDomain[] },
): Identity {
  const { claims } = received
  checkRequired(claims, mapping)

  const origin: Record<string, ClaimOrigin> = Object.create(null)
  const read = (field: string, claim: string | undefined): JsonValue | undefined => {
    const found = claim === undefined ? undefined : claims.get(claim)
    // Several providers send an empty text or null for "no value".
    if (!found || claim === undefined || found.value === '' || found.value === null)
      return undefined
    origin[field] = { source: found.source, claim }
    return found.value
  }
  const readText = (field: string, claim: string | undefined): string | undefined => {
    const value = read(field, claim)
    const isNone = value === undefined || (Array.isArray(value) && value.length === 0)
    if (!isNone) return singleText(value, claim ?? field)
    // A SAML attribute without values is an empty list.
    delete origin[field]
    return undefined
  }

  const subject =
    mapping.subject === undefined ? received.subject : readText('subject', mapping.subject)
  if (subject === undefined || subject === '') throw missing([mapping.subject ?? 'sub'])
  const email = readEmail(readText('email', mapping.email))
  const groups = readGroups(read('groups', mapping.groups))
  const names = {
    name: readText('name', mapping.name),
    givenName: readText('givenName', mapping.givenName),
    familyName: readText('familyName', mapping.familyName),
  }

  const attributes: Record<string, JsonValue> = Object.create(null)
  for (const [name, { value, source }] of claims) {
    attributes[name] = value
    origin[`attributes.${name}`] = { source, claim: name }
  }
  for (const [name, claim] of Object.entries(mapping.custom ?? {})) {
    // A claim that happens to have the own name is not what was mapped, so it does not stand in for it.
    delete attributes[name]
    delete origin[`attributes.${name}`]
    const value = read(`attributes.${name}`, claim)
    if (value !== undefined) attributes[name] = value
  }

  return {
    issuer: received.issuer,
    subject,
    ...(email === undefined ? {} : { email }),
    emailVerified:
      email !== undefined &&
      isVouchedFor(received, mapping) &&
      isCoveredBy(domainOfEmail(email), organization.verifiedDomains),
    ...Object.fromEntries(Object.entries(names).filter(([, name]) => name !== undefined)),
    ...(groups === undefined ? {} : { groups }),
    attributes,
    origin,
  }
}

/**
 * Whether the issuer vouches for the e-mail (rule E3). `email_verified` speaks of the claim `email` and
 * of no other (OpenID Connect Core 5.1), so `true` helps no other one; whatever it is besides `true`
 * counts against every one.
 */
function isVouchedFor(
  { claims, emailTrust }: { claims: ReceivedClaims; emailTrust?: EmailTrust },
  mapping: ClaimMapping,
): boolean {
  const stated = claims.get('email_verified')?.value
  if (stated !== undefined && stated !== null && !isTrue(stated)) return false
  return emailTrust === 'domain' || (mapping.email === 'email' && stated === true)
}

/** Attributes of SAML are lists of texts; there this is no proof, only no objection. */
function isTrue(value: JsonValue): boolean {
  const [first, ...rest] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  return rest.length === 0 && (first === true || first === 'true')
}

function checkRequired(claims: ReceivedClaims, { require, groups }: ClaimMapping): void {
  const absent = require.filter((name) => {
    const value = claims.get(name)?.value
    // A SAML attribute without values is an empty list; of groups, that is an answer.
    const isEmptyList = Array.isArray(value) && value.length === 0 && name !== groups
    return value === undefined || value === null || value === '' || isEmptyList
  })
  if (absent.length > 0) throw missing(absent)
}

function missing(claims: readonly string[]): Error {
  return identityError('identity_claim_missing', {
    message: `The answer lacks ${claims.map((claim) => `the claim ${claim}`).join(' and ')}.`,
    detail: { missing: claims },
  })
}

/** A single-valued field: one text, or a list that holds exactly one (SAML sends lists). */
function singleText(value: JsonValue, claim: string): string {
  const [first, ...rest] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  if (typeof first === 'string' && rest.length === 0) return first
  throw identityError('identity_claim_invalid', {
    message: `The claim ${claim} does not hold one text.`,
    detail: { claim },
  })
}

/** Absent stays `undefined`: it must never look like "in no group". */
function readGroups(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  if (list.every((group) => typeof group === 'string')) return list as readonly string[]
  throw identityError('identity_claim_invalid', {
    message: 'The groups claim is not a list of texts.',
    detail: { claim: 'groups' },
  })
}

function readEmail(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  try {
    return normalizeEmail(value)
  } catch (error) {
    if (!isSsoError(error, 'email_invalid')) throw error
    throw identityError('identity_email_invalid', {
      message: `The e-mail claim cannot be used: ${error.message}`,
    })
  }
}
