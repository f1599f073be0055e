import type { ServerResponse } from 'node:http'

export interface Html {
  readonly markup: string
}

type Part = string | number | false | undefined | Html | readonly Html[]

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** The one way to write HTML here: what is put in is escaped, unless it is markup already. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = parts.map((part) => {
    if (part === undefined || part === false) return ''
    if (typeof part !== 'object') return escape(String(part))
    return [part]
      .flat()
      .map(({ markup }) => markup)
      .join('')
  })
  return { markup: String.raw({ raw: literals }, ...written) }
}

const escape = (text: string) => text.replaceAll(/[&<>"']/g, (one) => entities.get(one) ?? '')

/** No script, no framing, nothing cached: pages about a person are private. */
export function sendPage(res: ServerResponse, content: Html, status = 200): void {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Acme Projects</title>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
  res.end(page.markup)
}

export function redirect(res: ServerResponse, location: string, cookie?: string): void {
  if (cookie !== undefined) res.appendHeader('set-cookie', cookie)
  res.writeHead(303, { location }).end()
}

export interface Problem {
  readonly path?: string
  readonly message: string
  readonly hint?: string
}

/** What went wrong, above a form. */
export function alert(problems: readonly Problem[]): Html | undefined {
  if (problems.length === 0) return undefined
  const items = problems.map(({ message, hint }) => html`<li>${message} ${hint}</li>`)
  return html`<ul role="alert">${items}</ul>`
}
