// @ts-check
import { randomBytes } from 'node:crypto'

/** @typedef {import('node:http').IncomingMessage} Req */
/** @typedef {import('node:http').ServerResponse} Res */
/**
 * @typedef {object} Session
 * @property {string} accountId
 * @property {import('ssokit').Identity} [identity] of those who came by single sign-on
 * @property {string} [ssoSessionId]
 */

const HOURS = 8

/**
 * The app's own sessions; any other kind does as well. What matters: the id is new at every login,
 * so that nobody can sign a person in to a session whose id he knows, and scripts cannot read it.
 *
 * @param {{ isSecure: boolean }} options
 */
export function createSessions({ isSecure }) {
  /** @type {Map<string, Session & { startedAt: number, expiresAt: number }>} */
  const sessions = new Map()
  const name = isSecure ? '__Host-session' : 'example_session'

  /** @param {Req} req */
  const idOf = ({ headers }) =>
    headers.cookie
      ?.split('; ')
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? ''

  /** @param {Res} res @param {string} id @param {number} seconds */
  const setCookie = (res, id, seconds) => {
    const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`
    res.appendHeader('set-cookie', `${name}=${id}; ${attributes}${isSecure ? '; Secure' : ''}`)
  }

  /** @param {Req} req @param {Res} res @param {Session} session */
  const start = (req, res, session) => {
    const now = Date.now()
    for (const [id, { expiresAt }] of sessions) if (expiresAt < now) sessions.delete(id)
    sessions.delete(idOf(req))
    const id = randomBytes(32).toString('base64url')
    sessions.set(id, { ...session, startedAt: now, expiresAt: now + HOURS * 3_600_000 })
    setCookie(res, id, HOURS * 3600)
  }

  return {
    start,

    /** @param {Req} req @param {Res} res @param {import('ssokit').Login} login */
    startSso(req, res, { account, identity, session }) {
      if (!account) throw new Error('This needs `accounts`.')
      start(req, res, { accountId: account.id, identity, ssoSessionId: session.id })
    },

    /** @param {Req} req */
    read(req) {
      const session = sessions.get(idOf(req))
      return session && session.expiresAt > Date.now() ? session : undefined
    },

    /** @param {Req} req @param {Res} res */
    end(req, res) {
      sessions.delete(idOf(req))
      setCookie(res, '', 0)
    },

    /** In every browser: the connection was switched off, or the person may not come any more. */
    endSso(/** @type {readonly (string | undefined)[]} */ ssoSessionIds) {
      for (const [id, { ssoSessionId }] of sessions) {
        if (ssoSessionId !== undefined && ssoSessionIds.includes(ssoSessionId)) sessions.delete(id)
      }
    },
  }
}
