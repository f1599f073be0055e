import { callHost, type Core } from '../core/core.ts'
import { SsoError } from '../errors.ts'
import { withCookies } from '../http/responses.ts'
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
  request: Request,
  context: Context,
): Promise<Response> {
  const { login } = result
  const { connectionId } = login
  try {
    const { onLogin } = core.config
    if (!onLogin) throw new SsoError('login_hook_missing', { connectionId })
    const answer = await callHost(async () => onLogin(login, request, context))
    if (answer instanceof Response) return withCookies(answer, result.setCookie)
    return withCookies(result.toResponse(), answer?.setCookie ?? [])
  } catch (error) {
    const undo = () =>
      core.storage.sessions.end(login.session.id, core.config.clock(), 'hook_failed')
    core.background(async () => void (await undo()), { connectionId })
    throw error
  }
}
