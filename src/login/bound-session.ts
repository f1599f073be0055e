import type { Core } from '../core/core.ts'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { sha256 } from '../crypto/digest.ts'
import type { Flow } from '../flow/flow.ts'
import { storedRecord } from '../logout/stored.ts'
import { sessionError } from '../session/error.ts'
import { renewalOf } from '../session/renewal.ts'
import type { SessionRecord } from '../storage/ports.ts'
import type { SsoSession } from '../types/login.ts'
import type { ProviderAnswer } from '../types/provider.ts'
import type { ReplacedSession } from './session.ts'

type BoundSession = NonNullable<Flow['session']>

/**
 * Ties a flow to the running session that its answer takes the place of: to the session, and to the
 * person of this connection whose it is (rule E2).
 *
 * @throws {SsoError} `login_session_ended`, also where the session is another connection’s
 */
export async function bindSession(
  core: Core,
  connectionId: string,
  session: SsoSession,
): Promise<BoundSession> {
  const { id, issuer, subject } = session
  const record = await runningRecord(core, id)
  const isOwn =
    record.connectionId === connectionId && record.issuer === issuer && record.subject === subject
  if (!isOwn) throw sessionError('login_session_ended', { connectionId })
  return { id, person: await personDigest(record) }
}

/**
 * The session that the answer replaces, where the flow is bound to one. Asked before anything is done
 * for the person who answered. In a hidden frame nobody signs in anew: without a session to go on with,
 * the age counts from when the person last did.
 *
 * @throws {SsoError} `login_person_mismatch`, `login_session_ended`: signed out while away
 */
export async function replacedSession(
  core: Core,
  flow: Pick<Flow, 'session' | 'purpose'> | undefined,
  person: Pick<SessionRecord, 'connectionId' | 'issuer' | 'subject'>,
  { at }: ProviderAnswer['authentication'],
): Promise<ReplacedSession | undefined> {
  if (!flow?.session) return flow?.purpose === 'silent' ? { since: at.toISOString() } : undefined
  const { id, person: expected } = flow.session
  if (!isEqualConstantTime(await personDigest(person), expected)) {
    throw sessionError('login_person_mismatch', { connectionId: person.connectionId })
  }
  const record = await runningRecord(core, id)
  // Without a new proof of the person the old age goes on (`maxAgeSeconds`): a provider that names no
  // instant says nothing about that in a hidden frame.
  const isFresh = flow.purpose === 'step_up' && at > new Date(record.authenticatedAt)
  const since = renewalOf(record)?.since ?? record.createdAt
  return { id, ...(isFresh ? {} : { since }) }
}

async function runningRecord(core: Core, id: string): Promise<SessionRecord> {
  const record = await storedRecord(core, id)
  const now = core.config.clock()
  const isPast = record?.expiresAt !== undefined && !(new Date(record.expiresAt) > now)
  if (!record || record.endedAt !== undefined || isPast) throw sessionError('login_session_ended')
  return record
}

/** In characters: 132 bits. A subject can have 255 characters, and the flow cookie has little room. */
const DIGEST_LENGTH = 22

async function personDigest({
  connectionId,
  issuer,
  subject,
}: Pick<SessionRecord, 'connectionId' | 'issuer' | 'subject'>): Promise<string> {
  return (await sha256(JSON.stringify([connectionId, issuer, subject]))).slice(0, DIGEST_LENGTH)
}

/** In characters: 60 bits. Whoever could make another context fit can name the right one as well. */
const CONTEXT_LENGTH = 10

/** What a flow keeps of the authentication contexts that were asked for: names can be long. */
export const contextDigests = (acrValues: string): Promise<readonly string[]> =>
  Promise.all(
    acrValues.split(' ').map(async (name) => (await sha256(name)).slice(0, CONTEXT_LENGTH)),
  )

/**
 * Refuses an answer that names none of the authentication contexts that were asked for. Providers may
 * ignore them (OpenID Connect Core section 3.1.2.1), and whoever forgot to look would let the person
 * do what takes more.
 *
 * @param contexts digests of what was asked for; `undefined` where it was nothing
 * @throws {SsoError} `login_authentication_too_weak`
 */
export async function checkContext(
  contexts: Flow['contexts'],
  { acr }: ProviderAnswer['authentication'],
  connectionId: string,
): Promise<void> {
  if (contexts === undefined) return
  // One name: a text with a space in it would be two.
  const [named] = acr === undefined || acr.includes(' ') ? [] : await contextDigests(acr)
  if (named !== undefined && contexts.includes(named)) return
  throw sessionError('login_authentication_too_weak', { connectionId })
}

/** The host has created its session, or is about to: the one before it counts no more (rule F6). */
export async function endReplaced(
  core: Core,
  { replaces }: { readonly replaces?: string | undefined },
): Promise<void> {
  if (replaces === undefined) return
  await core.storage.sessions.end(replaces, core.config.clock(), 'replaced')
}
