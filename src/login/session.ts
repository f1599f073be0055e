import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { AccountFacts } from '../types/accounts.ts'
import type { Identity } from '../types/identity.ts'
import type { SsoSession } from '../types/login.ts'
import type { ProviderAnswer } from '../types/provider.ts'
import type { ActiveConnection } from './target.ts'

/** How long a session without a known end is kept for logout that comes from the provider. */
const RETAIN_DAYS = 90
const DAY_MILLISECONDS = 86_400_000

/** Writes the session that logout and refresh will need; its tokens are sealed. */
export async function createSession(
  core: Core,
  active: ActiveConnection,
  identity: Identity,
  answer: Pick<ProviderAnswer, 'authentication' | 'session'>,
  account: AccountFacts | undefined,
): Promise<SsoSession> {
  const { id: connectionId, organizationId } = active.loaded.record.connection
  const now = core.config.clock()
  const id = `ses_${randomToken(16)}`
  const expiresAt = sessionEnd(now, answer.session.expiresAt, active.live.session.maxAgeSeconds)
  const { tokens, idpSessionIds } = answer.session
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
    ...(hasTokens
      ? {
          sealedTokens: await core.sealer.seal(
            'session_tokens',
            [organizationId, connectionId, id],
            tokens,
          ),
        }
      : {}),
    retainUntil: new Date(
      (expiresAt?.getTime() ?? now.getTime() + RETAIN_DAYS * DAY_MILLISECONDS) + DAY_MILLISECONDS,
    ),
  }
  await core.storage.sessions.put(record)
  return session
}

/** The earlier of the provider's end and the connection's maximum age. */
function sessionEnd(
  now: Date,
  byProvider: Date | undefined,
  maxAgeSeconds: number | undefined,
): Date | undefined {
  const byAge = maxAgeSeconds === undefined ? undefined : now.getTime() + maxAgeSeconds * 1000
  const ends = [byProvider?.getTime(), byAge].filter((end) => end !== undefined)
  return ends.length > 0 ? new Date(Math.min(...ends)) : undefined
}
