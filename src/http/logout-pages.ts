import { safeReturnTo } from '../flow/return-to.ts'
import type { Core } from '../core/core.ts'
import type { SsoError } from '../errors.ts'
import type { LogoutStart } from '../types/login.ts'
import { html } from './html.ts'
import { logoutTextsFor } from './logout-texts.ts'
import { publicView, renderPage, wantsJson } from './pages.ts'
import { json, page } from './responses.ts'
import { textsFor } from './texts.ts'

/** The field that says where to go afterwards, on our own form and on hosts'. */
export const RETURN_FIELD = 'returnTo'
/** The field that keeps a sign-out to this application: `local`. */
export const SCOPE_FIELD = 'scope'

/**
 * Asks whether the person means it: a link, and so any page anywhere, must not end a session (rule L3).
 * The form works without scripts.
 */
export function confirmationPage(
  { config }: Core,
  request: Request,
  parameters: ReadonlyMap<string, string>,
): Response {
  const { baseUrl, allowedReturnOrigins } = config
  const texts = { ...textsFor(request), ...logoutTextsFor(request) }
  const wanted = parameters.get(RETURN_FIELD)
  const fields = {
    ...(wanted === undefined
      ? {}
      : { [RETURN_FIELD]: safeReturnTo(wanted, baseUrl, allowedReturnOrigins) }),
    ...(parameters.get(SCOPE_FIELD) === 'local' ? { [SCOPE_FIELD]: 'local' } : {}),
  }
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  )
  const response = renderPage(texts, {
    status: 200,
    title: texts.title,
    // What follows is the provider's page, which may redirect to hosts of its own.
    form: 'any',
    body: html`<h1>${texts.title}</h1>
<p>${texts.question}</p>
<form method="post" action="${new URL(request.url).pathname}">
${hidden}<button>${texts.signOut}</button>
</form>
<p><a href="${baseUrl}/">${texts.stay}</a></p>`,
  })
  // With `no-referrer` the form would come back with `Origin: null`, which is refused as foreign.
  response.headers.set('referrer-policy', 'same-origin')
  return response
}

/**
 * The way to the provider after a form. A redirect would not do: browsers hold the redirects after a form
 * to its page's `form-action`, and an identity provider may redirect to whatever hosts it has.
 */
export function leavingPage(
  { method, url, fields = {} }: Pick<LogoutStart, 'method' | 'url' | 'fields'>,
  request: Request | undefined,
): Response {
  const texts = { ...textsFor(request), ...logoutTextsFor(request) }
  const intro = html`<h1>${texts.title}</h1>
<p>${texts.leaving}</p>
`
  if (method === 'GET') {
    return renderPage(texts, {
      status: 200,
      title: texts.title,
      head: html`<meta http-equiv="refresh" content="0;url=${url}">
`,
      body: html`${intro}<p><a href="${url}">${texts.proceed}</a></p>`,
    })
  }
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return renderPage(texts, {
    status: 200,
    title: texts.title,
    form: 'any',
    script: 'document.forms[0].submit()',
    body: html`${intro}<form method="post" action="${url}">${inputs}<button>${texts.proceed}</button></form>`,
  })
}

/** For a browser that a provider left with us, having no address to send it back to. */
export function outcomePage(status: number, request: Request): Response {
  const texts = { ...textsFor(request), ...logoutTextsFor(request) }
  return renderPage(texts, {
    status,
    title: texts.title,
    body: html`<h1>${texts.title}</h1>
<p>${status < 400 ? texts.done : texts.failed}</p>`,
  })
}

/** What the person sees whose sign-out failed: they may be signed in still, and no sign-in went wrong. */
export function failedPage(
  { config }: Core,
  error: SsoError,
  request: Request,
  correlationId: string,
): Response {
  const { status } = publicView(error)
  const texts = { ...textsFor(request), ...logoutTextsFor(request) }
  if (wantsJson(request)) return json(status, { message: texts.failed, correlationId })
  return renderPage(texts, {
    status,
    title: texts.title,
    body: html`<h1>${texts.title}</h1>
<p>${texts.failed}</p>
<p><a href="${config.baseUrl}/">${texts.home}</a></p>
<p class="reference">${texts.reference} <code>${correlationId}</code></p>`,
  })
}

/** What a provider shows in a hidden frame of its own page, and nobody else in any. */
export function emptyFrame(status: number, ancestor: string): Response {
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestor}`
  const response = page(status, '<!doctype html><title>-</title>', policy)
  response.headers.delete('x-frame-options')
  return response
}
