// @ts-check
import { createSso, startMaintenance } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { kyselyStorage } from 'ssokit/storage/kysely'
import { openDatabase } from './database.js'
import { startDemo } from './demo.js'
import { currentSession, endSession, startSsoSession } from './session.js'

/** In your product: the customer whose page, person or domain it is. */
export const organizationId = 'acme'

export const roles = [
  { id: 'admin', label: 'Admin', description: 'May change the settings.' },
  { id: 'member', label: 'Member', description: 'Works in projects.' },
]

/** @typedef {Awaited<ReturnType<typeof createHost>>} Host */

/** Next.js loads this module more than once. */
const shared = /** @type {{ ssokitExample?: Promise<Host> }} */ (globalThis)

/** Made when it is first asked for, since `next build` loads the modules of all routes without secrets. */
export const host = () => (shared.ssokitExample ??= createHost())

async function createHost() {
  const { BASE_URL, PORT = '3000', SSO_SECRETS = '' } = process.env
  const db = await openDatabase()
  const demo = await startDemo()
  const sso = createSso({
    // Behind a proxy: the address that people see.
    baseUrl: BASE_URL ?? `http://localhost:${PORT}`,
    // One redirect URI for the identity providers of all customers.
    paths: { callback: '/accounts/auth/okta/callback' },
    // `npx ssokit secret generate` prints one; put it into `.env.local`, newest first.
    secrets: SSO_SECRETS.split(','),
    storage: kyselyStorage(db, { dialect: 'sqlite' }),
    providers: [oidc(), saml()],
    roles: { catalogue: roles },
    dns: demo.dns,
    network: demo.network,
    authorize: (_action, actor, organization) =>
      isPerson(actor) && actor.isAdmin && actor.organizationId === organization,
    describeActor: (actor) => (isPerson(actor) ? actor.name : 'nobody'),
    onLogin: startSsoSession,
    readSession: async () => (await currentSession()).sso ?? null,
    onLocalLogout: endSession,
  })
  startMaintenance(sso)
  return { sso, demo }
}

/** @param {unknown} actor @returns {actor is import('./session.js').Person} */
const isPerson = (actor) => typeof actor === 'object' && actor !== null && 'isAdmin' in actor
