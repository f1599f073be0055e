import { resolveConfig } from './config/resolve.ts'
import { type Core, createCore } from './core/core.ts'
import { lazy } from './core/lazy.ts'
import { createHttpFace } from './http/handler.ts'
import { callbackPart, startPart } from './login/parts.ts'
import type { SsoConfig } from './types/config.ts'
import type { ConnectionsApi, Sso } from './types/sso.ts'

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
    connections: connectionsApi(core),
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
    activate: async (...args) => (await api()).activate(...args),
    disable: async (...args) => (await api()).disable(...args),
    setup: async (...args) => (await api()).setup(...args),
  } satisfies ConnectionsApi)
}
