// @ts-check
/** Everything is kept in memory, so that this example stays small: a restart begins anew. */
import { randomBytes } from 'node:crypto'
import { createSso } from 'ssokit'
import { nodeDns } from 'ssokit/dns/node'
import { oidc } from 'ssokit/oidc'
import { portal } from 'ssokit/portal'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { connect, network } from './connect.js'
import { endSession, endSsoSessions, readSession, startSession } from './sessions.js'

const { PORT = '3000', SSO_SECRETS } = process.env
// Behind a proxy: the address that people see, not the one the app listens on.
export const { BASE_URL: baseUrl = `http://localhost:${PORT}` } = process.env
/** In your product: the customer whose page or person it is. */
export const organizationId = 'acme'

/** @type {import('ssokit').SsoConfig} */
const config = {
  baseUrl,
  // One redirect URI for the identity providers of all customers.
  paths: { callback: '/oidc/callback' },
  // `npx ssokit secret generate` prints one. What it seals here is gone with the memory as well.
  secrets: SSO_SECRETS?.split(',') ?? [randomBytes(32).toString('base64url')],
  storage: memoryStorage(),
  providers: [oidc(), saml()],
  roles: {
    catalogue: [
      { id: 'admin', label: 'Admin' },
      { id: 'member', label: 'Member' },
    ],
  },
  network,
  dns: nodeDns(),
  authorize: (_action, actor) => isPerson(actor) && actor.isAdmin,
  describeActor: (actor) => (isPerson(actor) ? actor.name : 'nobody'),
  onLogin: (login, request) => ({ setCookie: [startSession(request, login)] }),
  readSession: (request) => readSession(request)?.sso ?? null,
  onLocalLogout: (_session, request) => ({ setCookie: [endSession(request)] }),
  onSessionsEnd: (ended) => endSsoSessions(ended.map(({ id }) => id)),
}

/** @param {unknown} actor @returns {actor is import('./sessions.js').Person} */
const isPerson = (actor) => typeof actor === 'object' && actor !== null && 'isAdmin' in actor

export const sso = createSso(config)
await connect(config, organizationId)

/** The pages on which a customer's admin sets single sign-on up, and runs it. */
export const setup = portal({
  sso,
  branding: { product: 'Acme Projects' },
  visitor(request) {
    const actor = readSession(request)
    return actor ? { actor, organizationId, id: actor.sso.id } : null
  },
})
