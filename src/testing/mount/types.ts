import type { SsoConfig } from '../../types/config.ts'
import type { SsoEvent } from '../../types/events.ts'
import type { Login } from '../../types/login.ts'
import type { Sso } from '../../types/sso.ts'
import type { HttpAnswer, HttpRequest } from './http.ts'

/** Where the host's own parser of forms stands; its limit is above 1 MiB. */
export type MountParser = 'before' | 'after' | 'none'

/** The host app that `start` has to build. */
export interface MountApp {
  /** For `createSso`, with a storage of yours added. `baseUrl` is an address behind a proxy. */
  readonly config: Omit<SsoConfig, 'storage'>
  readonly parser: MountParser
  /** The path below which all of the app is mounted, for example `/app`; empty at the root. */
  readonly prefix: '' | '/app'
}

/** An app that was started for one case. */
export interface StartedMount {
  /** Where the app listens, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  readonly sso: Pick<Sso, 'connections'>
  close(): void | Promise<void>
}

/** What is to be tested. */
export interface MountSuite {
  /**
   * Starts a host app with the mount under test, on plain HTTP; called once per case. Besides ssokit,
   * below its prefix, the app
   *
   * - owns the page `/login`, which may also be the callback: what `intercept` leaves alone is
   *   answered with 200, a GET by the text `host`, a POST by the fields of its form as JSON, repeated
   *   ones as lists;
   * - answers a GET of `/` and of `/ssofar` with 200 and the text `host`.
   */
  start(app: MountApp): StartedMount | Promise<StartedMount>
  /** Default: all three. A framework without parsers has `none`. */
  readonly parsers?: readonly MountParser[]
}

/** One sentence of the contract. `run` rejects where the mount breaks it. */
export interface MountCase {
  readonly name: string
  run(): Promise<void>
}

/** A sign-in that was begun by HTTP and answered by the identity provider. */
export interface BegunSignIn {
  readonly connectionId: string
  /** The address that was asked for at first. */
  readonly loginPath: string
  /** Of the browser that began. */
  readonly cookie: string
  /** Where the answer goes to, without a query. */
  readonly path: string
  readonly fields: URLSearchParams
  /** Brings the answer as the provider lets the browser do it, changed as given. */
  answer(change?: Partial<HttpRequest>): Promise<HttpAnswer>
}

export interface MountScene {
  readonly logins: readonly Login[]
  readonly events: readonly SsoEvent[]
  readonly origin: string
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Posts a form. */
  post(
    path: string,
    body: NonNullable<HttpRequest['body']>,
    headers?: Record<string, string>,
  ): Promise<HttpAnswer>
  begin(protocol: 'oidc' | 'saml', returnTo?: string): Promise<BegunSignIn>
  /** Codes of the errors that ended requests. */
  errors(): readonly string[]
}

export interface MountChange {
  readonly prefix?: MountApp['prefix']
  readonly config?: Partial<MountApp['config']>
}

/** A check by its sentence, and what it changes in the app. */
export type MountChecks = Readonly<
  Record<
    string,
    {
      /** Made anew for each run. */
      app?(): MountChange
      check(scene: MountScene): Promise<void>
    }
  >
>
