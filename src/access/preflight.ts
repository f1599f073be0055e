import { printable } from '../errors.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { EnforcementMode, Preflight, PreflightIssue } from '../types/policy.ts'

/** What is known of an organisation before it gives up passwords. */
export interface PreflightFacts {
  readonly mode: EnforcementMode
  /** Those on which people can sign in. */
  readonly connections: readonly PreflightConnection[]
  readonly hasVerifiedDomain: boolean
  /** The product proves domains, and routes people by them. */
  readonly usesDomains: boolean
  /** `undefined`: the host cannot list them. */
  readonly exempt:
    | readonly Pick<AccountFacts, 'isActive' | 'hasPassword' | 'isExempt'>[]
    | undefined
  /** Default administrators and the like. */
  readonly legacy: readonly { readonly id: string; readonly reason: string }[]
}

/** A connection, as far as it decides who would be locked out. */
export interface PreflightConnection {
  readonly id: string
  /** Somebody signed in with exactly what is live. */
  readonly isProven: boolean
  /** Only people under a verified domain may come. */
  readonly needsVerifiedDomain: boolean
  /** What an examination of it found, each in a sentence. */
  readonly failing: readonly { readonly name: string; readonly hint: string }[]
}

/**
 * Tells who would be locked out if passwords went away, and what to do first. Pure. Every problem is
 * listed at once; `mixed` locks nobody out.
 *
 * @param facts the mode that is wanted, and what the organisation has
 * @returns `ok` where no issue is an error, and every issue with what to do
 * @example
 * ```ts
 * import { preflight } from 'ssokit/access'
 *
 * const { ok, issues } = preflight({
 *   mode: 'enforced_all',
 *   connections: [],
 *   hasVerifiedDomain: false,
 *   usesDomains: true,
 *   exempt: [],
 *   legacy: [],
 * })
 * console.log(ok) // false
 * for (const { message, hint } of issues) console.log(message, hint)
 * ```
 */
export function preflight(facts: PreflightFacts): Preflight {
  if (facts.mode === 'mixed') return { ok: true, issues: [] }
  const issues = [
    ...connectionIssues(facts),
    ...domainIssues(facts),
    ...(facts.mode === 'enforced_all' ? exemptIssues(facts) : []),
    ...facts.legacy.map(legacyIssue),
  ]
  return { ok: issues.every(({ severity }) => severity !== 'error'), issues }
}

function issue(
  severity: PreflightIssue['severity'],
  path: string,
  code: string,
  message: string,
  hint: string,
): PreflightIssue {
  return { severity, path, code, message, hint }
}

function connectionIssues({ connections }: PreflightFacts): PreflightIssue[] {
  if (connections.length === 0) {
    const message = 'No connection is active, so nobody could sign in.'
    const hint = 'Activate a connection first.'
    return [issue('error', 'connections', 'policy_connection_missing', message, hint)]
  }
  const proven = connections.filter(({ isProven }) => isProven)
  if (proven.length === 0) {
    const message = 'Nobody has signed in or tested with the configuration that is active.'
    const hint = 'Test the connection, or sign in through it once.'
    return [issue('error', 'connections', 'policy_connection_untested', message, hint)]
  }
  // One way in that works is enough; the others are told of all the same.
  const isBlocked = proven.every(({ failing }) => failing.length > 0)
  return proven.flatMap(({ id, failing }) =>
    failing.map(({ name, hint }) =>
      issue(
        isBlocked ? 'error' : 'warning',
        `connections.${printable(id)}`,
        'policy_connection_failing',
        `The connection fails its check ${name}.`,
        hint,
      ),
    ),
  )
}

function domainIssues(facts: PreflightFacts): PreflightIssue[] {
  if (facts.hasVerifiedDomain) return []
  const { connections, usesDomains } = facts
  const isNeeded =
    connections.length > 0 && connections.every(({ needsVerifiedDomain }) => needsVerifiedDomain)
  if (!isNeeded && !usesDomains) return []
  const message = 'No domain of the organisation is verified, so its people are not recognised.'
  const hint = 'Verify the domain of the people’s e-mail addresses first.'
  return [issue('error', 'domains', 'policy_domain_unverified', message, hint)]
}

/** When the identity provider fails, somebody must still get in to repair the connection. */
function exemptIssues({ exempt }: PreflightFacts): PreflightIssue[] {
  if (exempt === undefined) {
    const message = 'Whether an exempt account could still sign in is not known.'
    const hint = 'Keep one owner exempt, with a password; `accounts.list` lets this be checked.'
    return [issue('warning', 'accounts', 'policy_exempt_unknown', message, hint)]
  }
  const canEnter = exempt.some(
    ({ isExempt, isActive, hasPassword }) =>
      isExempt === true && isActive === true && hasPassword === true,
  )
  if (canEnter) return []
  const message = 'No exempt account could sign in if the identity provider failed.'
  const hint = 'Make an active owner with a password exempt first.'
  return [issue('error', 'accounts', 'policy_exempt_missing', message, hint)]
}

function legacyIssue({ id, reason }: { id: string; reason: string }): PreflightIssue {
  return issue(
    'warning',
    `accounts.${printable(id)}`,
    'policy_legacy_account',
    `The account ${printable(id)} should not exist in production: ${printable(reason)}`,
    'Delete the account, or give it a password of its own.',
  )
}
