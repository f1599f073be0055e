import { matchPaths } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
import { lazy } from '../core/lazy.ts'
import { randomToken } from '../crypto/random.ts'
import { type SsoError, toSsoError } from '../errors.ts'
import { attachFailure, type FailureContext, failureOf } from '../login/failure.ts'
import { serializeCookie } from './cookies.ts'
import { errorPage } from './pages.ts'
import { withCookies } from './responses.ts'
import type { HttpServer } from './serve.ts'

/** The HTTP face of ssokit: web standard requests in, answers out. Nothing here throws. */
export interface HttpFace<Context> extends HttpServer<Context> {
  errorResponse(error: unknown, request: Request): Response
}

export function createHttpFace<Context>(core: Core<Context>): HttpFace<Context> {
  /** What belongs to a failure: from the sign-in it ended, else a reference of its own. */
  const failureFor = (error: SsoError): FailureContext =>
    failureOf(error) ?? attachFailure(error, { cookies: [], correlationId: randomToken(9) })

  const errorResponse: HttpFace<Context>['errorResponse'] = (error, request) => {
    const known = toSsoError(error)
    const failure = failureFor(known)
    const links = {
      home: `${core.config.baseUrl}/`,
      again: loginLink(core, request, failure.connectionId ?? known.connectionId),
    }
    const response = errorPage(known, request, failure.correlationId, links)
    return withCookies(response, failure.cookies.map(serializeCookie))
  }

  // A process that starts needs none of it before its first request.
  const server = lazy(async () =>
    (await import('./serve.ts')).createServer(core, { errorResponse, failureFor }),
  )
  /** What is not there to be loaded is answered like every other failure. */
  const served = async <Answer>(
    request: Request,
    work: (face: HttpServer<Context>) => Promise<Answer>,
  ): Promise<Answer | Response> => {
    try {
      return await work(await server())
    } catch (error) {
      return errorResponse(error, request)
    }
  }

  return {
    errorResponse,
    handler: (request, context) => served(request, (face) => face.handler(request, context)),
    intercept: (request, context) => served(request, (face) => face.intercept(request, context)),
  }
}

/** Where a person can start again: the address of the connection that this is about. */
function loginLink(
  { config }: Core,
  request: Request,
  connectionId: string | undefined,
): string | undefined {
  const { pathname } = new URL(request.url)
  const [match] = matchPaths(config.paths, pathname)
  if (match?.key === 'organizationLogin') return config.baseUrl + pathname
  const id = connectionId ?? match?.parameter
  const { login } = config.paths.templates
  const isNamed = id !== undefined && login.includes('{connectionId}')
  return isNamed ? config.baseUrl + login.replace('{connectionId}', () => id) : undefined
}
