// @ts-check
/** @typedef {import('./sessions.js').Person} Person */

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Names and descriptions are strangers' text. @param {string} text */
const safe = (text) => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')

/** @param {string} content */
const page = (content) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Acme Projects</title>
<main>${content}</main>
</html>
`

/** @param {import('ssokit').LoginOptions} options */
export const welcomePage = ({ connections }) =>
  page(`<h1>Acme Projects</h1>
${connections.map(({ label, url }) => `<p><a href="${safe(url)}">Sign in with ${safe(label)}</a></p>`).join('\n')}`)

/** Who signs out here is still signed in at the company: that session can end, too. @param {Person} person */
export const homePage = ({ name, isAdmin, sso }) =>
  page(`<h1>Welcome back</h1>
<p>You are signed in as <strong>${safe(name)}</strong>.</p>
${isAdmin ? '<p><a href="/sso/setup">Set up SSO</a></p>' : ''}
<form method="post" action="/sso/${sso.connectionId}/logout">
<button name="scope" value="local">Sign out here</button>
<button>Sign out everywhere</button>
</form>`)
