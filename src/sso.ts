import { createConnectionsApi } from './admin/connections.ts'
import { resolveConfig } from './config/resolve.ts'
import { createCore } from './core/core.ts'
import { createHttpFace } from './http/handler.ts'
import { handleCallback } from './login/finish.ts'
import { startLogin } from './login/start.ts'
import type { SsoConfig } from './types/config.ts'
import type { Sso } from './types/sso.ts'

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
    startLogin: (...args) => startLogin(core, ...args),
    handleCallback: (...args) => handleCallback(core, ...args),
    connections: createConnectionsApi(core),
  } satisfies Sso<Context>)
}
