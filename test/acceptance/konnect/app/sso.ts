import { createSso, type Sso, type SsoConfig, type SsoSession, uiTexts } from 'ssokit'
import { checkRoleEdit } from 'ssokit/access'
import { oidc } from 'ssokit/oidc'
import { type Portal, portal } from 'ssokit/portal'
import { memoryStorage } from 'ssokit/storage/memory'
import { accountsOf } from './accounts.ts'
import { type Extensions, isAdmin, roles, type Store, type User } from './host.ts'

export interface Konnect {
  readonly sso: Sso
  readonly setup: Portal
  readonly extensions: Extensions
}

export type Environment = Pick<SsoConfig, 'secrets'> & Partial<Pick<SsoConfig, 'fetch' | 'clock'>>

export function createKonnectSso(store: Store<SsoSession>, environment: Environment): Konnect {
  const { accounts, factsOf } = accountsOf(store)
  const sso = createSso({
    ...environment,
    baseUrl: 'https://konnect.konghq.com',
    storage: memoryStorage(),
    // Sign-in page, redirect URI and sign-out redirect URI are one address.
    paths: {
      callback: '/login',
      initiate: '/login',
      logoutReturn: '/login',
      organizationLogin: '/login/{loginPath}',
    },
    providers: [oidc()],
    profiles: ['okta'],
    accounts,
    roles: { catalogue: roles },
    activation: {
      requires: ['check', 'test', 'login_path', 'role_mapping'],
      enforcement: { mode: 'enforced_all', irreversible: true },
    },
    connectionDefaults: () => ({
      settings: { scopes: ['openid'], userinfo: 'never' },
      claims: { email: 'login_email', groups: 'groups', require: ['login_email', 'groups'] },
      access: { linking: 'organization_member' },
    }),
    authorize: (_action, actor, organizationId) => {
      // Who came by a setup link is no user.
      const user = actor as Partial<User>
      return isAdmin(user) && user.organizationId === organizationId
    },
    describeActor: (actor) => (actor as User).id,
    readSession: (request) => store.sessionOf(request)?.data ?? null,
    onLogin: ({ account, session }, request) => ({
      setCookie: [store.startSession(request, account?.id ?? '', session)],
    }),
    onLocalLogout: (_session, request) => ({ setCookie: [store.endSession(request)] }),
    onSessionsEnd: (ended) => {
      const ids = new Set(ended.map(({ id }) => id))
      store.endSessions(({ data }) => data !== undefined && ids.has(data.id))
    },
  })

  const setup = portal({
    sso,
    branding: { product: 'Konnect' },
    visitor(request) {
      const actor = store.sessionOf(request)?.user
      if (!actor) return new Response(null, { status: 303, headers: { location: '/login' } })
      return { actor, organizationId: actor.organizationId }
    },
  })

  const extensions: Extensions = {
    settings: [{ label: 'Identity Management', href: setup.basePath }],
    onRoleEdit: (user) => checkRoleEdit(factsOf(user)),
    roleNote: (user) =>
      factsOf(user).rolesManagedBy === 'idp' ? 'Managed by your identity provider' : undefined,
    async onPassword(user) {
      const { organizationId } = user
      const { allowed } = await sso.mayUsePassword({ organizationId, account: factsOf(user) })
      if (allowed) return undefined
      const { connections } = await sso.loginOptions({ organizationId })
      return { label: uiTexts.en.signInWithOkta, href: connections[0]?.url ?? '/login' }
    },
  }
  return { sso, setup, extensions }
}
