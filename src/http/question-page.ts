import type { Core } from '../core/core.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { usableHint } from '../login/hint.ts'
import type { LoginStart } from '../types/login.ts'
import { html } from './html.ts'
import { renderPage } from './pages.ts'
import { questionTextsFor } from './question-texts.ts'
import { withCookies } from './responses.ts'
import { ANSWERED_PARAMETER, isIssuerPath, type RouteAction } from './routes.ts'
import { textsFor } from './texts.ts'

const style = `
label{display:block;font-weight:600;margin:0 0 .375rem}
input{box-sizing:border-box;width:100%;font:inherit;color:inherit;background:none;padding:.5rem .75rem;margin:0 0 1rem;border:1px solid #57606a;border-radius:.375rem}
.problem{color:#a40e26}
@media(prefers-color-scheme:dark){
input{border-color:#9198a1}
.problem{color:#ffaba8}}`

/**
 * Asks for an e-mail address where the issuer alone does not tell the organisation. Whose address it
 * is decides by its domain and by nothing else, so that no answer tells whether somebody has an
 * account. The form works without scripts and repeats only what we checked.
 */
export function questionPage(
  core: Core,
  request: Request,
  issuer: string,
  action: Extract<RouteAction, { kind: 'start' | 'restart' }>,
): Response {
  const { baseUrl, allowedReturnOrigins, paths } = core.config
  const texts = { ...textsFor(request), ...questionTextsFor(request) }
  const { returnTo, loginHint } = action.kind === 'start' ? action.options : {}
  const isProblem = action.kind === 'start' && action.isAnswered
  const hint = usableHint(loginHint) ?? ''
  const { pathname } = new URL(request.url)
  const fields = {
    iss: issuer,
    ...(returnTo === undefined
      ? {}
      : { target_link_uri: safeReturnTo(returnTo, baseUrl, allowedReturnOrigins) }),
    [ANSWERED_PARAMETER]: '1',
  }
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
  )
  const page = renderPage(texts, {
    status: 200,
    title: texts.heading,
    form: 'self',
    style,
    body: html`<h1>${texts.heading}</h1>
<p id="question">${texts.question}</p>
${isProblem && html`<p id="problem" class="problem" role="alert">${texts.undecided}</p>`}
<form method="post" action="${isIssuerPath(core, pathname) ? pathname : paths.templates.initiate}">
${hidden}<label for="email">${texts.email}</label>
<input id="email" name="login_hint" type="email" autocomplete="email" maxlength="254" required aria-describedby="${isProblem ? 'problem' : 'question'}"${isProblem && html` aria-invalid="true"`} value="${hint.includes('@') && hint}">
<button>${texts.proceed}</button>
</form>`,
  })
  // With `no-referrer` the form would come back with `Origin: null`, which hosts refuse as forged.
  page.headers.set('referrer-policy', 'same-origin')
  return page
}

/**
 * The way on from a form, ours or the host's. A redirect would not do: browsers hold the redirects after
 * a form to its page's `form-action`, and an identity provider may redirect to whatever hosts it has.
 */
export function continuePage(start: LoginStart, request: Request): Response {
  if (start.method === 'POST') return start.toResponse()
  const texts = textsFor(request)
  const page = renderPage(texts, {
    status: 200,
    title: texts.heading,
    head: html`<meta http-equiv="refresh" content="0;url=${start.url}">
`,
    body: html`<h1>${texts.heading}</h1>
<p>${texts.redirecting}</p>
<p><a href="${start.url}">${texts.proceed}</a></p>`,
  })
  return withCookies(page, start.setCookie)
}
