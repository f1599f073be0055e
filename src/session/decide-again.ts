import { accessError } from '../access/error.ts'
import { isMemberOf } from '../access/membership.ts'
import type { Core } from '../core/core.ts'
import { isSsoError, type SsoErrorCode } from '../errors.ts'
import { carryOut } from '../login/accounts.ts'
import { type Applicant, decide, type DecidedAccess } from '../login/decide.ts'
import { accountKey, callDirectory } from '../login/directory.ts'
import { identify } from '../login/identify.ts'
import { refuseAccess } from '../login/refuse-access.ts'
import type { ActiveConnection } from '../login/target.ts'
import type { SessionRecord } from '../storage/ports.ts'
import { startTrail } from '../trace/trail.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import type { Identity, ReceivedClaims, EmailTrust } from '../types/identity.ts'
import type { AccessGrant } from '../types/login.ts'
import { endSessions } from './end-sessions.ts'

/** Why a person's sessions end who lost the right to them. */
const ACCESS_LOST = 'access_lost'

/** Whether the right that a session rests on still holds. */
export type Standing =
  | { readonly kind: 'holds'; readonly access?: AccessGrant }
  /** `isEnded`: all sessions of the person have ended already. */
  | { readonly kind: 'lost'; readonly code: SsoErrorCode; readonly isEnded?: true }

export interface RenewedClaims {
  readonly claims: ReceivedClaims
  readonly emailTrust?: EmailTrust
  /** When they came (rule T3). */
  readonly asOf: Date
  readonly correlationId: string
}

/**
 * Decides access once more by what the provider says now, and carries it out: new roles count at once,
 * and whoever lost their group loses sessions and account (KO-24, KO-25). What the provider left out is
 * as it was: an answer without groups takes none away, and one without e-mail no domain.
 *
 * Nothing but the account that the session belongs to is touched, and none is made or linked.
 *
 * @throws {SsoError} `accounts_failed`, `host_callback_failed`, `identity_*`, and `access_role_unknown`
 *   where the application’s own roles are wrong
 */
export async function decideAgain(
  core: Core,
  active: ActiveConnection,
  record: SessionRecord,
  { claims, emailTrust, asOf, correlationId }: RenewedClaims,
): Promise<Standing> {
  const { live } = active
  const answer = {
    ...{ issuer: record.issuer, subject: record.subject, claims },
    ...(emailTrust === undefined ? {} : { emailTrust }),
  }
  const { identity, hasUnusableEmail } = await identifyAgain(core, active, answer)
  // Another mapped subject is another person (rule E2), whatever the token says.
  if (identity.subject !== record.subject) return { kind: 'lost', code: 'session_account_gone' }
  const trail = startTrail('login', 'sp', 'access')
  const applicant: Applicant = { identity, asOf, correlationId, trail }
  const access = applicableRules(live.access, identity, hasUnusableEmail)
  const decided = await decide(core, { loaded: active.loaded, access }, applicant)
  return settle(core, record, applicant, decided, access === live.access)
}

/** No claim's name. */
const NO_CLAIM = ''

/**
 * The person by what came. An e-mail that cannot be used is left out, or whoever may edit their own could
 * keep by it every right that is taken from them meanwhile.
 */
async function identifyAgain(
  core: Core,
  { loaded, live }: ActiveConnection,
  answer: Parameters<typeof identify>[3],
): Promise<{ readonly identity: Identity; readonly hasUnusableEmail: boolean }> {
  const { subject: subjectClaim, ...others } = live.claims
  const hasSubject = subjectClaim !== undefined && answer.claims.has(subjectClaim)
  const mapping = { ...others, ...(hasSubject ? { subject: subjectClaim } : {}), require: [] }
  try {
    const identity = await identify(core, loaded, mapping, answer)
    return { identity, hasUnusableEmail: false }
  } catch (error) {
    if (!isSsoError(error, 'identity_email_invalid')) throw error
    const identity = await identify(core, loaded, { ...mapping, email: NO_CLAIM }, answer)
    return { identity, hasUnusableEmail: true }
  }
}

/** The rules of which there is something to judge by; an e-mail that cannot be used is under no domain. */
function applicableRules(
  access: AccessSettings,
  identity: Identity,
  hasUnusableEmail: boolean,
): AccessSettings {
  const { roles, ...withoutRoles } = access
  const isGroupless = roles !== undefined && identity.groups === undefined
  const isMailless =
    access.emailDomains === 'verified' && identity.email === undefined && !hasUnusableEmail
  if (!isGroupless && !isMailless) return access
  return {
    ...(isGroupless ? withoutRoles : access),
    ...(isMailless ? { emailDomains: 'any' } : {}),
  }
}

async function settle(
  core: Core,
  record: SessionRecord,
  applicant: Applicant,
  decided: DecidedAccess,
  areAllRulesApplied: boolean,
): Promise<Standing> {
  const { decision, found } = decided
  const account = found?.byKey ?? null
  if (decision.kind === 'refuse') {
    const { code } = decision
    // The host removed a role that is mapped: nobody’s right was lost.
    if (code === 'access_role_unknown') throw accessError(code)
    const { connectionId, issuer, subject } = record
    await endSessions(core, { connectionId, issuer, subject }, ACCESS_LOST)
    await refuseAccess(core, applicant, decided, decision)
    return { kind: 'lost', code, isEnded: true }
  }
  if (found && !isOwnAccount(record, account)) return { kind: 'lost', code: 'session_account_gone' }
  if (decision.kind !== 'sign_in') return { kind: 'lost', code: 'session_account_gone' }
  // Only somebody who signs in comes back to an account that was deactivated for want of a group.
  if (decision.isReactivated) return { kind: 'lost', code: 'access_account_inactive' }
  const { link: _link, ...withoutLink } = decision
  // Rules that were not applied say nothing about who manages the roles either.
  const managedBy = areAllRulesApplied ? undefined : account?.rolesManagedBy
  const change =
    managedBy === undefined ? withoutLink : { ...withoutLink, rolesManagedBy: managedBy }
  try {
    const admitted = await carryOut(core, applicant, { ...decided, decision: change })
    // It cannot be another kind: the decision was a sign-in.
    return { kind: 'holds', ...(admitted.kind === 'admitted' ? { access: admitted.access } : {}) }
  } catch (error) {
    // Somebody put the person out in the meantime.
    for (const code of ['access_account_inactive', 'access_not_member'] as const) {
      if (isSsoError(error, code)) return { kind: 'lost', code }
    }
    throw error
  }
}

/**
 * Whether the account that a session belongs to is still there and open, where the provider said
 * nothing about the person.
 *
 * @throws {SsoError} `accounts_failed`
 */
export async function accountStanding(
  core: Core,
  active: ActiveConnection,
  record: SessionRecord,
): Promise<Standing> {
  const { accounts } = core.config
  if (!accounts) return { kind: 'holds' }
  const key = await accountKey(active.loaded.record.connection, record)
  const account = (await callDirectory(() => accounts.findByKey(key))) ?? null
  if (!isOwnAccount(record, account)) return { kind: 'lost', code: 'session_account_gone' }
  if (account?.isActive !== true) return { kind: 'lost', code: 'access_account_inactive' }
  const isMember = isMemberOf(account, key.organizationId)
  return isMember ? { kind: 'holds' } : { kind: 'lost', code: 'access_not_member' }
}

function isOwnAccount({ accountId }: SessionRecord, account: AccountFacts | null): boolean {
  return account !== null && (accountId === undefined || account.id === accountId)
}
