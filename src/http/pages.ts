import { randomToken } from '../crypto/random.ts'
import type { SsoError } from '../errors.ts'
import { errorTable } from '../error-table.ts'
import { html, type Html } from './html.ts'
import { json, page } from './responses.ts'
import { textsFor, type PageTexts } from './texts.ts'

const style = `
body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;display:grid;min-height:100vh;place-items:center;background:#fff;color:#1b1f24}
main{max-width:30rem;padding:2rem 1.25rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .75rem}
p{margin:0 0 1rem}
.reference{color:#57606a;font-size:.9375rem}
code{font:inherit;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
a,button{color:#0550ae}
button{font:inherit;padding:.5rem 1rem;border:1px solid;border-radius:.375rem;background:none;cursor:pointer}
:focus-visible{outline:3px solid #0969da;outline-offset:2px}
@media(prefers-color-scheme:dark){
body{background:#0d1117;color:#e6edf3}
.reference{color:#9198a1}
a,button{color:#79c0ff}}`

interface PageContent {
  readonly status: number
  readonly title: string
  readonly body: Html
  readonly script?: string
  /** The page's form leads to an identity provider, which may redirect to hosts of its own. */
  readonly hasForm?: boolean
}

function render(texts: PageTexts, content: PageContent): Response {
  const nonce = randomToken(16)
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    ...(content.script === undefined ? [] : [`script-src 'nonce-${nonce}'`]),
    "base-uri 'none'",
    ...(content.hasForm ? [] : ["form-action 'none'"]),
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
<style nonce="${nonce}">${raw(style)}</style>
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
 * @param homeUrl where the way back leads
 */
export function errorPage(
  error: SsoError,
  request: Request,
  correlationId: string,
  homeUrl: string,
): Response {
  const texts = textsFor(request)
  const { message, status } = publicView(error, texts)
  const accept = request.headers.get('accept') ?? ''
  if (accept.includes('application/json') && !accept.includes('text/html')) {
    return json(status, { message, correlationId })
  }
  return render(texts, {
    status,
    title: texts.heading,
    body: html`<h1>${texts.heading}</h1>
<p>${message}</p>
<p class="reference">${texts.reference} <code>${correlationId}</code></p>
<p><a href="${homeUrl}">${texts.home}</a></p>`,
  })
}

/** An error of another version of ssokit may have a code that this table does not know. */
function publicView(error: SsoError, { messages }: PageTexts): { message: string; status: number } {
  const isKnown = Object.hasOwn(errorTable, error.code)
  const { public: key, status } = errorTable[isKnown ? error.code : 'internal_error']
  return { message: messages[key], status }
}

/** A form that submits itself to the identity provider; without scripts a button does it. */
export function postPage(
  url: string,
  fields: Readonly<Record<string, string>>,
  request: Request | undefined,
): Response {
  const texts = textsFor(request)
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return render(texts, {
    status: 200,
    title: texts.heading,
    hasForm: true,
    script: 'document.forms[0].submit()',
    body: html`<h1>${texts.heading}</h1>
<p>${texts.redirecting}</p>
<form method="post" action="${url}">${inputs}<button>${texts.proceed}</button></form>`,
  })
}
