import { callHost, type Core } from '../core/core.ts'
import { isSsoError, SsoError } from '../errors.ts'
import { withCookies } from '../http/responses.ts'
import { attachFailure } from './failure.ts'
import type { HookAnswer } from '../types/config.ts'
import type { CallbackResult } from '../types/login.ts'

/**
 * Lets the host create its session. If that fails nobody is signed in, so the session that was
 * written a moment ago is ended again.
 *
 * @throws {SsoError} `login_hook_missing`, `host_callback_failed`
 */
export async function runLoginHook<Context>(
  core: Core<Context>,
  result: Extract<CallbackResult, { kind: 'login' }>,
  correlationId: string,
  request: Request,
  context: Context,
): Promise<Response> {
  const { login } = result
  const { connectionId } = login
  try {
    const { onLogin } = core.config
    if (!onLogin) throw new SsoError('login_hook_missing', { connectionId })
    const answer = await callHost(async () => onLogin(login, request, context))
    if (isResponse(answer)) return withCookies(answer, result.setCookie)
    return withCookies(result.toResponse(), answer?.setCookie ?? [])
  } catch (error) {
    const undo = () =>
      core.storage.sessions.end(login.session.id, core.config.clock(), 'hook_failed')
    core.background(async () => void (await undo()), { connectionId })
    const known = isSsoError(error) ? error : new SsoError('internal_error', { cause: error })
    attachFailure(known, { cookies: result.cookies, correlationId })
    throw known
  }
}

/** By shape: test runners and frameworks bring `Response` classes of their own. */
function isResponse(answer: Awaited<HookAnswer>): answer is Response {
  return typeof answer === 'object' && 'status' in answer && 'headers' in answer
}
