// @ts-check
import { alert, html, page } from './html.js'

/** @typedef {import('ssokit').Identity} Identity */
/** @typedef {import('ssokit').LoginOptions} LoginOptions */

export const WRONG_PASSWORD = 'This e-mail address and password do not fit together.'

/**
 * @param {{
 *   name: string
 *   isAdmin: boolean
 *   connectionId?: string | undefined
 *   sample?: Record<string, string> | undefined
 * }} person
 */
export function homePage({ name, isAdmin, connectionId, sample }) {
  return page(
    'Home',
    html`<h1>Welcome back</h1>
<p>You are signed in as <strong>${name}</strong>.</p>
<p class="buttons"><a class="button" href="/profile">Your profile</a>
${isAdmin && html`<a class="button" href="/sso/setup">Set up SSO</a> <a class="button" href="/settings">SSO settings</a>`}</p>
${isAdmin && sample && sampleValues(sample)}
${signOutForms(connectionId)}`,
  )
}

/** @param {Record<string, string>} sample */
const sampleValues = (sample) => html`<details><summary>Values to set up with</summary>
<p>The development identity provider has these:</p>
<dl class="values">${Object.entries(sample).map(
  ([path, value]) => html`<dt>${path}</dt><dd><code class="copy">${value}</code></dd>`,
)}</dl></details>`

/**
 * What the organisation offers, and the way to it by e-mail address.
 *
 * @param {LoginOptions} options
 * @param {{ email: string, password: string } | undefined} owner of the demo
 */
export function welcomePage(options, owner) {
  return page(
    'Home',
    html`<h1>Acme Projects</h1>
<p>A small app that lets the people of its customers sign in with their company’s account.</p>
<p class="buttons">${loginLinks(options)}</p>
<form method="post" action="/sign-in" class="narrow">
<label for="email">Or with your e-mail address</label>
<div class="row"><input id="email" name="email" type="email" required autocomplete="username"><button>Continue</button></div>
</form>
${
  owner &&
  html`<aside><p>To set up single sign-on, continue as <code>${owner.email}</code> with the password
<code>${owner.password}</code>. This password is new with every start. <code>ben@acme.example</code> has it too.</p></aside>`
}`,
  )
}

/**
 * The second step: it depends on the domain and on the policy of its organisation alone, so nobody learns
 * from it who has an account.
 *
 * @param {string} email
 * @param {LoginOptions} options
 * @param {string} [problem]
 */
export function signInPage(email, options, problem) {
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
<p>as <strong>${email}</strong>. <a href="/">Somebody else?</a></p>
${problem !== undefined && alert([{ message: problem }])}
<p class="buttons">${loginLinks(options, email)}</p>
${
  options.password
    ? passwordForm('/password', email)
    : html`<details><summary>Emergency access</summary>
<p>For the accounts that may use a password while everybody else uses single sign-on.</p>
${passwordForm('/password', email)}</details>`
}`,
  )
}

/**
 * A way that ends at this person's own account must be named: from now on the provider can sign them in.
 *
 * @param {import('ssokit').PendingJoin} join
 * @param {string} [problem]
 */
export function joinPage({ identity, needs, token }, problem) {
  const host = URL.canParse(identity.issuer) ? new URL(identity.issuer).host : identity.issuer
  const email = identity.email ?? 'no e-mail address'
  const question =
    needs === 'confirmation'
      ? html`<p>You have no account here yet. Join Acme Projects?</p>`
      : html`<p>An account with this e-mail address exists. Enter its password once more: from then on
<strong>${host}</strong> may sign you in to it.</p>
${passwordField}`
  return page(
    'Join',
    html`<h1>Join Acme Projects</h1>
<p>You have signed in as <strong>${email}</strong> at <strong>${host}</strong>.</p>
${problem !== undefined && alert([{ message: problem }])}
<form method="post" action="/welcome" class="narrow">${question}
<input type="hidden" name="join" value="${token}">
<button>Join</button>
</form>
<p>Not you, or not what you wanted? Close this page; nothing has happened.</p>`,
  )
}

/**
 * @param {{ name: string, identity?: Identity | undefined, connectionId?: string | undefined }} person
 * @param {string} roles
 */
export function profilePage({ name, identity, connectionId }, roles) {
  return page(
    'Your profile',
    html`<h1>${name}</h1>
<p>${identity?.email ?? 'No e-mail address from an identity provider'} · ${roles}</p>
${signOutForms(connectionId)}
${identity && claimTables(identity)}`,
  )
}

/** @param {Identity} identity */
function claimTables(identity) {
  const { email, groups, issuer, subject, attributes, origin, name, givenName, familyName } =
    identity
  const fields = Object.entries({ name, givenName, familyName, email, groups })
  return html`<h2>Identity</h2>
<p>What the app works with, in the same words for every identity provider.</p>
${table(
  'Identity',
  fields
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, value, origin[field]]),
)}
<h2>All claims</h2>
<p>What the identity provider <code>${issuer}</code> says about the person <code>${subject}</code>.</p>
${table(
  'All claims',
  Object.entries(attributes).map(([claim, value]) => [claim, value, origin[`attributes.${claim}`]]),
)}`
}

/**
 * Who came by single sign-on is still signed in at the company: that session can end, too.
 *
 * @param {string | undefined} connectionId of those who did
 */
function signOutForms(connectionId) {
  if (connectionId === undefined) {
    return html`<form method="post" action="/sign-out"><button>Sign out</button></form>`
  }
  return html`<form method="post" action="/sso/${connectionId}/logout" class="buttons">
<button name="scope" value="local">Sign out here</button>
<button>Sign out everywhere</button>
</form>`
}

const passwordField = html`<label for="password">Password</label>
<input id="password" name="password" type="password" required autocomplete="current-password">`

/** @param {string} action @param {string} email */
const passwordForm = (action, email) => html`<form method="post" action="${action}" class="narrow">
<input type="hidden" name="email" value="${email}" autocomplete="username">
${passwordField}
<button>Sign in</button>
</form>`

/** @param {LoginOptions} options @param {string} [email] */
function loginLinks({ connections }, email) {
  const hint = email === undefined ? {} : { login_hint: email }
  const query = new URLSearchParams({ returnTo: '/profile', ...hint }).toString()
  return connections.map(
    ({ label, url }) => html`<a class="button" href="${url}?${query}">Sign in with ${label}</a> `,
  )
}

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
