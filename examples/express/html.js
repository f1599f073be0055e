// @ts-check
/** @typedef {{ markup: string }} Html */

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * The one way to write HTML here. Claims and what people type are strangers' text: whatever is put in
 * is escaped, unless it is markup already; what is absent or false leaves nothing.
 *
 * @param {TemplateStringsArray} literals
 * @param {...(string | number | false | undefined | Html | Html[])} parts
 * @returns {Html}
 */
export function html(literals, ...parts) {
  const written = parts.map((part) => {
    if (part === undefined || part === false) return ''
    if (Array.isArray(part)) return part.map(({ markup }) => markup).join('')
    if (typeof part === 'object') return part.markup
    return String(part).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  })
  return { markup: String.raw({ raw: literals }, ...written) }
}

const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

/** No script, styles from here only, no framing, nothing cached: pages about a person are private. */
export function pageHeaders(
  /** @type {unknown} */ _req,
  /** @type {import('node:http').ServerResponse} */ res,
  /** @type {() => void} */ next,
) {
  res.setHeader('content-security-policy', `${POLICY}; form-action 'self'`)
  res.setHeader('cache-control', 'no-store')
  res.setHeader('referrer-policy', 'same-origin')
  res.setHeader('x-content-type-options', 'nosniff')
  next()
}

/**
 * For a page whose form may end at an identity provider: browsers hold the redirects that follow a form
 * to `form-action` too, and the provider may redirect to hosts of its own.
 *
 * @param {import('node:http').ServerResponse} res
 */
export function mayLeave(res) {
  res.setHeader('content-security-policy', POLICY)
}

/**
 * @param {string} title
 * @param {Html} content
 * @param {Html} [navigation]
 */
export function page(title, content, navigation) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Acme Projects</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
${navigation}
<main>
${content}
</main>
</body>
</html>
`.markup
}

/** @param {string} title @param {string} message @param {string} [hint] */
export function messagePage(title, message, hint) {
  return page(
    title,
    html`<h1>${title}</h1>
<p>${message}</p>
${hint !== undefined && html`<p>${hint}</p>`}
<p><a href="/">Go to the start page</a></p>`,
  )
}

/**
 * What went wrong, above a form.
 *
 * @param {readonly { message: string, hint?: string, suggestion?: string }[]} problems
 */
export function alert(problems) {
  const texts = problems.map((problem) => html`${problem.message} ${adviceOf(problem)}`)
  const list = html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`
  return html`<div class="alert" role="alert">${texts.length === 1 ? html`<p>${texts}</p>` : list}</div>`
}

/** @param {{ hint?: string, suggestion?: string }} problem */
export const adviceOf = ({ hint, suggestion }) =>
  html`${hint}${suggestion !== undefined && html` Perhaps: <code>${suggestion}</code>`}`
