// @ts-check
import { entriesOf, readiness, roleFields, storedValues } from './connection-form.js'
import { adviceOf, alert, html } from './html.js'
import { badge, choice, copyable, field, settingsPage } from './settings-html.js'

/** @typedef {import('ssokit').Connection} Connection */
/** @typedef {import('ssokit').ConnectionSetup} ConnectionSetup */
/** @typedef {import('ssokit').SsoIssue} Issue */

/**
 * @param {{
 *   rows: readonly { connection: Connection, setup: ConnectionSetup | undefined }[]
 *   offered: readonly { value: string, name: string, protocol: string }[]
 *   news: readonly string[]
 * }} options
 */
export function connectionsPage({ rows, offered, news }) {
  const list = rows.map(
    ({ connection: { id, description, protocol, status, draft }, setup }) => html`
<tr><th scope="row"><a href="/settings/connections/${id}">${description || 'No description'}</a></th>
<td>${protocol === 'saml' ? 'SAML' : 'OpenID Connect'}</td>
<td>${badge(status)}${status === 'active' && draft !== undefined && html` ${badge('draft')}`}</td>
<td>${status === 'active' ? copyable(setup?.loginUrl ?? '') : '–'}</td></tr>`,
  )
  return settingsPage(
    'Identity providers',
    html`<h1>Identity providers</h1>
<table aria-label="Identity providers">
<thead><tr><th scope="col">Description</th><th scope="col">Protocol</th><th scope="col">State</th><th scope="col">Organization login URI</th></tr></thead>
<tbody>${list}
</tbody>
</table>
<h2>New identity provider</h2>
<form method="post" action="/settings/connections" class="narrow">
<label for="kind">Which one?</label>
<div class="row"><select id="kind" name="kind">${offered.map(
      ({ value, name, protocol }) =>
        html`<option value="${value}">${name} · ${protocol === 'saml' ? 'SAML' : 'OpenID Connect'}</option>`,
    )}</select><button class="button">Create</button></div>
</form>`,
    news,
  )
}

/**
 * @param {{
 *   connection: Connection
 *   setup: ConnectionSetup
 *   values: Record<string, string> | undefined
 *   error: import('ssokit').SsoError | undefined
 *   sample: Record<string, string> | undefined
 * }} options
 */
export function connectionPage({ connection, setup, values, error, sample }) {
  const { id, description, status, version } = connection
  const entries = entriesOf(connection)
  const typed = { ...storedValues(connection), ...values }
  const issues = error?.issues ?? []
  const at = (/** @type {string} */ path) => ({
    ...{ path, value: typed[path] ?? '', issue: issues.find((issue) => issue.path === path) },
  })
  const paths = new Set([...entries, ...roleFields].map(({ path }) => path))
  for (const path of ['description', 'loginPath', 'claims.groups']) paths.add(path)
  const elsewhere = issues.filter(({ path }) => !paths.has(path))
  const problems = error && issues.length === 0 ? [withWait(error)] : elsewhere
  const { canSave, reason } = readiness(connection)
  return settingsPage(
    description || 'Identity provider',
    html`<p><a href="/settings">Identity providers</a></p>
<h1>${description || 'Identity provider'} ${badge(status)}</h1>
${problems.length > 0 && alert(problems)}
${elsewhere.length < issues.length && html`<p class="alert" role="alert">Not saved. Please look at the marked fields.</p>`}
${
  status === 'active' &&
  html`<h2>Organization login URI</h2>
<p>People of your organization start here. ${copyable(setup.loginUrl)}</p>`
}
<h2>Enter at your identity provider</h2>
<dl class="values">${setup.fields.map(
      ({ label, value }) => html`<dt>${label}</dt><dd>${copyable(value)}</dd>`,
    )}</dl>
<form method="post" action="/settings/connections/${id}">
<input type="hidden" name="version" value="${version}">
<h2>What your identity provider says</h2>
${sample && status === 'draft' && sampleAside(entries, sample)}
${entries.map((entry) => entryField(entry, connection, at(entry.path)))}
${field({ ...at('description'), label: 'Description', advice: 'How people find it on the sign-in page.' })}
${field({ ...at('loginPath'), label: 'Login path', advice: 'Letters and digits; the end of the login URI.' })}
<h2>Who comes in</h2>
${accessFields(typed, at)}
<h2 id="test">Check, test, save</h2>
${testOutcome(connection)}
<fieldset><legend>Passwords</legend>
${choice('passwords', 'keep', 'Passwords keep working beside it', true)}
${choice('passwords', 'give_up', 'Single sign-on for everybody, for good', false)}
</fieldset>
<p id="reason">${reason}</p>
<p class="buttons"><button name="action" value="check">Check</button>
<button name="action" value="test">Test Configuration</button>
<button name="action" value="save" class="button" aria-describedby="reason"${!canSave && html` disabled`}>Save</button>
<button name="action" value="keep">Keep as draft</button></p>
</form>
${testReport(connection)}
${checkReport(connection)}
<h2>${status === 'active' ? 'Switch off' : 'Remove'}</h2>
<p>Nobody signs in by it any more, and those who did are signed out.</p>
<div class="buttons">
${status === 'active' && html`<form method="post" action="/settings/connections/${id}/disable"><button>Switch off</button></form>`}
<form method="post" action="/settings/connections/${id}/remove"><button class="danger">Remove</button></form>
</div>`,
  )
}

/** The identity provider is asked once a minute at most. @param {import('ssokit').SsoError} error */
function withWait({ message, hint, detail }) {
  const seconds = detail?.retryAfterSeconds
  return { message, hint: seconds === undefined ? hint : `Try again in ${seconds} seconds.` }
}

/**
 * @param {ReturnType<typeof entriesOf>[number]} entry
 * @param {Connection} connection
 * @param {{ path: string, value: string, issue: Issue | undefined }} at
 */
function entryField({ id, label, placeholder }, { draft, live }, at) {
  if (id === 'metadataXml') return field({ ...at, label, isLong: true })
  if (id !== 'clientSecret') return field({ ...at, label, ...(placeholder ? { placeholder } : {}) })
  const isStored = (draft ?? live)?.secrets.clientSecret !== undefined
  const advice = isStored ? 'Stored. Leave it empty to keep it.' : 'It is never shown again.'
  return field({ ...at, label, value: '', type: 'password', advice })
}

/** @param {ReturnType<typeof entriesOf>} entries @param {Record<string, string>} sample */
function sampleAside(entries, sample) {
  const known = entries.filter(({ path }) => sample[path])
  if (known.length === 0) return undefined
  return html`<aside><p>The development identity provider has these values:</p>
<dl class="values">${known.map(
    ({ label, path }) => html`<dt>${label}</dt><dd>${copyable(sample[path] ?? '')}</dd>`,
  )}</dl></aside>`
}

/**
 * @param {Record<string, string | undefined>} typed
 * @param {(path: string) => { path: string, value: string, issue: Issue | undefined }} at
 */
function accessFields(typed, at) {
  /** @type {(path: string, label: string, options: Record<string, string>) => import('./html.js').Html} */
  const select = (
    path,
    label,
    options,
  ) => html`<div class="field"><label for="${path}">${label}</label>
<select id="${path}" name="${path}">${Object.entries(options).map(
    ([value, text]) =>
      html`<option value="${value}"${typed[path] === value && html` selected`}>${text}</option>`,
  )}</select></div>`
  return html`${select('access.provisioning', 'People without an account', {
    jit: 'get one at the first sign-in',
    invite: 'need an invitation',
    join_prompt: 'are asked whether to join',
  })}
${select('access.linking', 'People who have an account already', {
  never: 'prove it by its password',
  organization_member: 'are found by their e-mail address',
})}
${select('access.emailDomains', 'E-mail addresses', {
  any: 'of any domain',
  verified: 'of your verified domains only',
})}
${field({ ...at('claims.groups'), label: 'Name of the groups claim or attribute', placeholder: 'groups', advice: 'Needed where groups decide about roles.' })}
${roleFields.map(({ path, label, description }) =>
  field({
    ...at(path),
    label: `Group of the role ${label}`,
    advice: `${description} Exactly as your identity provider writes it.`,
  }),
)}`
}

const marks = { pass: '✓ Passed', warn: '! Warning', fail: '✗ Failed', unknown: '? Unknown' }

/** @param {Connection} connection */
function checkReport({ check, draft, live }) {
  if (!check?.report || check.fingerprint !== (draft ?? live)?.fingerprint) return undefined
  const checks = /** @type {import('ssokit').Check[]} */ (
    /** @type {unknown} */ (check.report.checks ?? [])
  )
  return html`<details${check.status !== 'pass' && html` open`}><summary>Check: ${marks[check.status]}</summary>
<table aria-label="Check"><thead><tr><th scope="col">Result</th><th scope="col">What was found</th></tr></thead>
<tbody>${checks.map(
    ({ status, message, expected, received, hint, suggestion }) => html`
<tr><th scope="row" class="${status}">${marks[status]}</th><td>${message}
${expected !== undefined && html`<br>Expected: <code>${expected}</code>`}
${received !== undefined && html`<br>Received: <code>${received}</code>`}
${(hint ?? suggestion) !== undefined && html`<br>${adviceOf({ ...(hint ? { hint } : {}), ...(suggestion ? { suggestion } : {}) })}`}</td></tr>`,
  )}
</tbody></table></details>`
}

/** Of a test of exactly what is stored, and of no other. @param {Connection} connection */
function testOutcome({ test, draft, live }) {
  if (!test || test.fingerprint !== (draft ?? live)?.fingerprint) return undefined
  if (test.status === 'running') return html`<p class="notice">A test is under way.</p>`
  const isPassed = test.status === 'passed'
  return html`<p role="status" class="${isPassed ? 'notice' : 'alert'}">${String(test.report?.message)}</p>`
}

/** @param {Connection} connection */
function testReport({ test, draft, live }) {
  if (!test?.report || test.fingerprint !== (draft ?? live)?.fingerprint) return undefined
  const report = /** @type {import('ssokit').TestReport} */ (/** @type {unknown} */ (test.report))
  const { access } = report
  const labels = roleFields
    .filter(({ id }) => access?.roles?.includes(id))
    .map(({ label }) => label)
  return html`<h3>What the test has shown</h3>
${report.issues.length > 0 && alert(report.issues)}
${report.warnings.length > 0 && html`<ul>${report.warnings.map(({ message, hint }) => html`<li>${message} ${hint}</li>`)}</ul>`}
<dl>
<dt>Groups seen</dt><dd>${report.groups ? report.groups.join(', ') || 'none' : 'The claim did not come.'}</dd>
${access && html`<dt>This person</dt><dd>${outcomes[access.kind]}${labels.length > 0 && html` as ${labels.join(', ')}`}. ${access.reasons.at(-1)?.message}</dd>`}
</dl>
${
  report.claims.length > 0 &&
  html`<table aria-label="Claims seen"><thead><tr><th scope="col">Claim</th><th scope="col">Value</th><th scope="col">Came from</th></tr></thead>
<tbody>${report.claims.map(({ name, value, source }) => html`<tr><th scope="row">${name}</th><td>${value}</td><td>${source}</td></tr>`)}</tbody></table>`
}`
}

const outcomes = {
  sign_in: 'would be signed in',
  provision: 'would get an account',
  join: 'would be asked first',
  refuse: 'would be refused',
}
