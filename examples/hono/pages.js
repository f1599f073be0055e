// @ts-check
import { html } from 'hono/html'

/** @typedef {import('./sessions.js').Person} Person */
/** @typedef {ReturnType<typeof html>} Html */

/** `html` escapes what is put in. @param {Html} content */
const page = (content) => html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Acme Projects</title>
<main>${content}</main>
</html>
`

/** @param {import('ssokit').LoginOptions} options */
export const welcomePage = ({ connections }) =>
  page(html`<h1>Acme Projects</h1>
${connections.map(({ label, url }) => html`<p><a href="${url}">Sign in with ${label}</a></p>`)}`)

/** Who signs out here is still signed in at the company: that session can end, too. @param {Person} person */
export const homePage = ({ name, isAdmin, sso }) =>
  page(html`<h1>Welcome back</h1>
<p>You are signed in as <strong>${name}</strong>.</p>
${isAdmin ? html`<p><a href="/sso/setup">Set up SSO</a></p>` : ''}
<form method="post" action="/sso/${sso.connectionId}/logout">
<button name="scope" value="local">Sign out here</button>
<button>Sign out everywhere</button>
</form>`)
