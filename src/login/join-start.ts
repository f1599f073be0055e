import { urlsOf } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import type { Identity } from '../types/identity.ts'
import type { BrowserCookie, CallbackResult, PendingJoin } from '../types/login.ts'
import { JOIN_MILLISECONDS, joinCookie, type JoinTicket } from './join-cookie.ts'
import { type JoinRecord, putRecord } from './join-record.ts'
import type { ActiveConnection } from './target.ts'
import { settingsDigest } from './trust-digest.ts'

/** A person who must answer before anything happens, and what was verified about them. */
export interface WaitingPerson extends Omit<JoinRecord, 'settings'> {
  readonly active: ActiveConnection
  readonly identity: Identity
}

/**
 * Lays a verified answer aside until the person has said that they want to join. Nobody is signed in, and
 * the account directory is not written to.
 */
export async function beginJoin(
  core: Core,
  { active, identity, ...waiting }: WaitingPerson,
  cookies: readonly BrowserCookie[],
): Promise<Extract<CallbackResult, { kind: 'join' }>> {
  const { record } = active.loaded
  const { id: connectionId, organizationId } = record.connection
  const ticket: JoinTicket = {
    handle: randomToken(),
    connectionId,
    baseUrl: core.config.baseUrl,
    // What the identity provider ends sooner must not begin after that.
    expiresAt: Math.min(
      core.config.clock().getTime() + JOIN_MILLISECONDS,
      waiting.answer.session.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    ),
  }
  await putRecord(core, ticket, { ...waiting, settings: await settingsDigest(active) })
  const cookie = await joinCookie(core, ticket)
  const { needs, correlationId } = waiting
  core.emit({ type: 'join.pending', needs, connectionId, organizationId, correlationId })
  const others = cookies.filter(({ name }) => name !== cookie.name)
  return {
    kind: 'join',
    join: await describeJoin(core, ticket, { organizationId, identity, needs }),
    ...browserInstruction([...others, cookie], () => redirect(urlsOf(core, record).join)),
  }
}

/** The pending join as the host and the person see it. */
export async function describeJoin(
  core: Core,
  ticket: JoinTicket,
  about: Pick<PendingJoin, 'organizationId' | 'identity' | 'needs'>,
): Promise<PendingJoin> {
  const { connectionId, expiresAt } = ticket
  return {
    ...{ token: await joinToken(core, ticket), connectionId, ...about },
    expiresAt: new Date(expiresAt).toISOString(),
  }
}

/** Proves that an answer comes from the page that showed this join: no other page can know it. */
export function joinToken(core: Core, { handle }: JoinTicket): Promise<string> {
  return core.sealer.digest('join', ['token'], handle)
}
