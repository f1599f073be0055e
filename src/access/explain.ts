import type { CoveringDomain } from '../domain/coverage.ts'
import { isSsoError } from '../errors.ts'
import { buildIdentity } from '../identity/identity.ts'
import type { AccessSettings, ClaimMapping } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { JsonValue } from '../types/json.ts'
import { decideAccess } from './decide.ts'
import type { AccessDecision, AccessReason, AccessStep, DirectoryFacts } from './facts.ts'

/** The rules of one connection: those of its live revision, or of a draft that is tried out. */
export interface ExplainedConnection {
  readonly connectionId: string
  readonly organizationId: string
  readonly access: AccessSettings
  readonly claims: ClaimMapping
  /** Default: none. */
  readonly verifiedDomains?: readonly CoveringDomain[]
  /** Ids of the role catalogue. Default: those that the rules name. */
  readonly roleIds?: readonly string[]
  /** Whether the issuer's word is enough for an e-mail under a verified domain (rule E3). */
  readonly emailTrust?: 'claim' | 'domain'
}

/** Who would sign in: by what the identity provider would send, or as an identity that was built. */
export type ExplainedPerson = (
  | { readonly claims: Readonly<Record<string, JsonValue>> }
  | { readonly identity: Identity }
) & {
  /** What the account directory knows of the person; without it the host decides for itself. */
  readonly accounts?: DirectoryFacts
}

/** What would become of a sign-in, and why. */
export interface AccessExplanation {
  /** How the sign-in would end; `unusable` where the claims make no identity. */
  readonly outcome: AccessDecision['kind'] | 'unusable'
  /** The roles that the person would have, where groups decide about them. */
  readonly roles?: readonly string[]
  readonly decision?: AccessDecision
  readonly identity?: Identity
  /** Every step in its order; what comes after the deciding one was not asked any more. */
  readonly steps: readonly ExplainedStep[]
}

/** One step of the decision, in words. */
export interface ExplainedStep {
  readonly step: 'identity' | AccessStep
  readonly outcome: AccessReason['outcome'] | 'not_reached'
  readonly code: string
  readonly message: string
}

/**
 * Says what would become of a sign-in, step by step, and changes nothing. It runs the very decision of
 * a real sign-in. Pure.
 *
 * @param connection whose rules hold
 * @param person claims as the ID token or the assertion would carry them (`sub` included), or an
 *   identity; with what the account directory would answer
 * @returns the outcome, and every step with its reason
 * @throws {TypeError} where an argument is not what its type says
 * @example
 * ```ts
 * import { explainAccess, type ExplainedConnection } from 'ssokit/access'
 *
 * declare const connection: ExplainedConnection
 * const claims = { sub: 'u1', email: 'ann@example.com', groups: ['admins'] }
 * const { outcome, steps } = explainAccess(connection, { claims })
 * for (const { step, outcome, message } of steps) console.log(step, outcome, message)
 * console.log(outcome)
 * ```
 */
export function explainAccess(
  connection: ExplainedConnection,
  person: ExplainedPerson,
): AccessExplanation {
  const built = identityOf(connection, person)
  if ('failure' in built) {
    return { outcome: 'unusable', steps: [built.failure, ...notReached(['identity'])] }
  }
  const { identity } = built
  const { organizationId, connectionId, access, verifiedDomains = [], roleIds } = connection
  const decision = decideAccess({
    ...{ organizationId, connectionId, access, identity, verifiedDomains, roleIds },
    accounts: person.accounts,
  })
  const issuer = identity.issuer === '' ? '' : ` with the subject of ${identity.issuer}`
  const message = `The claims make an identity${issuer}.`
  const first: ExplainedStep = {
    step: 'identity',
    outcome: 'pass',
    code: 'identity_built',
    message,
  }
  const asked = ['identity', ...decision.reasons.map(({ step }) => step)]
  return {
    outcome: decision.kind,
    ...('roles' in decision && decision.roles ? { roles: decision.roles } : {}),
    decision,
    identity,
    steps: [first, ...decision.reasons, ...(isEnd(decision) ? notReached(asked) : [])],
  }
}

/** After a sign-in nothing was left out: a known account needs no provisioning. */
const isEnd = ({ kind }: AccessDecision): boolean => kind === 'refuse' || kind === 'join'

const order: readonly ExplainedStep['step'][] = [
  ...(['identity', 'email_domain', 'groups', 'account', 'provisioning'] as const),
]

function notReached(asked: readonly string[]): ExplainedStep[] {
  const last = Math.max(...asked.map((step) => order.findIndex((known) => known === step)))
  return order.slice(last + 1).map((step) => ({
    ...{ step, outcome: 'not_reached', code: 'not_reached' },
    message: 'An earlier step decided.',
  }))
}

function identityOf(
  { claims: mapping, verifiedDomains = [], emailTrust }: ExplainedConnection,
  person: ExplainedPerson,
): { identity: Identity } | { failure: ExplainedStep } {
  if ('identity' in person) return { identity: person.identity }
  const { claims } = person
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
  const received = new Map(
    Object.entries(claims).map(([name, value]) => [name, { value, source: 'given' }]),
  )
  try {
    const answer = {
      ...{ issuer: text('iss'), subject: text('sub'), claims: received },
      ...(emailTrust ? { emailTrust } : {}),
    }
    return { identity: buildIdentity(answer, mapping, { verifiedDomains }) }
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { code, message } = error
    return { failure: { step: 'identity', outcome: 'fail', code, message } }
  }
}
