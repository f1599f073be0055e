import type { Sso } from '../types/sso.ts'
import type { PortalTexts } from './locales/texts.ts'

type MaybePromise<Type> = Type | Promise<Type>

/** Whom the host lets in, and for which organisation. */
export interface PortalVisitor {
  /** Handed to `authorize` with every call. */
  readonly actor: unknown
  readonly organizationId: string
  /**
   * Never changes, such as the id of the user or of the session: a form counts for whoever has the id of
   * whoever opened it. Default: the name by `describeActor`.
   */
  readonly id?: string
}

/** How the pages look. Every value is checked: none can carry markup or further style. */
export interface PortalBranding {
  /** The name of the product, as people know it. */
  readonly product: string
  /** A path of the host's, or an https address. */
  readonly logoUrl?: string
  /** CSS colour of buttons and links in the light theme, and in the dark one. */
  readonly accent?: string
  readonly accentDark?: string
  /** For example `6px`. */
  readonly radius?: string
  /** For example `Inter, sans-serif`; the host’s fonts are not loaded. */
  readonly fontFamily?: string
  /** Where the logo and the name lead. Default: the start page. */
  readonly homeUrl?: string
  /** Where admins find help; shown in the foot of every page. */
  readonly supportUrl?: string
}

/** What a rate limit is asked about. */
export interface PortalAttempt {
  readonly request: Request
  readonly method: 'GET' | 'POST'
  /** `link` for visits of setup links, which need no session. */
  readonly kind: 'link' | 'page' | 'change'
  readonly organizationId?: string
}

/**
 * Options of `portal`.
 *
 * @typeParam Context what the mount passes, for example `{ req, res }`
 */
export interface PortalOptions<Context = unknown> {
  readonly sso: Sso<never> | Sso<Context>
  /**
   * Who is there by the host's own session; `null` for nobody, or an answer such as the way to the sign-in
   * page. Left out, only setup links lead in.
   */
  visitor?(request: Request, context: Context): MaybePromise<PortalVisitor | Response | null>
  readonly branding?: PortalBranding
  /** What a customer is called: tells whoever opens a setup link what it is for. */
  organizationName?(organizationId: string): MaybePromise<string | undefined>
  /** A language for everybody, such as `de`. Default: that of each browser. */
  readonly locale?: string
  /** Further languages, and other words for those that are there. */
  readonly locales?: Readonly<Record<string, PortalTexts>>
  /** Origins that may show the pages in a frame. Default none. */
  readonly frameAncestors?: readonly string[]
  /** Asked before every page; whatever is not true answers 429. */
  mayVisit?(attempt: PortalAttempt): MaybePromise<boolean>
}

/** The pages, to be mounted like an `Sso`: every mount takes either. */
export interface Portal<Context = unknown> {
  /** `/setup` below the base path of `sso`. */
  readonly basePath: string
  /** Answers everything under `basePath`. Never throws. */
  handler(request: Request, context?: Context): Promise<Response>
  /** Answers nothing: no page of the host's is shared with the portal. For mounts that ask. */
  intercept(request: Request, context?: Context): Promise<undefined>
}
