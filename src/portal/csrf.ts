import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { randomToken } from '../crypto/random.ts'
import { hostCookie, readCookies } from '../http/cookies.ts'
import type { BrowserCookie } from '../types/login.ts'
import type { FormValues } from './form.ts'
import type { PortalVisitor } from './options.ts'

/** The name of the hidden field. */
export const CSRF_FIELD = 'csrf'

/** As long as somebody may leave a page open. */
const LIFETIME_MILLISECONDS = 12 * 3_600_000

export interface Protection {
  readonly token: string
  /** To be set where this browser had none. */
  readonly cookie: BrowserCookie | undefined
}

/**
 * The token of this browser and this actor: a keyed digest over a cookie that nobody else's page can
 * read or set, so that a form which another actor of the same browser left open is not theirs to send.
 */
export async function protect(
  core: Core,
  request: Request,
  who: Pick<PortalVisitor, 'actor' | 'organizationId' | 'id'>,
): Promise<Protection> {
  const sent = readCookies(request).find(([name]) => name === cookieName(core))?.[1]
  const isUsable = sent !== undefined && /^[\w-]{43}$/.test(sent)
  const nonce = isUsable ? sent : randomToken()
  const { organizationId, id } = who
  // An id that is none would be the same for everybody.
  const isNamed = typeof id === 'string' && id !== ''
  const name = isNamed ? ['id', id] : ['name', by(core, who.actor).actor ?? '']
  const token = await core.sealer.digest('portal', [organizationId, ...name], nonce)
  return { token, cookie: isUsable ? undefined : nonceCookie(core, nonce) }
}

export function isProtected(form: FormValues, { token, cookie }: Protection): boolean {
  return cookie === undefined && isEqualConstantTime(form.raw(CSRF_FIELD) ?? '', token)
}

const cookieName = (core: Core): string => nonceCookie(core, '').name

function nonceCookie({ config }: Core, value: string): BrowserCookie {
  const expires = new Date(config.clock().getTime() + LIFETIME_MILLISECONDS)
  return hostCookie(config.baseUrl, 'ssokit-portal', value, expires)
}
