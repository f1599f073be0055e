import { accessError } from '../access/error.ts'
import type { JoinAnswer } from '../access/facts.ts'
import type { Core } from '../core/core.ts'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { randomToken } from '../crypto/random.ts'
import type { SsoError } from '../errors.ts'
import { withoutMark } from '../logout/signed-out.ts'
import { noteConnection, startTrail, type Trail } from '../trace/trail.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { Identity } from '../types/identity.ts'
import type { PendingJoin } from '../types/login.ts'
import { carryOut } from './accounts.ts'
import { decide } from './decide.ts'
import { attachFailure } from './failure.ts'
import type { CompletedCallback } from './completed-callback.ts'
import { identify } from './identify.ts'
import { clearedJoin, closedJoin, type JoinTicket, openTicket } from './join-cookie.ts'
import { type JoinRecord, readRecord, takeRecord } from './join-record.ts'
import { describeJoin, joinToken } from './join-start.ts'
import { reloadVerified } from './reload.ts'
import { type Attempt, failed, signIn, succeeded } from './sign-in.ts'
import type { ActiveConnection } from './target.ts'

/**
 * The join that this browser has to answer, as often as it asks; `null` where there is none any more.
 *
 * @throws {SsoError} `connection_not_found`, `connection_not_active`, `connection_changed`,
 *   `storage_unavailable`, and what the claims are refused for by now
 */
export async function pendingJoin(core: Core, request: Request): Promise<PendingJoin | null> {
  const waiting = await findWaiting(core, request)
  if (!waiting) return null
  const { ticket, record } = waiting
  const { active, identity } = await reread(core, ticket, record)
  const { organizationId } = active.loaded.record.connection
  return describeJoin(core, ticket, { organizationId, identity, needs: record.needs })
}

/**
 * Completes a join. Everything is decided again, by the connection, the domains and the accounts as they
 * are now: the prompt only adds what the person has answered. Until the decision is made the join
 * stays pending, so that somebody who must sign in elsewhere first can come back to it; after that it is
 * used up, whatever becomes of it.
 *
 * @throws {SsoError} `join_not_found`, `join_token_mismatch`, `join_needs_account`, and whatever keeps
 *   this person from being signed in
 */
export async function completeJoin(
  core: Core,
  request: Request,
  { join: token, account }: { readonly join: string; readonly account?: AccountFacts | undefined },
): Promise<CompletedCallback> {
  const startedAt = core.config.clock().getTime()
  const milliseconds = () => core.config.clock().getTime() - startedAt
  const waiting = await findWaiting(core, request)
  if (!waiting) throw notFound(core, request)
  const { ticket, record } = waiting
  if (!isEqualConstantTime(String(token), await joinToken(core, ticket))) {
    throw accessError('join_token_mismatch', { connectionId: ticket.connectionId })
  }
  const { connectionId } = ticket
  const { correlationId, asOf, returnTo, initiatedBy } = record
  const join: JoinAnswer = account ? { account } : {}
  const trail = startTrail('join', initiatedBy, 'connection')
  let attempt: Attempt = { connectionId, correlationId, cookies: [], trail }
  try {
    const { active, identity } = await reread(core, ticket, record, trail)
    const { loaded, live } = active
    await core.checkEntitlement(loaded.record.connection.organizationId)
    const applicant = { identity, asOf, correlationId, join, trail }
    const decided = await decide(core, { loaded, access: live.access }, applicant)
    const needsAccount = () => accessError('join_needs_account', { connectionId })
    if (decided.decision.kind === 'join') throw needsAccount()
    attempt = { ...attempt, cookies: [clearedJoin(core)] }
    if (!(await takeRecord(core, ticket))) throw accessError('join_not_found', { connectionId })
    const admitted = await carryOut(core, applicant, decided)
    if (admitted.kind === 'join') throw needsAccount()
    const arrival = { identity, answer: record.answer, admitted, returnTo, initiatedBy }
    trail.reached.push('session')
    const login = await signIn(core, active, arrival)
    const last = await withoutMark(core, active, attempt)
    return { result: succeeded(core, login, last, milliseconds()), correlationId }
  } catch (error) {
    throw failed(core, error, attempt, milliseconds())
  }
}

async function findWaiting(
  core: Core,
  request: Request,
): Promise<{ ticket: JoinTicket; record: JoinRecord } | undefined> {
  const ticket = await openTicket(core, request)
  const record = ticket && (await readRecord(core, ticket))
  return ticket && record ? { ticket, record } : undefined
}

function notFound(core: Core, request: Request): SsoError {
  const error = accessError('join_not_found')
  attachFailure(error, { cookies: closedJoin(core, request), correlationId: randomToken(9) })
  return error
}

/** The connection as it is now (rule T2), and the person by its mapping and its domains of now. */
async function reread(
  core: Core,
  { connectionId }: JoinTicket,
  { settings, answer }: JoinRecord,
  trail?: Trail,
): Promise<{ active: ActiveConnection; identity: Identity }> {
  const active = await reloadVerified(core, connectionId, settings)
  if (trail) noteConnection(trail, active.loaded.record.connection, active.live)
  trail?.reached.push('claims')
  const identity = await identify(core, active.loaded, active.live.claims, answer)
  if (trail) trail.identity = identity
  return { active, identity }
}
