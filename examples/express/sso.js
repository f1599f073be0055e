// @ts-check
/** The single sign-on of this app, apart from its pages: `npx ssokit secret rotate` loads this file. */
import { createSso } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { kyselyStorage } from 'ssokit/storage/kysely'
import { accountDirectory } from './accounts.js'
import { openDatabase } from './database.js'
import * as demo from './demo.js'
import { createMembers, roles } from './members.js'
import { readSecrets } from './secrets.js'
import { createSessions } from './sessions.js'

/** @typedef {import('ssokit/node').NodeContext} NodeContext */

const { PORT = '3000', DATA_DIR = `${import.meta.dirname}/.data` } = process.env
// Behind a proxy: the address that people see, not the one the app listens on.
export const { BASE_URL: baseUrl = `http://localhost:${PORT}` } = process.env
const db = await openDatabase(DATA_DIR)
export const members = await createMembers(db)
export const sessions = await createSessions({ db, isSecure: baseUrl.startsWith('https:') })
/** @type {string[]} For the admins, when they come next. */
export const news = []

/** @type {import('ssokit').SsoConfig<NodeContext>} */
export const config = {
  baseUrl,
  secrets: readSecrets(DATA_DIR),
  storage: kyselyStorage(db, { dialect: 'sqlite' }),
  providers: [oidc(), saml()],
  accounts: accountDirectory(members),
  roles: { catalogue: roles },
  dns: demo.dns,
  domains: { recordLabel: '_acme-projects', recordValuePrefix: 'acme-projects=' },
  paths: { join: '/welcome' },
  network: demo.network,
  authorize: (_action, actor, organizationId) => members.isAdmin(actor, organizationId),
  describeActor: (actor) => members.all().find((one) => one === actor)?.email ?? 'nobody',
  onLogin: (login, _request, { req, res }) => sessions.startSso(req, res, login),
  readSession: (_request, { req }) => sessions.read(req)?.sso ?? null,
  onLocalLogout: (_session, _request, { req, res }) => sessions.end(req, res),
  onSessionsEnd: (ended) => sessions.endSso(ended.map(({ id }) => id)),
  onEvent(event) {
    if (event.type === 'domain.verified') news.push(`The domain ${event.domain} is verified.`)
    if (event.type === 'domain.lost') news.push(`The domain ${event.domain} is lost.`)
  },
}

/** @type {import('ssokit').Sso<NodeContext>} */
export const sso = createSso(config)
