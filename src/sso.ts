import { resolveConfig } from './config/resolve.ts'
import { type Core, createCore } from './core/core.ts'
import { lazy } from './core/lazy.ts'
import { createHttpFace } from './http/handler.ts'
import { callbackPart, joinPart, startPart } from './login/parts.ts'
import type { SsoConfig } from './types/config.ts'
import type { DomainsApi } from './types/domain.ts'
import type { ConnectionsApi, PoliciesApi, Sso } from './types/sso.ts'

/**
 * Creates the SSO of one host app. Create it once per process; it holds no connection state.
 *
 * @param config checked completely: every problem is listed at once
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
  return Object.freeze({
    basePath: core.config.paths.basePath,
    handler: (request: Request, context?: Context) => face.handler(request, context as Context),
    intercept: (request: Request, context?: Context) => face.intercept(request, context as Context),
    errorResponse: face.errorResponse,
    startLogin: async (...args) => (await startPart()).startLogin(core, ...args),
    handleCallback: async (...args) => (await callbackPart()).handleCallback(core, ...args),
    loginOptions: async (query) => (await import('./login/options.ts')).loginOptions(core, query),
    mayUsePassword: async (query) =>
      (await import('./login/password.ts')).mayUsePassword(core, query),
    pendingJoin: async (request) => (await joinPart()).pendingJoin(core, request),
    completeJoin: async (...args) => (await (await joinPart()).completeJoin(core, ...args)).result,
    connections: connectionsApi(core),
    policies: policiesApi(core),
    domains: domainsApi(core),
    verifyDomain: async (...args) =>
      (await import('./domains/verify.ts')).verifyDomain(core, ...args),
    maintain: async (options) =>
      (await import('./maintenance/maintain.ts')).maintain(core, options),
  } satisfies Sso<Context>)
}

function connectionsApi(core: Core): ConnectionsApi {
  const api = lazy(async () => (await import('./admin/connections.ts')).createConnectionsApi(core))
  return Object.freeze({
    create: async (...args) => (await api()).create(...args),
    get: async (...args) => (await api()).get(...args),
    list: async (...args) => (await api()).list(...args),
    update: async (...args) => (await api()).update(...args),
    check: async (...args) => (await api()).check(...args),
    activate: async (...args) => (await api()).activate(...args),
    disable: async (...args) => (await api()).disable(...args),
    remove: async (...args) => (await api()).remove(...args),
    test: async (...args) => (await api()).test(...args),
    trace: async (...args) => (await api()).trace(...args),
    setup: async (...args) => (await api()).setup(...args),
  } satisfies ConnectionsApi)
}

function policiesApi(core: Core): PoliciesApi {
  const api = lazy(async () => (await import('./admin/policies.ts')).createPoliciesApi(core))
  return Object.freeze({
    get: async (...args) => (await api()).get(...args),
    set: async (...args) => (await api()).set(...args),
    preflight: async (...args) => (await api()).preflight(...args),
  } satisfies PoliciesApi)
}

function domainsApi(core: Core): DomainsApi {
  const api = lazy(async () => (await import('./domains/api.ts')).createDomainsApi(core))
  return Object.freeze({
    claim: async (...args) => (await api()).claim(...args),
    list: async (...args) => (await api()).list(...args),
    instructions: async (...args) => (await api()).instructions(...args),
    verifyPending: async (...args) => (await api()).verifyPending(...args),
    release: async (...args) => (await api()).release(...args),
  } satisfies DomainsApi)
}
