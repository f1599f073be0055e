import type { Core } from '../core/core.ts'
import type { Html } from '../http/html.ts'
import type { BrowserCookie } from '../types/login.ts'
import type { SetupLink } from '../types/setup-link.ts'
import type { Sso } from '../types/sso.ts'
import type { FormValues } from './form.ts'
import type { PortalTexts } from './locales/texts.ts'
import type { PortalBranding } from './options.ts'

/** One request, once it is known who made it: all that a page is made from. */
export interface Visit {
  readonly core: Core
  readonly sso: Sso
  /** Ends every administrative call. */
  readonly as: { readonly actor: unknown }
  readonly organizationId: string
  /** Of somebody outside of the product; `undefined` for the product’s own people. */
  readonly link: SetupLink | undefined
  readonly texts: PortalTexts
  readonly branding: PortalBranding
  readonly request: Request
  /** Where the pages begin, without a slash at the end. */
  readonly base: string
  /** What stood in the place of `:name` in the path of the route. */
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Empty on a GET. */
  readonly form: FormValues
  /** For every form of the page. */
  readonly csrfToken: string
}

export interface PageContent {
  readonly title: string
  readonly body: Html
  /** Default 200. */
  readonly status?: number
  /** A form of the page leads to an identity provider, which may redirect to hosts of its own. */
  readonly hasWayOut?: boolean
  readonly cookies?: readonly BrowserCookie[]
}

/** A page, or any other answer such as a redirect. */
export type PageAnswer = PageContent | Response

export type Page = (visit: Visit) => Promise<PageAnswer>

export interface Route {
  /** Below the base path: `''`, or segments such as `connections/:connectionId/test`. */
  readonly path: string
  readonly get?: Page
  readonly post?: Page
}
