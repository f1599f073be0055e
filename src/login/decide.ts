import { decideAccess } from '../access/decide.ts'
import type { AccessDecision, DirectoryFacts, JoinAnswer } from '../access/facts.ts'
import type { Core } from '../core/core.ts'
import { verifiedDomainsOf } from '../core/verified-domains.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { AccountKey } from '../types/accounts.ts'
import type { AccessSettings } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import { noteReasons, type Trail } from '../trace/trail.ts'
import { accountKey, lookUp } from './directory.ts'

/** Somebody whom the identity provider has authenticated. */
export interface Applicant {
  readonly identity: Identity
  /** When the answer came: what it says may be older than what is applied by then (rule T3). */
  readonly asOf: Date
  readonly correlationId: string
  readonly join?: JoinAnswer
  readonly trail: Trail
}

/** A decision, and what is needed to carry it out. Nothing has happened yet. */
export interface DecidedAccess {
  readonly key: AccountKey
  readonly found: DirectoryFacts | undefined
  readonly decision: AccessDecision
}

/**
 * Decides, and only reads for it: a dry run goes exactly here.
 *
 * @throws {SsoError} `accounts_failed`
 */
export async function decide(
  core: Core,
  { loaded, access }: { readonly loaded: LoadedConnection; readonly access: AccessSettings },
  { identity, join, trail }: Pick<Applicant, 'identity' | 'join' | 'trail'>,
): Promise<DecidedAccess> {
  const { accounts, roles } = core.config
  const { connection } = loaded.record
  const key = await accountKey(connection, identity)
  if (accounts) trail.reached.push('account_directory')
  const found = accounts && (await lookUp(accounts, key, identity))
  trail.reached.push('access')
  const decision = decideAccess({
    organizationId: connection.organizationId,
    connectionId: connection.id,
    access,
    identity,
    verifiedDomains: verifiedDomainsOf(core, loaded),
    // Without a catalogue there is no role that could be granted.
    roleIds: (roles?.catalogue ?? []).map(({ id }) => id),
    accounts: found,
    ...(join ? { join } : {}),
  })
  noteReasons(trail, decision.reasons)
  return { key, found, decision }
}
