import type { ErrorDetail, SsoIssue } from '../errors.ts'
import type { TraceCheck } from '../types/trace.ts'

export interface FailureFacts {
  readonly detail?: ErrorDetail
}

/** Why an attempt failed, as far as the trace needs to know. */
export interface Failure extends FailureFacts {
  readonly code: string
  readonly hint: string
  readonly issues?: readonly SsoIssue[]
}

/** Codes that providers send; their descriptions may name people and are left out. */
const providerCode = /^[a-z][a-z0-9_]{1,40}$/
/** Of SAML, without the prefix that all of the standard have, or a URI. */
const statusCode = /^[\w.:/-]{1,80}$/

/**
 * What was expected and what came, from the members of details that hold names and ids. Whatever else a
 * detail holds stays out, so that a new one does not get in unseen. Pure.
 */
export function factsOf({ detail = {} }: FailureFacts): Pick<TraceCheck, 'expected' | 'received'> {
  const { algorithm, keyId, status, error, missing, claim, attributes } = detail
  const { allowed, configured, supported, embedded } = detail
  const named = [algorithm, keyId].filter((one) => typeof one === 'string' && one !== '')
  const key = named.length > 0 ? (named as readonly string[]) : undefined
  // Claims by their names: what is wrong is that, or how, they came.
  const claims = missing ?? claim ?? attributes
  const expected = textOf(detail.expected ?? allowed ?? configured ?? supported ?? claims)
  const received = textOf(
    detail.received ?? embedded ?? key ?? codeOf(error, providerCode) ?? statusOf(status),
  )
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
  }
}

type Fact = ErrorDetail[string] | undefined

const codeOf = (value: Fact, pattern: RegExp): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined

/** Of HTTP, or the status and sub-status of a SAML response. */
function statusOf(value: Fact): Fact {
  if (typeof value === 'number') return value
  const isListed = typeof value === 'object' && value.every((one) => statusCode.test(one))
  return isListed ? value : undefined
}

/** Lists that an admin reads to the end. */
const MAX_LISTED = 10

function textOf(value: Fact): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'object' ? value.slice(0, MAX_LISTED).join(', ') : String(value)
}
