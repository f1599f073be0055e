import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { isSsoError, SsoError } from '../errors.ts'
import { clearedCookie, hostCookie, readCookies, serializeCookie } from '../http/cookies.ts'
import { withCookies } from '../http/responses.ts'
import type { BrowserCookie, CallbackResult, LoginTarget } from '../types/login.ts'
import { attachFailure } from './failure.ts'
import { beginLogin } from './start.ts'

/**
 * For how long one restart keeps the next from happening. A provider that answers our request with
 * what nobody asked for, again, does so within seconds; a person who comes back later may have
 * another try.
 */
const RESTART_MILLISECONDS = 60_000

/**
 * Replaces an answer that nobody asked for by a sign-in from our side (rules F1, S20). Nothing of it
 * is believed but, where the address names no connection, whom it says to come from, and that counts
 * as little as any third party's `iss` (rule F5). No session of the host is looked at.
 *
 * @param target for whom; `undefined` where neither the address nor the answer tells
 * @throws {SsoError} `login_unsolicited`, and what `startLogin` throws
 */
export async function restartLogin(
  core: Core,
  request: Request,
  target: LoginTarget | undefined,
  returnTo?: string,
): Promise<Extract<CallbackResult, { kind: 'continue' }>> {
  const marker = restartMarker(core)
  if (readCookies(request).some(([name]) => name === marker.name)) {
    // Otherwise browser and provider would send one another around for ever: forms that submit
    // themselves are no redirects, which browsers count.
    const error = new SsoError('login_unsolicited', {
      message: 'The provider answered a sign-in that was begun afresh with another such answer.',
    })
    attachFailure(error, { cookies: [clearedCookie(marker)], correlationId: randomToken(9) })
    throw error
  }
  if (target === undefined) throw new SsoError('login_unsolicited')
  try {
    const start = await beginLogin(
      core,
      target,
      { request, ...(returnTo === undefined ? {} : { returnTo }) },
      true,
    )
    const setCookie = serializeCookie(marker)
    return {
      kind: 'continue',
      cookies: [...start.cookies, marker],
      setCookie: [...start.setCookie, setCookie],
      toResponse: () => withCookies(start.toResponse(), [setCookie]),
    }
  } catch (error) {
    // Of an answer that nobody asked for, that is what is wrong; not the address.
    if (isSsoError(error, 'login_target_unknown')) throw new SsoError('login_unsolicited')
    throw error
  }
}

/**
 * `SameSite=None`, since such answers are POSTs from another site and would not carry it otherwise.
 * It says nothing about anybody.
 */
function restartMarker({ config }: Core): BrowserCookie {
  const expires = new Date(config.clock().getTime() + RESTART_MILLISECONDS)
  return hostCookie(config.baseUrl, 'ssokit-restarted', '1', expires, 'none')
}
