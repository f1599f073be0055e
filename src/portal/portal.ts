import { coreOf } from '../core/core-of.ts'
import type { Core } from '../core/core.ts'
import { adminError } from '../admin/error.ts'
import { setupSession } from '../admin/setup-session.ts'
import { sha256 } from '../crypto/digest.ts'
import { callHost } from '../core/core.ts'
import { isResponse, withCookies } from '../http/responses.ts'
import { isSameOrigin } from '../http/same-origin.ts'
import { serializeCookie } from '../http/cookies.ts'
import { SsoError, toSsoError } from '../errors.ts'
import type { SetupLink } from '../types/setup-link.ts'
import type { Sso } from '../types/sso.ts'
import { checkBranding, checkFrameAncestors } from './branding.ts'
import { isProtected, protect } from './csrf.ts'
import { errorContent } from './error-content.ts'
import { formValues, readForm } from './form.ts'
import { type Frame, renderPage } from './layout.ts'
import { linkBar } from './link-bar.ts'
import { en } from './locales/en/index.ts'
import { textsOf } from './locales/index.ts'
import type { PortalTexts } from './locales/texts.ts'
import type { Portal, PortalAttempt, PortalOptions } from './options.ts'
import { ENDED, endedPage } from './pages/end.ts'
import { isLinkPath, showLink, useLink } from './pages/link.ts'
import { matchRoute } from './routes.ts'
import { script } from './script.ts'
import { styleSheet } from './style.ts'
import type { PageAnswer, Visit } from './visit.ts'

/** A year, in seconds: the address changes with the content. */
const ASSET_SECONDS = 31_536_000

/** Who is there, and how. */
interface Visitor {
  readonly actor: unknown
  readonly organizationId: string
  readonly link: SetupLink | undefined
  readonly id?: string
}

/**
 * The pages on which a customer's admin sets single sign-on up alone: server-rendered, without a client
 * framework, and complete without JavaScript. Mount them before `sso` itself, whose base path they
 * lie below.
 *
 * @param options `sso` as `createSso` returned it; `visitor` tells who is there by the host's own
 *   session, and without it only setup links (`sso.setupLinks`) lead in
 * @returns what every mount takes
 * @throws {TypeError} for an `sso` that `createSso` did not make, and for branding that is no style
 * @example
 * ```ts
 * import type { Sso } from 'ssokit'
 * import { portal } from 'ssokit/portal'
 *
 * declare const sso: Sso
 * declare function sessionOf(request: Request): { userId: string; organizationId: string } | null
 *
 * const setup = portal({
 *   sso,
 *   branding: { product: 'Example App' },
 *   visitor: (request) => {
 *     const session = sessionOf(request)
 *     return session && { actor: session.userId, organizationId: session.organizationId }
 *   },
 * })
 * const response = await setup.handler(new Request('https://app.example.com/sso/setup'))
 * console.log(response.status)
 * ```
 */
export function portal<Context = unknown>(options: PortalOptions<Context>): Portal<Context> {
  const core = coreOf(options.sso)
  const { branding = { product: core.config.baseUrl }, frameAncestors = [] } = options
  checkBranding(branding)
  checkFrameAncestors(frameAncestors)
  const base = `${options.sso.basePath}/setup`
  const css = styleSheet(branding)
  const frame = async (): Promise<Frame> => ({
    ...{ base, branding, frameAncestors },
    revision: (await sha256(css + script)).slice(0, 12),
  })

  const visitorOf = async (request: Request, context: Context): Promise<Visitor | Response> => {
    const session = await setupSession(core, request)
    if (session) {
      const { actor, link } = session
      return { actor, link, organizationId: link.organizationId }
    }
    const known = await callHost(() => options.visitor?.(request, context) ?? null)
    if (isResponse(known)) return known
    if (known) return { ...known, link: undefined }
    throw new SsoError('not_authorized', { detail: { action: 'setup' } })
  }

  const organizationName = (id: string) =>
    callHost(() => options.organizationName?.(id) ?? undefined)

  const allow = async (attempt: PortalAttempt): Promise<void> => {
    if (!options.mayVisit || (await callHost(() => options.mayVisit?.(attempt))) === true) return
    throw adminError('setup_throttled')
  }

  return Object.freeze({
    basePath: base,
    intercept: async () => undefined,

    async handler(request: Request, context?: Context): Promise<Response> {
      let texts: PortalTexts = en
      const below = pathBelow(base, request)
      const path = below ?? ''
      try {
        texts = textsOf(request, options)
        if (below === undefined) throw new SsoError('request_not_found')
        const asset = assetOf(path, css)
        if (asset) return asset
        const method = methodOf(request)
        const shown = { texts, path, pages: [] }
        if (path === ENDED) {
          await allow({ request, method, kind: 'link' })
          return renderPage(await frame(), shown, endedPage(texts))
        }
        if (isLinkPath(path)) {
          await allow({ request, method, kind: 'link' })
          const { product } = branding
          const link = { core, token: path, texts, product, base, organizationName }
          const isUse = method === 'POST'
          if (isUse && !isSameOrigin(request, core.config.baseUrl)) throw foreign()
          const answer = await (isUse ? useLink(link) : showLink(link))
          if (isResponse(answer)) return answer
          const shownLink = renderPage(await frame(), shown, answer)
          // The pages that it leads to, and their scripts, must not learn the token (rule T5).
          shownLink.headers.set('referrer-policy', 'strict-origin')
          return shownLink
        }
        const who = await visitorOf(request, context as Context)
        if (isResponse(who)) return who
        const kind = method === 'POST' ? 'change' : 'page'
        await allow({ request, method, kind, organizationId: who.organizationId })
        const opened = await open(
          { core, options, request, method, base, path, texts, branding },
          who,
        )
        const { answer, setCookie, visit } = opened
        const pages = pagesFor(visit)
        const response = isResponse(answer)
          ? answer
          : renderPage(await frame(), { texts, path, pages, bar: linkBar(visit) }, answer)
        return withCookies(response, setCookie)
      } catch (error) {
        const known = toSsoError(error)
        if (known.status >= 500)
          core.emit({ type: 'request.failed', code: known.code, status: known.status })
        const failed = renderPage(
          await frame(),
          { texts, path, pages: [] },
          errorContent(known, texts, base),
        )
        if (known.code === 'request_method_not_allowed') failed.headers.set('allow', 'GET, POST')
        return failed
      }
    },
  })
}

interface Arrival {
  readonly core: Core
  readonly options: Pick<PortalOptions, 'sso'> | { readonly sso: unknown }
  readonly request: Request
  readonly method: 'GET' | 'POST'
  readonly base: string
  readonly path: string
  readonly texts: PortalTexts
  readonly branding: Visit['branding']
}

/** Finds the page and lets it answer; a change must come from a form of this very visitor. */
async function open(
  { core, options, request, method, base, path, texts, branding }: Arrival,
  who: Visitor,
): Promise<{ answer: PageAnswer; setCookie: readonly string[]; visit: Visit }> {
  const match = matchRoute(path)
  const page = match && (method === 'POST' ? match.route.post : match.route.get)
  if (!match || !page) throw new SsoError('request_not_found')
  const protection = await protect(core, request, who)
  const isChange = method === 'POST'
  if (isChange && !isSameOrigin(request, core.config.baseUrl)) throw foreign()
  const form = isChange ? await readForm(request) : formValues([])
  if (isChange && !isProtected(form, protection)) {
    throw new SsoError('request_malformed', { message: texts.common.expired })
  }
  const visit: Visit = {
    ...{ core, request, base, texts, branding, form, parameters: match.parameters },
    sso: options.sso as Sso,
    as: { actor: who.actor },
    organizationId: who.organizationId,
    link: who.link,
    query: new URL(request.url).searchParams,
    csrfToken: protection.token,
  }
  const setCookie = protection.cookie ? [serializeCookie(protection.cookie)] : []
  return { answer: await page(visit), setCookie, visit }
}

/** The pages in the head of every page; a link leads to what it is for and no further. */
function pagesFor({ link, texts }: Visit): readonly (readonly [string, string])[] {
  const { home, domains, policy, activity, setupLinks } = texts.common
  const forLinks = [
    ['', home],
    ['domains', domains],
  ] as const
  if (link) return forLinks
  return [...forLinks, ['policy', policy], ['activity', activity], ['links', setupLinks]]
}

/** `undefined` for an address that is none of the portal's, though it may begin like one. */
function pathBelow(base: string, request: Request): string | undefined {
  const { pathname } = new URL(request.url)
  if (!`${pathname}/`.startsWith(`${base}/`)) return undefined
  return pathname.slice(base.length).replace(/^\//, '').replace(/\/$/, '')
}

function assetOf(path: string, css: string): Response | undefined {
  const assets: Readonly<Record<string, readonly [string, string]>> = {
    'style.css': ['text/css', css],
    'script.js': ['text/javascript', script],
  }
  if (!Object.hasOwn(assets, path)) return undefined
  const [type = '', body = ''] = assets[path] ?? []
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': `public, max-age=${ASSET_SECONDS}, immutable`,
      'x-content-type-options': 'nosniff',
    },
  })
}

function methodOf({ method }: Request): 'GET' | 'POST' {
  if (method === 'GET' || method === 'HEAD') return 'GET'
  if (method === 'POST') return 'POST'
  throw new SsoError('request_method_not_allowed', { detail: { allow: ['GET', 'POST'] } })
}

const foreign = (): SsoError =>
  new SsoError('request_malformed', { message: 'The form was not sent by a page of ours.' })
