import { matchPaths, type PathMatch } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
import { callbackPart } from '../login/parts.ts'
import { SsoError, toSsoError } from '../errors.ts'
import type { FailureContext } from '../login/failure.ts'
import type { InboundMessage } from '../types/provider.ts'
import { serializeCookie } from './cookies.ts'
import type { Fail } from './fail.ts'
import { isForm, readMessage, readParameters, toMessage } from './message.ts'
import { isResponse, ofHost, withCookies } from './responses.ts'
import { actionOf, isAnswerRoute, methodsOf, type RouteAction } from './routes.ts'
import { startResponse } from './start-response.ts'

/** What requests are answered by. Nothing here throws. */
export interface HttpServer<Context> {
  handler(request: Request, context: Context): Promise<Response>
  intercept(request: Request, context: Context): Promise<Response | undefined>
}

/** What answers where something goes wrong. */
interface ErrorFace {
  errorResponse(error: unknown, request: Request): Response
  failureFor(error: SsoError): FailureContext
}

/** Tells requests apart and answers them. */
export function createServer<Context>(
  core: Core<Context>,
  { errorResponse, failureFor }: ErrorFace,
): HttpServer<Context> {
  const fail: Fail<Context> = async (error, request, context, pageOf) => {
    const known = toSsoError(error)
    const { cookies, correlationId } = failureFor(known)
    const { code, status, connectionId } = known
    if (code !== 'request_not_found') {
      const about = connectionId === undefined ? {} : { connectionId }
      core.emit({ type: 'request.failed', code, status, correlationId, ...about })
    }
    try {
      const own = await core.config.onError?.(known, request, context)
      if (isResponse(own)) return ofHost(own, cookies.map(serializeCookie))
    } catch {
      // An error page of the host that fails is replaced by ours.
    }
    if (pageOf) return withCookies(pageOf(known, correlationId), cookies.map(serializeCookie))
    return withAllow(errorResponse(known, request), known)
  }

  const run = async (
    action: RouteAction,
    message: InboundMessage,
    request: Request,
    context: Context,
  ): Promise<Response | undefined> => {
    if (action.kind === 'start' || action.kind === 'restart') {
      return startResponse(core, request, action)
    }
    if (action.kind === 'document') {
      const { documentResponse } = await import('./document.ts')
      return documentResponse(core, action)
    }
    if (action.kind === 'logout') {
      const { logoutResponse } = await import('./logout.ts')
      return logoutResponse(core, { request, message, action, context, fail })
    }
    if (action.kind === 'join') {
      return (await import('./join-page.ts')).joinResponse(core, request, message, context)
    }
    const { completeCallback, runLoginHook } = await callbackPart()
    const completed = await completeCallback(core, request, message, action.connectionId)
    const { result, correlationId, origin } = completed
    if (result.kind === 'silent') {
      const { silentResponse } = await import('../login/silent.ts')
      return silentResponse(core, { result, correlationId }, origin, request, context)
    }
    if (result.kind !== 'login') return result.toResponse()
    return runLoginHook(core, result, correlationId, request, context)
  }

  return {
    async handler(request, context) {
      try {
        const matches = routesAt(core, request)
        checkMethod(core, matches, request.method)
        const message = await readMessage(request)
        const action = actionOf(core, matches, message)
        const response = action && (await run(action, message, request, context))
        if (response) return response
        if (request.method === 'GET' && matches.every(({ key }) => isAnswerRoute(core, key))) {
          const { fragmentResponse } = await import('./fragment-page.ts')
          const page = await fragmentResponse(core, matches, message, request)
          if (page) return page
        }
        // A visit of a page that the host shares with us is a plain one.
        const isOwnCallback = message.parameters.size > 0 && isProviderPath(core, matches)
        throw new SsoError(isOwnCallback ? 'login_unsolicited' : 'request_not_found')
      } catch (error) {
        return fail(error, request, context)
      }
    },

    async intercept(request, context) {
      let action: RouteAction | undefined
      try {
        const { method } = request
        if (method === 'POST' && !isForm(request)) return undefined
        const { pathname } = new URL(request.url)
        const matches = matchPaths(core.config.paths, pathname).filter(({ key }) =>
          methodsOf(core, key)?.some((allowed) => allowed === method),
        )
        if (matches.length === 0) return undefined
        const sent = await readCopy(request)
        const first = new Map([...sent].toReversed())
        action = actionOf(core, matches, { method: method as 'GET' | 'POST', parameters: first })
        return action && (await run(action, toMessage(method, sent), request, context))
      } catch (error) {
        // What cannot be read, or not be told apart, may well be a form of the host's own.
        return action && fail(error, request, context)
      }
    },
  }
}

/** `clone` throws where somebody has read the body already. */
async function readCopy(request: Request): Promise<URLSearchParams> {
  return readParameters(request.clone())
}

function routesAt(core: Core, request: Request): readonly PathMatch[] {
  const { pathname } = new URL(request.url)
  const matches = matchPaths(core.config.paths, pathname).filter(({ key }) => methodsOf(core, key))
  if (matches.length === 0) throw new SsoError('request_not_found')
  return matches
}

/** A path that only an identity provider sends browsers to. */
function isProviderPath(core: Core, matches: readonly PathMatch[]): boolean {
  return matches.every(({ key }) => !core.config.paths.moved.has(key) && isAnswerRoute(core, key))
}

function checkMethod(core: Core, matches: readonly PathMatch[], method: string): void {
  const allowed = new Set(matches.flatMap(({ key }) => methodsOf(core, key) ?? []))
  if (allowed.has(method as 'GET' | 'POST')) return
  throw new SsoError('request_method_not_allowed', { detail: { allow: [...allowed] } })
}

function withAllow(response: Response, { code, detail }: SsoError): Response {
  if (code === 'request_method_not_allowed' && Array.isArray(detail?.allow)) {
    response.headers.set('allow', detail.allow.join(', '))
  }
  return response
}
