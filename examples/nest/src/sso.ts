import { createSso, startMaintenance } from 'ssokit'
import type { NestContext } from 'ssokit/nest'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { checkSchema, kyselyStorage } from 'ssokit/storage/kysely'
import type { DatabaseService } from './database.service.js'
import type { DemoService } from './demo.service.js'
import { readSecrets } from './secrets.js'
import { isPerson, type SessionService } from './session.service.js'

/** In your product: the customer whose page, person or domain it is. */
export const organizationId = 'acme'

export const roles = [
  { id: 'admin', label: 'Admin', description: 'May change the settings.' },
  { id: 'member', label: 'Member', description: 'Works in projects.' },
]

export async function makeSso(
  { db }: DatabaseService,
  demo: DemoService,
  sessions: SessionService,
) {
  const { PORT = '3000', BASE_URL = `http://localhost:${PORT}` } = process.env
  await checkSchema(db, { dialect: 'sqlite' })
  const sso = createSso<NestContext>({
    // Behind a proxy: the address that people see.
    baseUrl: BASE_URL,
    // One redirect URI for the identity providers of all customers.
    paths: { callback: '/oidc/callback' },
    secrets: readSecrets(),
    storage: kyselyStorage(db, { dialect: 'sqlite' }),
    providers: [oidc(), saml()],
    roles: { catalogue: roles },
    dns: await demo.dns(),
    network: demo.network,
    authorize: (_action, actor, organization) =>
      isPerson(actor) && actor.isAdmin && actor.organizationId === organization,
    describeActor: (actor) => (isPerson(actor) ? actor.name : 'nobody'),
    onLogin: async (login, _request, { req }) => ({
      setCookie: [await sessions.startSso(req, login)],
    }),
    readSession: async (_request, { req }) => (await sessions.read(req))?.sso ?? null,
    onLocalLogout: async (_session, _request, { req }) => ({
      setCookie: [await sessions.end(req)],
    }),
    onSessionsEnd: (ended) => sessions.endSso(ended.map(({ id }) => id)),
  })
  startMaintenance(sso)
  return sso
}
