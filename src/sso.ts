import { resolveConfig } from './config/resolve.ts'
import { type Core, createCore } from './core/core.ts'
import { keepCore } from './core/core-of.ts'
import { lazyApi } from './core/lazy.ts'
import { createHttpFace } from './http/handler.ts'
import { callbackPart, joinPart, startPart } from './login/parts.ts'
import type { AuditApi } from './types/audit.ts'
import type { SsoConfig } from './types/config.ts'
import type { DomainsApi } from './types/domain.ts'
import type { SetupLinksApi } from './types/setup-link.ts'
import type { ConnectionsApi } from './types/connections-api.ts'
import type { PoliciesApi } from './types/policies-api.ts'
import type { Sso } from './types/sso.ts'

/**
 * Creates the SSO of one host app. Create it once per process; it holds no connection state.
 *
 * @param config checked completely: every problem is listed at once
 * @returns everything that the host calls; `handler` is what it mounts
 * @throws {SsoError} `config_invalid` with `issues`
 * @example
 * ```ts
 * import { createSso } from 'ssokit'
 * import { oidc } from 'ssokit/oidc'
 * import { memoryStorage } from 'ssokit/storage/memory'
 *
 * const sso = createSso({
 *   baseUrl: 'https://app.example.com',
 *   secrets: [process.env.SSO_SECRET ?? ''],
 *   providers: [oidc()],
 *   storage: memoryStorage(),
 *   onLogin: (login) => console.log('signed in', login.identity.subject),
 * })
 * ```
 */
export function createSso<Context = unknown>(config: SsoConfig<Context>): Sso<Context> {
  const core = createCore(resolveConfig(config))
  const face = createHttpFace(core)
  const sso = Object.freeze({
    basePath: core.config.paths.basePath,
    handler: (request: Request, context?: Context) => face.handler(request, context as Context),
    intercept: (request: Request, context?: Context) => face.intercept(request, context as Context),
    errorResponse: face.errorResponse,
    startLogin: async (...args) => (await startPart()).startLogin(core, ...args),
    handleCallback: async (...args) => (await callbackPart()).handleCallback(core, ...args),
    async refresh(session) {
      // Noted before the code is loaded: whatever ends after this instant happened during this call.
      const at = core.config.clock()
      return (await import('./session/refresh.ts')).refreshSession(core, session, at)
    },
    startLogout: async (...args) => (await import('./logout/start.ts')).startLogout(core, ...args),
    handleLogout: async (request) =>
      (await import('./logout/handle.ts')).handleLogout(core, request),
    isSessionEnded: async (id) => (await import('./logout/ended.ts')).isSessionEnded(core, id),
    loginOptions: async (query) => (await import('./login/options.ts')).loginOptions(core, query),
    mayUsePassword: async (query) =>
      (await import('./login/password.ts')).mayUsePassword(core, query),
    pendingJoin: async (request) => (await joinPart()).pendingJoin(core, request),
    completeJoin: async (...args) => (await (await joinPart()).completeJoin(core, ...args)).result,
    connections: connectionsApi(core),
    policies: policiesApi(core),
    setupLinks: lazyApi<SetupLinksApi>()(['create', 'list', 'revoke'], async () =>
      (await import('./admin/setup-links.ts')).createSetupLinksApi(core),
    ),
    audit: lazyApi<AuditApi>()(['list'], async () =>
      (await import('./audit/list.ts')).createAuditApi(core),
    ),
    domains: domainsApi(core),
    verifyDomain: async (...args) =>
      (await import('./domains/verify.ts')).verifyDomain(core, ...args),
    maintain: async (options) =>
      (await import('./maintenance/maintain.ts')).maintain(core, options),
    rotateSecrets: async (options) =>
      (await import('./maintenance/rotate-secrets.ts')).rotateSecrets(core, options),
  } satisfies Sso<Context>)
  keepCore(sso, core)
  return sso
}

function connectionsApi(core: Core): ConnectionsApi {
  return lazyApi<ConnectionsApi>()(
    [
      'create',
      'get',
      'list',
      'update',
      'check',
      'activate',
      'disable',
      'discardDraft',
      'remove',
      'test',
      'trace',
      'setup',
    ],
    async () => (await import('./admin/connections.ts')).createConnectionsApi(core),
  )
}

function policiesApi(core: Core): PoliciesApi {
  return lazyApi<PoliciesApi>()(['get', 'set', 'preflight'], async () =>
    (await import('./admin/policies.ts')).createPoliciesApi(core),
  )
}

function domainsApi(core: Core): DomainsApi {
  return lazyApi<DomainsApi>()(
    ['claim', 'list', 'instructions', 'verifyPending', 'release'],
    async () => (await import('./domains/api.ts')).createDomainsApi(core),
  )
}
