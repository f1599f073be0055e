import { createSso, type SsoConfig, type SsoSession } from 'ssokit'
import type { NestContext } from 'ssokit/nest'
import { oidc } from 'ssokit/oidc'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountDirectory } from './accounts.ts'
import type { SessionsService, User, UsersService } from './host.ts'

/** Where this runs. */
export type Environment = Pick<SsoConfig, 'secrets' | 'fetch' | 'clock'>

export function makeSso(users: UsersService, sessions: SessionsService, environment: Environment) {
  return createSso<NestContext>({
    ...environment,
    baseUrl: 'https://coder.my-company.com',
    paths: { callback: '/oidc/callback' },
    organization: { id: 'coder' },
    storage: memoryStorage(),
    providers: [oidc()],
    connectionDefaults: () => ({ access: { linking: 'organization_member' } }),
    // Preferences are validated when they are saved.
    activation: { requires: ['check'] },
    accounts: accountDirectory(users, sessions),
    authorize: (_action, actor) => (actor as User).isSiteAdmin,
    describeActor: (actor) => (actor as User).id,
    onLogin: ({ account, session }, _request, { req }) => ({
      setCookie: [sessions.start(req, users.get(account?.id ?? ''), session)],
    }),
    readSession: (_request, { req }) => ssoSession(sessions.read(req)?.details) ?? null,
    onLocalLogout: (_session, _request, { req }) => ({ setCookie: [sessions.end(req)] }),
    onSessionsEnd: (ended) =>
      sessions.endWhere(({ details }) => ended.some(({ id }) => id === ssoSession(details)?.id)),
  })
}

export const ssoSession = (details: unknown) => details as SsoSession | undefined
