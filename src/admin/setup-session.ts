import type { Core } from '../core/core.ts'
import { linkActor } from '../core/link-actors.ts'
import { clearedCookie, hostCookie, readCookies } from '../http/cookies.ts'
import type { BrowserCookie } from '../types/login.ts'
import type { SetupLink } from '../types/setup-link.ts'
import { currentLink, openLink } from './setup-links.ts'

/** How long one visit lasts; then the link is opened again. */
const SESSION_MILLISECONDS = 12 * 3_600_000

/** A browser that exchanged a link for a session (rule T5): its address contains no token any more. */
export interface SetupSession {
  readonly link: SetupLink
  /** For administrative calls; made anew for every request, from the link as it is now. */
  readonly actor: object
}

/**
 * Exchanges a link for a session of this browser. For a POST only: whoever merely visits a link, such
 * as a scanner of mail, uses up and changes nothing.
 *
 * @throws {SsoError} `setup_link_not_found`
 */
export async function beginSetup(core: Core, token: string): Promise<BrowserCookie> {
  const link = await openLink(core, token)
  const { id, organizationId } = link
  const now = core.config.clock().getTime()
  const ends = Math.min(now + SESSION_MILLISECONDS, Date.parse(link.expiresAt))
  const { baseUrl } = core.config
  const value = await core.sealer.seal('setup_session', [], { id, organizationId, baseUrl, ends })
  core.emit({
    type: 'setup_link.opened',
    organizationId,
    setupLinkId: id,
    actor: `setup link ${id}`,
  })
  return cookie(core, value, new Date(ends))
}

/** What ends the session of a browser; the link itself goes on. */
export const endSetup = (core: Core): BrowserCookie => clearedCookie(cookie(core, '', new Date(0)))

/** Who set up comes by this request; `undefined` without a session, or where the link is over. */
export async function setupSession(
  core: Core,
  request: Request,
): Promise<SetupSession | undefined> {
  const name = cookieName(core)
  for (const [sent, value] of readCookies(request)) {
    const opened = sent === name ? await open(core, value) : undefined
    const link = opened && (await currentLink(core, opened))
    if (link) return { link, actor: linkActor(core, link) }
  }
  return undefined
}

interface Sealed {
  readonly id: string
  readonly organizationId: string
  readonly baseUrl: string
  /** Milliseconds since 1970. */
  readonly ends: number
}

async function open(core: Core, value: string): Promise<Sealed | undefined> {
  const { baseUrl, clock } = core.config
  try {
    const sealed = (await core.sealer.open('setup_session', [], value)) as unknown as Sealed
    // Written so that an instant that is none counts as over.
    return sealed.baseUrl === baseUrl && sealed.ends > clock().getTime() ? sealed : undefined
  } catch {
    return undefined
  }
}

const cookieName = (core: Core): string => cookie(core, '', new Date(0)).name

function cookie({ config }: Core, value: string, expires: Date): BrowserCookie {
  return hostCookie(config.baseUrl, 'ssokit-setup', value, expires)
}
