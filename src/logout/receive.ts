import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { SsoError, toSsoError } from '../errors.ts'
import { emptyFrame, leavingPage, outcomePage } from '../http/logout-pages.ts'
import { browserInstruction, json, redirect } from '../http/responses.ts'
import { endedPages } from '../session/end-sessions.ts'
import type { LogoutResult } from '../types/login.ts'
import type {
  InboundMessage,
  LogoutAnswer,
  LogoutDemand,
  ProviderContext,
  SsoProvider,
} from '../types/provider.ts'
import type { SsoPathKey } from '../types/paths.ts'
import { takeTurn } from './once.ts'
import { IDP_LOGOUT } from './reasons.ts'
import { isStorableId } from './stored.ts'

type Received = Extract<LogoutResult, { kind: 'received' }>

/** A connection as it is known to the provider of its protocol. */
export interface Counterpart {
  readonly provider: SsoProvider
  readonly context: ProviderContext
}

/**
 * Whose requests an address receives. A connection that is switched off has no sessions left, yet one
 * that was ended halfway may, so its provider is heard all the same.
 *
 * @throws {SsoError} `connection_not_found`, `request_not_found` where nothing of it was ever live
 */
export async function counterpartAt(core: Core, connectionId: string): Promise<Counterpart> {
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== connectionId) {
    throw connectionError('connection_not_found', { connectionId })
  }
  const { connection, sealed } = loaded.record
  const provider = core.config.providerByProtocol.get(connection.protocol)
  if (!connection.live || !provider) throw new SsoError('request_not_found')
  const context = await providerContext(core, loaded.record, connection.live, sealed.live ?? {})
  return { provider, context }
}

/**
 * Does what an identity provider demands: verify, take its only turn, then end the sessions of this
 * connection that it named and no others (rule T1), and tell it what came of that.
 *
 * @throws {SsoError} `logout_replayed`, `storage_unavailable`, and whatever the provider refuses it for
 */
export async function receiveLogout(
  core: Core,
  { provider, context }: Counterpart,
  key: SsoPathKey,
  message: InboundMessage,
  request: Request,
): Promise<Received> {
  const { connectionId, organizationId } = context
  const demand = await provider.receiveLogout?.({ ...context, key, message })
  if (!demand) throw new SsoError('request_not_found')
  const turn = demand.once && (await takeTurn(core, connectionId, demand.once))
  const about = { connectionId, organizationId }
  const { outcome, sessions, failure } = await endDemanded(core, connectionId, demand)
  if (failure) {
    core.emit({ type: 'logout.failed', code: failure.code, ...about })
    // A storage that fails here has failed before, and its provider is told so either way.
    await turn?.giveBack().catch(() => {})
  }
  core.emit({ type: 'logout.received', outcome, sessions, ...about })
  const answer = await demand.answer(outcome)
  const instruction = browserInstruction([], () => responseOf(answer, request))
  return { kind: 'received', connectionId, outcome, sessions, ...instruction }
}

interface Ended {
  readonly outcome: Received['outcome']
  readonly sessions: number
  readonly failure?: SsoError
}

async function endDemanded(
  core: Core,
  connectionId: string,
  { sessions: named }: LogoutDemand,
): Promise<Ended> {
  const { subject, idpSessionIds } = named
  if (subject === undefined && idpSessionIds === undefined) {
    // Whoever names nobody would end everybody's.
    throw new SsoError('internal_error', { message: 'The demand names no session.', connectionId })
  }
  // The issuer is one that the connection is set up with, however long; the rest is a stranger's text.
  const texts = [...(subject === undefined ? [] : [subject]), ...(idpSessionIds ?? [])]
  let sessions = 0
  try {
    if (texts.every(isStorableId)) {
      const whose = { connectionId, ...named }
      for await (const count of endedPages(core, whose, IDP_LOGOUT)) sessions += count
    }
    return { outcome: 'ended', sessions }
  } catch (error) {
    const failure = toSsoError(error)
    return { outcome: sessions > 0 ? 'partial' : 'failed', sessions, failure }
  }
}

function responseOf(answer: LogoutAnswer, request: Request): Response {
  if (answer.kind === 'frame') return emptyFrame(answer.status, answer.ancestor)
  if (answer.kind === 'direct') {
    const { status, body } = answer
    const isForPeople = (request.headers.get('accept') ?? '').includes('text/html')
    return isForPeople ? outcomePage(status, request) : json(status, body ?? {})
  }
  const { method, url, fields } = answer
  return method === 'POST'
    ? leavingPage({ method, url, fields: fields ?? {} }, request)
    : redirect(url)
}
