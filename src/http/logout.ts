import { callHost, type Core } from '../core/core.ts'
import { toSsoError } from '../errors.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { cookiesOf } from '../login/hook.ts'
import { logoutError } from '../logout/error.ts'
import { completeLogout } from '../logout/handle.ts'
import { startLogout } from '../logout/start.ts'
import { publicMessages } from '../error-entry.ts'
import type { LogoutStart } from '../types/login.ts'
import type { InboundMessage } from '../types/provider.ts'
import type { Fail } from './fail.ts'
import {
  confirmationPage,
  failedPage,
  leavingPage,
  RETURN_FIELD,
  SCOPE_FIELD,
} from './logout-pages.ts'
import { isResponse, json, ofHost, redirect, withCookies } from './responses.ts'
import type { RouteAction } from './routes.ts'
import { isSameOrigin } from './same-origin.ts'

type LogoutAction = Extract<RouteAction, { kind: 'logout' }>

export interface LogoutVisit<Context> {
  readonly request: Request
  readonly message: InboundMessage
  readonly action: LogoutAction
  readonly context: Context
  readonly fail: Fail<Context>
}

/**
 * Answers at the logout addresses.
 *
 * @returns `undefined` for a plain visit of a page that the host shares with us
 * @throws {SsoError} `logout_*`, `host_callback_failed`, `storage_unavailable`, and whatever a provider's
 *   message is refused for
 */
export async function logoutResponse<Context>(
  core: Core<Context>,
  visit: LogoutVisit<Context>,
): Promise<Response | undefined> {
  const { request, message, action } = visit
  const { key, connectionId } = action
  if (key === 'logout') {
    if (message.method === 'GET') return confirmationPage(core, request, message.parameters)
    const failed = (error: unknown) =>
      visit.fail(error, request, visit.context, (known, correlationId) =>
        failedPage(core, known, request, correlationId),
      )
    try {
      return await signOut(core, visit, failed)
    } catch (error) {
      return failed(error)
    }
  }
  if (key === 'backchannelLogout') return backchannelResponse(core, request, message, action)
  const result = await completeLogout(core, request, message, { key, connectionId })
  if (result) return result.toResponse()
  // Whoever comes to an address of ours from nowhere goes home.
  return core.config.paths.moved.has(key) ? undefined : redirect('/')
}

/** A form of our own or of the host's: no other page can end a session (rule L3). */
async function signOut<Context>(
  core: Core<Context>,
  { request, message, context }: LogoutVisit<Context>,
  failed: (error: unknown) => Promise<Response>,
): Promise<Response> {
  const { config } = core
  const { parameters } = message
  if (!isSameOrigin(request, config.baseUrl)) throw logoutError('logout_cross_site')
  const { readSession, onLocalLogout } = config
  // Without either somebody would be told to be signed out whose session goes on.
  if (!readSession || !onLocalLogout) throw logoutError('logout_hook_missing')
  const session = await callHost(async () => readSession(request, context))
  const returnTo = parameters.get(RETURN_FIELD)
  if (!session) {
    return redirect(safeReturnTo(returnTo, config.baseUrl, config.allowedReturnOrigins))
  }
  const started = await attempt(
    startLogout(core, session, {
      request,
      ...(returnTo === undefined ? {} : { returnTo }),
      ...(parameters.get(SCOPE_FIELD) === 'local' ? { scope: 'local' as const } : {}),
    }),
  )
  const ended = localEnd(await callHost(async () => onLocalLogout(session, request, context)))
  if ('failure' in started) {
    // The host's own session is over; what is left must not be taken for done.
    return withCookies(await failed(started.failure), ended.setCookie)
  }
  return withHook(started.result, ended, request)
}

interface LocalEnd {
  readonly setCookie: readonly string[]
  readonly response?: Response
}

function localEnd(answer: unknown): LocalEnd {
  if (!isResponse(answer)) return { setCookie: cookiesOf(answer) }
  return { setCookie: answer.headers.getSetCookie(), response: answer }
}

/**
 * The host's own page answers where the sign-out ends here. On the way to the provider it would be in
 * the way, so of its response only the cookies are kept.
 */
function withHook(
  start: LogoutStart,
  { setCookie, response }: LocalEnd,
  request: Request,
): Response {
  if (start.scope === 'provider') {
    return withCookies(leavingPage(start, request), [...start.setCookie, ...setCookie])
  }
  if (response) return ofHost(response, start.setCookie)
  return withCookies(start.toResponse(), setCookie)
}

/**
 * What the provider's server gets (OpenID Connect Back-Channel Logout section 2.8): 200, or 400 for
 * whatever is wrong. It says no more than what an end user would see.
 */
async function backchannelResponse(
  core: Core,
  request: Request,
  message: InboundMessage,
  { key, connectionId }: LogoutAction,
): Promise<Response> {
  const done = await attempt(completeLogout(core, request, message, { key, connectionId }))
  if (!('failure' in done) && done.result) return done.result.toResponse()
  const { publicKey } = 'failure' in done ? done.failure : logoutError('logout_unrecognised')
  const description = publicMessages[publicKey]
  return json(400, { error: 'invalid_request', error_description: description })
}

async function attempt<Result>(
  work: Promise<Result>,
): Promise<{ readonly result: Result } | { readonly failure: ReturnType<typeof toSsoError> }> {
  try {
    return { result: await work }
  } catch (error) {
    return { failure: toSsoError(error) }
  }
}
