// @ts-check
/** @typedef {import('ssokit').Identity} Identity */
/** @typedef {{ markup: string }} Html */

/** No script, styles from here only, no framing, nothing cached: pages about a person are private. */
export function pageHeaders(
  /** @type {unknown} */ _req,
  /** @type {import('node:http').ServerResponse} */ res,
  /** @type {() => void} */ next,
) {
  res.setHeader(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  )
  res.setHeader('cache-control', 'no-store')
  res.setHeader('referrer-policy', 'same-origin')
  res.setHeader('x-content-type-options', 'nosniff')
  next()
}

/**
 * @param {Identity | undefined} identity
 * @param {readonly { text: string, url: string }[]} logins
 */
export function homePage(identity, logins) {
  return identity
    ? page(
        'Home',
        html`<h1>Welcome back</h1>
<p>You are signed in as <strong>${nameOf(identity)}</strong>.</p>
<p><a class="button" href="/profile">Your profile</a></p>
${signOutForm}`,
      )
    : page(
        'Home',
        html`<h1>Acme Projects</h1>
<p>A small app that lets the people of its customers sign in with their company’s account.</p>
${logins.map(({ text, url }) => html`<p><a class="button" href="${url}">${text}</a></p>`)}`,
      )
}

/** @param {Identity} identity */
export function profilePage(identity) {
  const { email, groups, issuer, subject, attributes, origin } = identity
  const fields = Object.entries({
    name: identity.name,
    givenName: identity.givenName,
    familyName: identity.familyName,
    email,
    groups,
  }).filter(([, value]) => value !== undefined)
  return page(
    'Your profile',
    html`<h1>${nameOf(identity)}</h1>
<p>${email ?? 'No e-mail address'}</p>
${signOutForm}
<h2>Identity</h2>
<p>What the app works with, in the same words for every identity provider.</p>
${table(
  'Identity',
  fields.map(([field, value]) => [field, value, origin[field]]),
)}
<h2>All claims</h2>
<p>What the identity provider <code>${issuer}</code> says about the person <code>${subject}</code>.</p>
${table(
  'All claims',
  Object.entries(attributes).map(([name, value]) => [name, value, origin[`attributes.${name}`]]),
)}`,
  )
}

const signOutForm = html`<form method="post" action="/sign-out"><button>Sign out</button></form>`

/** @param {Identity} identity */
const nameOf = ({ name, email, subject }) => name ?? email ?? subject

/**
 * @param {string} label
 * @param {readonly (readonly [name: string, value: unknown, origin: import('ssokit').ClaimOrigin | undefined])[]} rows
 */
function table(label, rows) {
  const body = rows.map(
    ([name, value, origin]) => html`
<tr><th scope="row">${name}</th><td>${textOf(value)}</td><td>${origin ? html`${origin.source}: <code>${origin.claim}</code>` : '–'}</td></tr>`,
  )
  return html`<table aria-label="${label}">
<thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Came from</th></tr></thead>
<tbody>${body}
</tbody>
</table>`
}

/** @param {unknown} value */
function textOf(value) {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.length > 0 ? value.join(', ') : 'none'
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * @param {string} title
 * @param {Html} content
 */
function page(title, content) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Acme Projects</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.markup
}

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Claims are strangers' text: whatever is put in is escaped, unless it is markup already.
 *
 * @param {TemplateStringsArray} literals
 * @param {...(string | Html | Html[])} parts
 * @returns {Html}
 */
function html(literals, ...parts) {
  const written = parts.map((part) => {
    if (Array.isArray(part)) return part.map(({ markup }) => markup).join('')
    if (typeof part === 'object') return part.markup
    return part.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  })
  return { markup: String.raw({ raw: literals }, ...written) }
}
