import { accessError } from '../access/error.ts'
import type { AccessDecision } from '../access/facts.ts'
import { isMemberOf } from '../access/membership.ts'
import type { Core } from '../core/core.ts'
import type { AccountFacts, AccountKey } from '../types/accounts.ts'
import type { AccessGrant, PendingJoin } from '../types/login.ts'
import { type Applicant, decide, type DecidedAccess } from './decide.ts'
import { callForAccount } from './directory.ts'
import { refuseAccess } from './refuse-access.ts'
import type { ActiveConnection } from './target.ts'

export interface Admitted {
  readonly kind: 'admitted'
  readonly access: AccessGrant
  readonly account?: AccountFacts
}

export type Admission = Admitted | { readonly kind: 'join'; readonly needs: PendingJoin['needs'] }

/**
 * Decides access and carries it out in the host's account directory.
 *
 * @throws {SsoError} `access_*` for a refusal, `accounts_failed`, `host_callback_failed`
 */
export async function admit(
  core: Core,
  active: ActiveConnection,
  applicant: Applicant,
): Promise<Admission> {
  const { loaded, live } = active
  return carryOut(core, applicant, await decide(core, { loaded, access: live.access }, applicant))
}

/** @throws {SsoError} `access_*` for a refusal, `accounts_failed`, `host_callback_failed` */
export async function carryOut(
  core: Core,
  applicant: Applicant,
  decided: DecidedAccess,
): Promise<Admission> {
  const { key, decision } = decided
  if (decision.kind === 'refuse') throw await refuseAccess(core, applicant, decided, decision)
  if (decision.kind === 'join') return { kind: 'join', needs: decision.needs }
  const { kind, reasons, roles } = decision
  const access: AccessGrant = { kind, reasons, ...(roles ? { roles } : {}) }
  if (!core.config.accounts) return { kind: 'admitted', access }
  const account = await write(core, applicant, decided, decision)
  // Somebody else may have put the person out in the meantime, by what is newer than this answer.
  const { connectionId, organizationId } = key
  if (account.isActive !== true) throw accessError('access_account_inactive', { connectionId })
  if (!isMemberOf(account, organizationId)) {
    throw accessError('access_not_member', { connectionId })
  }
  report(core, applicant, key, decision, account)
  return { kind: 'admitted', access, account }
}

type Grant = Extract<AccessDecision, { kind: 'sign_in' | 'provision' }>

/** The calls that a decision leads to, in the order that the port states. */
async function write(
  core: Core,
  applicant: Applicant,
  { key, found }: DecidedAccess,
  decision: Grant,
): Promise<AccountFacts> {
  const { accounts } = core.config
  if (!accounts) throw accessError('accounts_failed')
  const { identity } = applicant
  const { roles, rolesManagedBy } = decision
  const asOf = applicant.asOf.toISOString()
  const change = { identity, rolesManagedBy, asOf, ...(roles ? { roles } : {}) }
  if (decision.kind === 'provision') {
    return callForAccount('create', () => accounts.create({ key, ...change }))
  }
  const { link, isReactivated } = decision
  if (link) {
    const { accountId, revokeCredentials } = link
    await callForAccount('link', () => accounts.link(accountId, key, { revokeCredentials }))
  }
  const id = link?.accountId ?? found?.byKey?.id
  if (id === undefined) throw accessError('accounts_failed')
  const { organizationId } = key
  const reactivation = isReactivated ? { isActive: true as const } : {}
  return callForAccount('update', () =>
    accounts.update(id, { organizationId, ...change, ...reactivation }),
  )
}

function report(
  core: Core,
  { correlationId }: Applicant,
  { connectionId, organizationId }: AccountKey,
  decision: Grant,
  { id: accountId }: AccountFacts,
): void {
  const about = { connectionId, organizationId, correlationId, accountId }
  if (decision.kind === 'provision') core.emit({ type: 'access.provisioned', ...about })
  else if (decision.link) core.emit({ type: 'access.linked', ...about })
  else if (decision.isReactivated) core.emit({ type: 'access.reactivated', ...about })
}
