import { callHost, type Core } from '../core/core.ts'
import { SsoError, toSsoError } from '../errors.ts'
import { isResponse, ofHost, withCookies } from '../http/responses.ts'
import { recordAttempt } from '../trace/record.ts'
import { startTrail } from '../trace/trail.ts'
import { endReplaced } from './bound-session.ts'
import { attachFailure } from './failure.ts'
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
    await endReplaced(core, login)
    if (isResponse(answer)) return ofHost(answer, result.setCookie)
    return withCookies(result.toResponse(), cookiesOf(answer))
  } catch (error) {
    const undo = () =>
      core.storage.sessions.end(login.session.id, core.config.clock(), 'hook_failed')
    core.background(async () => void (await undo()), { connectionId })
    const known = toSsoError(error)
    core.emit({
      type: 'login.failed',
      code: known.code,
      milliseconds: 0,
      connectionId,
      correlationId,
    })
    const trail = startTrail('login', login.authentication.initiatedBy, 'host_session')
    const ending = { connectionId, correlationId, milliseconds: 0, outcome: 'failed' } as const
    recordAttempt(core, { ...trail, isVerified: true }, { ...ending, failure: known })
    attachFailure(known, { cookies: result.cookies, correlationId })
    throw known
  }
}

/** What a hook of plain JavaScript answers besides is ignored, but cookies must never get lost. */
export function cookiesOf(answer: unknown): readonly string[] {
  const { setCookie } = (answer ?? {}) as { setCookie?: unknown }
  if (setCookie === undefined) return []
  if (Array.isArray(setCookie) && setCookie.every((line) => typeof line === 'string')) {
    return setCookie
  }
  throw new SsoError('host_callback_failed', { message: 'setCookie must be a list of texts.' })
}
