import { printable, type SsoError, type SsoIssue } from '../errors.ts'
import type { Check, CheckStatus } from '../types/check.ts'

type Facts = Partial<Omit<Check, 'name' | 'status' | 'message' | 'hint'>>

/** From the best to the worst. */
const order: readonly CheckStatus[] = ['pass', 'unknown', 'warn', 'fail']

/** Nobody reads more; a document of an identity provider must not fill the storage. */
const MAX_CHECKS = 60

export const passed = (name: string, message: string, facts: Facts = {}): Check => ({
  ...{ name, status: 'pass', message },
  ...facts,
})

/** Something to see to: it may end sign-ins, or will one day. */
export const warned = (name: string, message: string, hint: string, facts: Facts = {}): Check => ({
  ...{ name, status: 'warn', message, hint },
  ...facts,
})

/** Nobody can sign in with it, or nobody should. */
export const failed = (name: string, message: string, hint: string, facts: Facts = {}): Check => ({
  ...{ name, status: 'fail', message, hint },
  ...facts,
})

/** Nothing could be found out. */
export const unclear = (name: string, message: string, hint?: string): Check => ({
  ...{ name, status: 'unknown', message },
  ...(hint === undefined ? {} : { hint }),
})

/** The worst of them; of none nothing is known. */
export function worstStatus(checks: readonly Pick<Check, 'status'>[]): CheckStatus {
  const worst = Math.max(-1, ...checks.map(({ status }) => order.indexOf(status)))
  return order[worst] ?? 'unknown'
}

/** As they are stored and shown: not too many, and nothing in them that forges a line (rule T4). */
export function boundedChecks(checks: readonly Check[]): readonly Check[] {
  const worstFirst = [...checks].sort(
    (one, other) => order.indexOf(other.status) - order.indexOf(one.status),
  )
  const kept = new Set(worstFirst.slice(0, MAX_CHECKS))
  return checks.filter((check) => kept.has(check)).map(withPrintableValues)
}

/** These three can repeat what somebody else said; all else are sentences of our own. */
function withPrintableValues({ expected, received, suggestion, ...check }: Check): Check {
  // A value that had to be cut or escaped is none that anybody should enter.
  const isUsable = suggestion !== undefined && printable(suggestion) === suggestion
  return {
    ...check,
    ...(expected === undefined ? {} : { expected: printable(expected) }),
    ...(received === undefined ? {} : { received: printable(received) }),
    ...(isUsable ? { suggestion } : {}),
  }
}

/** A problem of the settings, or of what they lead to, as a check. */
export function checkOfIssue(
  name: string,
  issue: SsoIssue,
  status: 'fail' | 'warn' = 'fail',
): Check {
  const { message, hint, path, code, suggestion } = issue
  const facts = { path, code, ...(suggestion === undefined ? {} : { suggestion }) }
  return { name, status, message, hint, ...facts }
}

/** What an error says, as checks: each of its issues, or the error itself. */
export function checksOfError(
  name: string,
  error: SsoError,
  status: 'fail' | 'warn' = 'fail',
): readonly Check[] {
  const { code, message, hint, issues = [], detail = {} } = error
  const { expected, received } = detail
  const facts = {
    ...(typeof expected === 'string' ? { expected } : {}),
    ...(typeof received === 'string' ? { received } : {}),
  }
  if (issues.length === 0) return [{ name, status, message, hint, code, ...facts }]
  return issues.map((issue) => ({ ...checkOfIssue(name, issue, status), ...facts }))
}
