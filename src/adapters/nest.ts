/** @module ssokit/nest: the module for Nest 11 and 12, on Express and on Fastify. */
import { HttpAdapterHost } from '@nestjs/core'
import type { Sso } from '../types/sso.ts'
import { type NodeContext, toNodeHandler } from './node.ts'

export { sendResponse, toRequest } from './node.ts'

/** The `Sso` itself, by the class as token: `constructor(@Inject(SsoService) private sso: SsoService)`. */
export abstract class SsoService {}
// Declared twice: a class is the token, and the interface says what is injected.
export interface SsoService extends Sso<NodeContext> {}

/** Context of hooks on both platforms: Node's request and response, on Fastify the raw ones. */
export type NestContext = NodeContext

/** Options of `SsoModule.forRoot`. */
export interface SsoModuleOptions {
  readonly sso: Sso<NodeContext>
  /**
   * Whether the mount answers on the pages outside `basePath` that `paths` names. Default `true`.
   * With `false` they are routes of your controllers, which call `handleCallback` or `intercept`.
   */
  readonly hostPages?: boolean
}

type Token = string | symbol | (abstract new (...dependencies: never[]) => object)
type Module = new (...dependencies: never[]) => object

/** Options of `SsoModule.forRootAsync`. */
export interface SsoModuleAsyncOptions {
  /** Modules whose providers `inject` names. */
  readonly imports?: readonly Module[]
  /** Tokens of what `useFactory` receives, in order. */
  readonly inject?: readonly Token[]
  useFactory(...dependencies: never[]): SsoModuleOptions | Promise<SsoModuleOptions>
}

/** What Nest calls a dynamic module. */
export interface SsoDynamicModule {
  module: Module
  global: boolean
  imports: Module[]
  exports: Token[]
  providers: { provide: Token; inject: Token[]; useFactory(...found: unknown[]): unknown }[]
}

const optionsToken = Symbol('ssokit.options')
const mountToken = Symbol('ssokit.mount')

/**
 * Mounts an `Sso` in front of controllers, guards, pipes and body parsers, and behind what `main.ts`
 * gives to `app.use`, such as sessions. A global prefix does not count: `basePath` alone does.
 * `SsoService` can be injected everywhere.
 *
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { type NestContext, SsoModule } from 'ssokit/nest'
 *
 * declare const sso: Sso<NestContext>
 * console.log({ imports: [SsoModule.forRoot({ sso })] }) // of your @Module
 * ```
 */
export class SsoModule {
  static forRoot(options: SsoModuleOptions): SsoDynamicModule {
    return SsoModule.forRootAsync({ useFactory: () => options })
  }

  static forRootAsync(options: SsoModuleAsyncOptions): SsoDynamicModule {
    const { imports = [], inject = [], useFactory } = options
    const optionsOf = useFactory as (...found: unknown[]) => ReturnType<typeof useFactory>
    const ssoOf = (found: unknown) => (found as SsoModuleOptions).sso
    return {
      ...{ module: SsoModule, global: true, imports: [...imports], exports: [SsoService] },
      providers: [
        { provide: optionsToken, inject: [...inject], useFactory: optionsOf },
        { provide: SsoService, inject: [optionsToken], useFactory: ssoOf },
        { provide: mountToken, inject: [optionsToken, HttpAdapterHost], useFactory: mount },
      ],
    }
  }
}

function mount(options: unknown, host: unknown): true {
  const { sso, hostPages = true } = options as SsoModuleOptions
  const { basePath, handler } = sso
  const served = hostPages ? sso : { basePath, handler, intercept: async () => undefined }
  const adapterHost = host as HttpAdapterHost
  const arrange = () => {
    const adapter = adapterHost.httpAdapter
    // A context without HTTP has none.
    if (!adapter) return
    const init = adapter.init?.bind(adapter)
    let isMounted = false
    // `app.init()` calls it after the middleware of `main.ts` and before the body parsers.
    adapter.init = async () => {
      await init?.()
      if (!isMounted) adapter.use(toNodeHandler(served))
      isMounted = true
    }
  }
  // Tests make the adapter after the providers.
  if (adapterHost.httpAdapter) arrange()
  else adapterHost.init$.subscribe(arrange)
  return true
}
