// @ts-check
import { createHash, randomBytes } from 'node:crypto'
import { openCollection } from './database.js'

/** @typedef {import('node:http').IncomingMessage} Req */
/** @typedef {import('node:http').ServerResponse} Res */
/**
 * @typedef {object} Session
 * @property {string} accountId
 * @property {import('ssokit').Identity} [identity] of those who came by single sign-on
 * @property {import('ssokit').SsoSession} [sso] of those as well
 */

const HOURS = 8

/**
 * The app's own sessions; any other kind does as well. What matters: the id is new at every login,
 * so that nobody can sign a person in to a session whose id he knows, and scripts cannot read it.
 *
 * @param {{
 *   isSecure: boolean
 *   db: import('kysely').Kysely<import('./database.js').Tables>
 * }} options
 */
export async function createSessions({ isSecure, db }) {
  /** @type {import('./database.js').Collection<Session & { startedAt: number, expiresAt: number }>} */
  const sessions = await openCollection(db, 'session')
  const name = isSecure ? '__Host-session' : 'example_session'

  /** Whoever reads the database must not be able to take over sessions. @param {string} id */
  const digestOf = (id) => createHash('sha256').update(id).digest('base64url')

  /** @param {Req} req */
  const keyOf = ({ headers }) => {
    const pair = headers.cookie?.split('; ').find((each) => each.startsWith(`${name}=`)) ?? ''
    return digestOf(pair.slice(name.length + 1))
  }

  /** @param {Res} res @param {string} id @param {number} seconds */
  const setCookie = (res, id, seconds) => {
    const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`
    res.appendHeader('set-cookie', `${name}=${id}; ${attributes}${isSecure ? '; Secure' : ''}`)
  }

  /** @param {Req} req @param {Res} res @param {Session} session */
  const start = async (req, res, session) => {
    const now = Date.now()
    for (const [key, { expiresAt }] of sessions.entries()) {
      if (expiresAt < now) await sessions.delete(key)
    }
    await sessions.delete(keyOf(req))
    const id = randomBytes(32).toString('base64url')
    const expiresAt = now + HOURS * 3_600_000
    await sessions.set(digestOf(id), { ...session, startedAt: now, expiresAt })
    setCookie(res, id, HOURS * 3600)
  }

  return {
    start,

    /** @param {Req} req @param {Res} res @param {import('ssokit').Login} login */
    async startSso(req, res, { account, identity, session }) {
      if (!account) throw new Error('This needs `accounts`.')
      await start(req, res, { accountId: account.id, identity, sso: session })
    },

    /** @param {Req} req */
    read(req) {
      const session = sessions.get(keyOf(req))
      return session && session.expiresAt > Date.now() ? session : undefined
    },

    /** @param {Req} req @param {Res} res */
    async end(req, res) {
      await sessions.delete(keyOf(req))
      setCookie(res, '', 0)
    },

    /** In every browser: the provider demands it, or the connection was switched off, for example. */
    async endSso(/** @type {readonly (string | undefined)[]} */ ssoSessionIds) {
      for (const [key, { sso }] of sessions.entries()) {
        if (sso === undefined || !ssoSessionIds.includes(sso.id)) continue
        await sessions.delete(key)
      }
    },
  }
}
