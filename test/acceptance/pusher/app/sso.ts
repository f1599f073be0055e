import type { Request, Response } from 'express'
import { createSso, type SsoConfig, type SsoSession } from 'ssokit'
import type { ExpressContext } from 'ssokit/express'
import { oidc } from 'ssokit/oidc'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountDirectory } from './accounts.ts'
import type { Host, User } from './host.ts'

/** Where this runs. */
export type Environment = Pick<SsoConfig, 'secrets' | 'dns' | 'fetch' | 'clock'>
/** `isReader`: on pages with instructions, which change nothing. */
export type Admin = { readonly user: User; readonly isReader?: true }

export const okta = '/accounts/auth/okta'
export const signIn = '/accounts/sign_in'
const reading = ['connection.read', 'domain.read', 'domain.verify']

export function createPusherSso(host: Host<SsoSession>, environment: Environment) {
  return createSso<ExpressContext<Request, Response>>({
    ...environment,
    baseUrl: 'https://dashboard.pusher.com',
    paths: {
      ...{ callback: `${okta}/callback`, emailLogin: okta },
      ...{ initiate: signIn, logoutReturn: signIn },
    },
    storage: memoryStorage(),
    providers: [oidc()],
    profiles: ['okta'],
    connectionDefaults: () => ({
      access: { emailDomains: 'verified', linking: 'verified_domain' },
      session: { hasSingleLogout: true },
    }),
    // A save validates what was entered; whether the domain is verified is asked at every sign-in.
    activation: { requires: ['check'] },
    domains: { recordLabel: '_pusher', recordValuePrefix: 'pusher-verification=' },
    accounts: accountDirectory(host),
    isSsoAllowed: (organizationId) => host.organizations.get(organizationId)?.plan === 'enterprise',
    authorize(action, actor, organizationId) {
      const { user, isReader } = actor as Admin
      const isAdmin = user.isOwner && user.organizationId === organizationId
      return isAdmin && (!isReader || reading.includes(action))
    },
    describeActor: (actor) => (actor as Admin).user.id,
    onLogin: ({ account, session }, _request, { req, res }) =>
      host.sessions.start(req, res, account?.id ?? '', session),
    readSession: (_request, { req }) => host.sessions.read(req)?.details ?? null,
    onLocalLogout: (_session, _request, { req, res }) => host.sessions.end(req, res),
    onSessionsEnd: (ended) =>
      host.sessions.endWhere((session) => ended.some(({ id }) => id === session?.id)),
  })
}

export type PusherSso = ReturnType<typeof createPusherSso>
