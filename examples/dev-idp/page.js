// @ts-check
import { createHash } from 'node:crypto'

const style = `
:root{color-scheme:light dark;--text:#1b1f24;--quiet:#57606a;--page:#eef1f4;--card:#fff;--line:#c9d1d9;--hover:#f3f6f9;--accent:#0550ae;--danger:#a40e26}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--quiet:#9ea7b3;--page:#0d1117;--card:#161b22;--line:#3d444d;--hover:#1f2630;--accent:#79c0ff;--danger:#ff9492}}
*{box-sizing:border-box}
body{font:1.0625rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--page);color:var(--text)}
main{width:100%;max-width:27rem;padding:1.75rem 1.5rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);overflow-wrap:anywhere}
a{color:var(--accent)}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 .25rem}
p{margin:0 0 1.25rem;color:var(--quiet)}
ul{list-style:none;margin:0 0 1.25rem;padding:0;display:grid;gap:.625rem}
button{font:inherit;color:inherit;width:100%;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;background:none;text-align:left;cursor:pointer}
button:hover{background:var(--hover);border-color:var(--accent)}
button strong,button span{display:block}
button span{color:var(--quiet);font-size:.9375rem}
label{display:flex;gap:.5rem;align-items:baseline;margin:0 0 1.25rem;color:var(--quiet)}
button.plain{text-align:center}
button.danger{color:var(--danger);text-align:center}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
footer{margin-top:1.25rem;font-size:.875rem;color:var(--quiet)}`

/** Sends the form of a page that has one. */
const submitScript = 'document.forms[0].submit()'

/** @param {string} text */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** @typedef {{ markup: string }} Html */

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * The one way to write HTML here: whatever is put in is escaped, unless it is markup already.
 *
 * @param {TemplateStringsArray} literals
 * @param {...(string | Html | Html[])} parts
 * @returns {Html}
 */
export function html(literals, ...parts) {
  const written = parts.map((part) => {
    if (Array.isArray(part)) return part.map(({ markup }) => markup).join('')
    if (typeof part === 'object') return part.markup
    return part.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  })
  return { markup: String.raw({ raw: literals }, ...written) }
}

/**
 * @param {string} title
 * @param {Html} content
 */
export function page(title, content) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Development identity provider</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${content}
<footer>Development identity provider: no passwords, these people do not exist.</footer>
</main>
</body>
</html>
`.markup
}

/**
 * Posts these fields to another site; without scripts, at the press of a button.
 *
 * @param {string} action
 * @param {Readonly<Record<string, string>>} fields
 */
export function postPage(action, fields) {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return page(
    'Back to the app',
    html`<h1>Back to the app</h1>
<form method="post" action="${action}">${inputs}<button class="plain">Continue</button></form>
<script>${{ markup: submitScript }}</script>`,
  )
}

/**
 * No script but the one of `postPage`, nothing loaded, no framing. Browsers apply `form-action` to the
 * redirects that follow a form as well, so it names the origins that the answer finally goes to.
 *
 * @param {readonly string[]} [formOrigins]
 * @returns {Record<string, string>}
 */
export function pageHeaders(formOrigins = []) {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(submitScript)}`,
    "base-uri 'none'",
    `form-action ${["'self'", ...formOrigins].join(' ')}`,
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
}
