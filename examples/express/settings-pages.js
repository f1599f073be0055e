// @ts-check
import { adviceOf, alert, html } from './html.js'
import { roles } from './members.js'
import { badge, choice, copyable, settingsPage } from './settings-html.js'

/** @typedef {import('ssokit').SsoError} SsoError */

/**
 * @param {readonly (import('ssokit').AccountFacts & { email: string })[]} people
 * @param {SsoError} [error]
 */
export function membersPage(people, error) {
  return settingsPage(
    'Members',
    html`<h1>Members</h1>
${error && alert([error])}
<table aria-label="Members">
<thead><tr><th scope="col">E-mail</th><th scope="col">Role</th><th scope="col">State</th></tr></thead>
<tbody>${people.map(memberRow)}
</tbody>
</table>
<h2>Invite</h2>
<form method="post" action="/settings/members/invite" class="narrow">
<label for="email">E-mail address</label>
<div class="row"><input id="email" name="email" type="email" required autocomplete="off"><button>Invite</button></div>
</form>`,
  )
}

/** @param {import('ssokit').AccountFacts & { email: string }} person */
function memberRow(person) {
  const { id, email, isActive, deactivatedBy, isLastOwner, isExempt, rolesManagedBy } = person
  const labels = roles.filter(({ id: role }) => person.roles.includes(role))
  const names = labels.map(({ label }) => label).join(', ') || 'No role'
  const notes = [isLastOwner && 'Last owner', isExempt && 'Emergency access'].filter(Boolean)
  const state = isActive
    ? html`${badge('active')}`
    : html`${badge('disabled')} ${deactivatedBy === 'idp' ? 'by the identity provider' : 'by an admin'}`
  return html`
<tr><th scope="row">${email}${notes.length > 0 && html`<br><small>${notes.join(' · ')}</small>`}</th>
<td>${
    rolesManagedBy === 'idp'
      ? html`${names}<br><small>From the groups of the identity provider</small>`
      : isLastOwner
        ? names
        : html`<form method="post" action="/settings/members/${id}" class="row">
<select name="role" aria-label="Role of ${email}"><option value="">No role</option>${roles.map(
            (role) =>
              html`<option value="${role.id}"${person.roles.includes(role.id) && html` selected`}>${role.label}</option>`,
          )}</select><button name="action" value="role">Change</button></form>`
  }</td>
<td>${state}${
    !isLastOwner &&
    html` <form method="post" action="/settings/members/${id}"><button name="action" value="${isActive ? 'deactivate' : 'activate'}">${isActive ? 'Deactivate' : 'Activate'}</button></form>`
  }</td></tr>`
}

/** @type {Record<import('ssokit').EnforcementMode, string>} */
const modes = {
  mixed: 'Mixed: passwords and single sign-on side by side',
  enforced_new: 'Single sign-on for new members; those from before keep their password',
  enforced_all: 'Single sign-on for everybody; only emergency accounts keep a password',
}

/**
 * @param {import('ssokit').OrganizationPolicy} policy
 * @param {readonly import('ssokit').PreflightIssue[]} issues
 * @param {SsoError} [error]
 */
export function enforcementPage(policy, issues, error) {
  const chosen = Object.entries(modes).map(([mode, text]) =>
    choice('mode', mode, text, mode === policy.mode),
  )
  return settingsPage(
    'Enforcement',
    html`<h1>Enforcement</h1>
${error && alert([error])}
${policy.isIrreversible && html`<p class="notice">Passwords were given up for good.</p>`}
<h2>Before everybody must use single sign-on</h2>
${
  issues.length === 0
    ? html`<p>Nothing is left to do.</p>`
    : html`<ul>${issues.map(
        (issue) =>
          html`<li><strong>${issue.severity === 'error' ? 'To do' : 'Note'}:</strong> ${issue.message} ${adviceOf(issue)}</li>`,
      )}</ul>`
}
<form method="post" action="/settings/enforcement">
<input type="hidden" name="version" value="${policy.version}">
<fieldset><legend>How people sign in</legend>${chosen}
<label class="choice"><input type="checkbox" name="irreversible"> For good: passwords never come back</label>
</fieldset>
<button class="button">Change</button>
</form>`,
  )
}

/**
 * The second step of what cannot be undone.
 *
 * @param {import('ssokit').ConfirmationRequired} outcome
 * @param {{ action: string, back: string, fields?: Record<string, string | undefined> }} form
 */
export function confirmPage({ warnings, token }, { action, back, fields = {} }) {
  const hidden = Object.entries({ action: 'confirm', ...fields, confirmation: token }).map(
    ([name, value]) =>
      value === undefined ? html`` : html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return settingsPage(
    'Are you sure?',
    html`<h1>Are you sure?</h1>
<div class="alert">${warnings.map((warning) => html`<p>${warning}</p>`)}</div>
<form method="post" action="${action}" class="buttons">${hidden}
<button class="danger">Yes, for good</button> <a href="${back}">Back</a></form>`,
  )
}

/**
 * @param {{
 *   domains: readonly import('ssokit').OrganizationDomain[]
 *   error: SsoError | undefined
 *   domain: string | undefined
 *   canPublish: boolean
 *   news: readonly string[]
 * }} options
 */
export function domainsPage({ domains, error, domain, canPublish, news }) {
  return settingsPage(
    'Domains',
    html`<h1>Domains</h1>
<p>People of a verified domain are led to your identity provider.</p>
${error && alert([error])}
${domains.map((claim) => domainPart(claim, canPublish))}
<h2>Add a domain</h2>
<form method="post" action="/settings/domains" class="narrow">
<label for="domain">Domain of your e-mail addresses</label>
<div class="row"><input id="domain" name="domain" value="${domain}" placeholder="acme.example" required autocomplete="off" spellcheck="false"><button name="action" value="claim">Save</button></div>
</form>`,
    news,
  )
}

/** @param {import('ssokit').OrganizationDomain} claim @param {boolean} canPublish */
function domainPart({ domain, state, instructions, lastCheck, nextCheckAt }, canPublish) {
  const isRunning = state === 'pending' || state === 'failed'
  const miss = lastCheck?.nearestMiss
  return html`<section><h2>${domain} ${badge(state)}</h2>
${
  state === 'unstarted'
    ? html`<p>Add this record to your DNS, then start the verification.</p>`
    : isRunning && html`<p>We will work to verify the domain in the background.</p>`
}
${isRunning && lastCheck && html`<p class="alert">${miss ? `${miss.message} ${miss.hint}` : 'The record is not there yet.'}</p>`}
<dl class="values"><dt>Type</dt><dd>TXT</dd>
<dt>Host</dt><dd>${copyable(instructions.host)}</dd>
<dt>Value</dt><dd>${copyable(instructions.value)}</dd>
${nextCheckAt !== undefined && html`<dt>Next check</dt><dd>${new Date(nextCheckAt).toUTCString()}</dd>`}</dl>
<form method="post" action="/settings/domains" class="buttons">
<input type="hidden" name="domain" value="${domain}">
<button name="action" value="verify" class="button">${isRunning || state === 'verified' ? 'Check now' : 'Start verification'}</button>
${canPublish && state !== 'verified' && html`<button name="action" value="publish">Publish the record (demo)</button>`}
<button name="action" value="release" class="danger">Give up</button>
</form></section>`
}
