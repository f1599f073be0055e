import { untilAborted, withDeadline } from '../http/network/deadline.ts'
import type { ReceivedClaims } from '../types/identity.ts'
import type { IdTokenClaims } from './id-token-claims.ts'
import { oidcError } from './error.ts'

/** How long the host may take: a person is waiting. */
const TIMEOUT_MILLISECONDS = 10_000

/** What `resolveGroups` may ask the identity provider with. Everything in it is verified. */
export interface ResolveGroupsContext {
  readonly connectionId: string
  readonly organizationId: string
  readonly issuer: string
  /** The `sub` of the ID token. */
  readonly subject: string
  /** The `tid` of the ID token, where it has one. */
  readonly tenantId?: string
  /** For this person, with the scopes that the connection asks for. */
  readonly accessToken: string
  /** Of the ID token: a copy. */
  readonly claims: IdTokenClaims
  /** Fires when the sign-in is given up, after ten seconds. */
  readonly signal: AbortSignal
}

/** Names all groups of a person whose token does not hold them. */
export type ResolveGroups = (
  context: ResolveGroupsContext,
) => readonly string[] | Promise<readonly string[]>

/**
 * The claims with all groups of the person. Groups that did not fit are neither "none" nor "absent":
 * the host knows them, or nobody is signed in. The same holds where some of them are in the token,
 * for which ones is chance.
 *
 * @throws {SsoError} `identity_groups_overage` without a host that knows them,
 *   `identity_groups_unresolved` where it does not answer with a list of texts
 */
export async function withAllGroups(
  claims: ReceivedClaims,
  groupsClaim: string,
  resolveGroups: ResolveGroups | undefined,
  context: Omit<ResolveGroupsContext, 'signal'>,
): Promise<ReceivedClaims> {
  const { connectionId } = context
  if (!resolveGroups) throw oidcError('identity_groups_overage', { connectionId })
  const groups: unknown = await withDeadline(
    TIMEOUT_MILLISECONDS,
    undefined,
    () => new Error('resolveGroups took too long'),
    (signal) => untilAborted(signal, async () => resolveGroups({ ...context, signal })),
  ).catch((cause: unknown) => {
    throw oidcError('identity_groups_unresolved', { connectionId, cause })
  })
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) {
    throw oidcError('identity_groups_unresolved', {
      message: 'The host’s `resolveGroups` did not return a list of texts.',
      connectionId,
    })
  }
  return new Map([...claims, [groupsClaim, { value: [...groups], source: 'resolver' }]])
}
