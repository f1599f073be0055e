import { randomToken } from '../crypto/random.ts'
import type { SsoError } from '../errors.ts'
import { publicMessages, type PublicMessageKey } from '../error-entry.ts'
import { html, type Html } from './html.ts'
import { json, page } from './responses.ts'
import { textsFor, type PageTexts } from './texts.ts'

const style = `
body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:#fff;color:#1b1f24}
main{max-width:30rem;padding:2rem 1.25rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .75rem}
p,form{margin:0 0 1rem}
.reference{color:#57606a;font-size:.9375rem}
code{font:inherit;font-family:ui-monospace,monospace;white-space:nowrap}
a,button{color:#0550ae}
button{font:inherit;padding:.5rem 1rem;border:1px solid;border-radius:.375rem;background:none;cursor:pointer}
:focus-visible{outline:3px solid #0969da;outline-offset:2px}
@media(prefers-color-scheme:dark){
body{background:#0d1117;color:#e6edf3}
.reference{color:#9198a1}
a,button{color:#79c0ff}}`

export interface PageContent {
  readonly status: number
  readonly title: string
  readonly body: Html
  readonly head?: Html
  readonly style?: string
  readonly script?: string
  /**
   * Where the page's form may lead, redirects included; nowhere by default. `any` is for the way to
   * an identity provider, which may redirect to hosts of its own.
   */
  readonly form?: 'any' | 'self'
}

/** One page in ssokit's own style, under a policy that allows what it needs and no more. */
export function renderPage(texts: PageTexts, content: PageContent): Response {
  const nonce = randomToken(16)
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    ...(content.script === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    "base-uri 'none'",
    ...(content.form === 'any' ? [] : [`form-action '${content.form ?? 'none'}'`]),
    "frame-ancestors 'none'",
  ].join('; ')
  const raw = (markup: string): Html => ({ markup })
  const { markup } = html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${content.title}</title>
${content.head}<style nonce="${nonce}">${raw(style + (content.style ?? ''))}</style>
</head>
<body>
<main>
${content.body}
</main>
${content.script !== undefined && html`<script nonce="${nonce}">${raw(content.script)}</script>`}
</body>
</html>
`
  return page(content.status, markup, policy)
}

/**
 * What the person sees when a sign-in fails: a fixed sentence and a reference, never the reason.
 *
 * @param links where the way back leads, and where one can start again if that helps
 */
export function errorPage(
  error: SsoError,
  request: Request,
  correlationId: string,
  links: { readonly home: string; readonly again: string | undefined },
): Response {
  const texts = textsFor(request)
  const { key, status } = publicView(error)
  const message = texts.messages[key]
  if (wantsJson(request)) return json(status, { message, correlationId })
  const again = key === 'restart' ? links.again : undefined
  return renderPage(texts, {
    status,
    title: texts.heading,
    body: html`<h1>${texts.heading}</h1>
<p>${message}</p>
${again !== undefined && html`<p><a href="${again}">${texts.again}</a></p>`}
<p><a href="${links.home}">${texts.home}</a></p>
<p class="reference">${texts.reference} <code>${correlationId}</code></p>`,
  })
}

/** Scripts get no page. */
export function wantsJson(request: Request): boolean {
  const accept = request.headers.get('accept') ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

/** An error of another version of ssokit may have a text or a status that this one does not know. */
export function publicView({ publicKey, status }: SsoError): {
  key: PublicMessageKey
  status: number
} {
  const isKnown = Object.hasOwn(publicMessages, publicKey)
  const isStatus = Number.isInteger(status) && status >= 400 && status <= 599
  return { key: isKnown ? publicKey : 'failed', status: isStatus ? status : 500 }
}

/** A form that submits itself; without scripts a button does it. */
export function postPage(
  url: string,
  fields: Readonly<Record<string, string>>,
  request: Request | undefined,
): Response {
  const texts = textsFor(request)
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return renderPage(texts, {
    status: 200,
    title: texts.heading,
    // Browsers hold redirects to it too: to hosts of the provider, to where the host leads afterwards.
    form: 'any',
    script: 'document.forms[0].submit()',
    body: html`<h1>${texts.heading}</h1>
<p>${texts.redirecting}</p>
<form method="post" action="${url}">${inputs}<button>${texts.proceed}</button></form>`,
  })
}
