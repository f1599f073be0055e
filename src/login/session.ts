import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { sealTokens } from '../session/record.ts'
import { detailWith, type Renewal, retainUntil, sessionEnd } from '../session/renewal.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { Identity } from '../types/identity.ts'
import type { SsoSession } from '../types/login.ts'
import type { ProviderAnswer } from '../types/provider.ts'
import type { ActiveConnection } from './target.ts'
import { trustDigest } from './trust-digest.ts'

/** What a new session goes on with. */
export interface ReplacedSession {
  /** The running session that it takes the place of. */
  readonly id?: string
  /** From when on the age counts: given where nobody signed in anew. */
  readonly since?: string
}

/** Writes the session that logout and refresh will need; its tokens are sealed. */
export async function createSession(
  core: Core,
  active: ActiveConnection,
  identity: Identity,
  answer: Pick<ProviderAnswer, 'authentication' | 'session'>,
  account: AccountFacts | undefined,
  replaced?: ReplacedSession,
): Promise<SsoSession> {
  const { id: connectionId, organizationId } = active.loaded.record.connection
  const now = core.config.clock()
  const id = `ses_${randomToken(16)}`
  const { tokens, idpSessionIds, detail, expiresAt: providerEnd } = answer.session
  const renewal: Renewal = {
    trust: await trustDigest(active),
    since: replaced?.since ?? now.toISOString(),
    ...(providerEnd ? { providerEnd: providerEnd.toISOString() } : {}),
    ...(replaced?.id === undefined ? {} : { replaces: replaced.id }),
  }
  const expiresAt = sessionEnd(renewal, active.live.session.maxAgeSeconds)
  const hasTokens = Object.keys(tokens).length > 0
  const session: SsoSession = {
    id,
    connectionId,
    issuer: identity.issuer,
    subject: identity.subject,
    authenticatedAt: answer.authentication.at.toISOString(),
    ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
  }
  const record: SessionRecord = {
    ...session,
    organizationId,
    idpSessionIds,
    createdAt: now.toISOString(),
    version: 1,
    ...(account ? { accountId: account.id } : {}),
    detail: detailWith(detail, renewal),
    ...(hasTokens
      ? { sealedTokens: await sealTokens(core, { organizationId, connectionId, id }, tokens) }
      : {}),
    retainUntil: retainUntil(expiresAt, now),
  }
  await core.storage.sessions.put(record)
  return session
}
