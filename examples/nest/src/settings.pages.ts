import type { Check, Connection, ConnectionSetup, OrganizationDomain } from 'ssokit'
import { type Field, fieldsOf, type Form, textOf } from './connection-form.js'
import { alert, html, type Html, type Problem } from './html.js'

export function settingsPage(
  connections: readonly Connection[],
  domains: readonly OrganizationDomain[],
  canPublish: boolean,
  problems: readonly Problem[],
): Html {
  const items = connections.map(
    ({ id, description, status }) =>
      html`<li><a href="/settings/connections/${id}">${description}</a> (${status})</li>`,
  )
  return html`<nav><a href="/">Home</a></nav>
<h1>Identity providers</h1>
${alert(problems)}
<ul>${items}</ul>
<form method="post" action="/settings/connections">
<button name="protocol" value="oidc">Add OpenID Connect</button>
<button name="protocol" value="saml">Add SAML</button>
</form>
<h1>Domains</h1>
<p>People with an e-mail address of a verified domain are led to your identity provider.</p>
${domains.map((domain) => domainSection(domain, canPublish))}
<form method="post" action="/settings/domains">
<label>Another domain <input name="domain" required></label>
<button name="action" value="claim">Add</button>
</form>`
}

const domainSection = (
  { domain, state, instructions, lastCheck }: OrganizationDomain,
  canPublish: boolean,
) => html`<h2>${domain} (${state})</h2>
<form method="post" action="/settings/domains">
<input type="hidden" name="domain" value="${domain}">
${
  state !== 'verified' &&
  html`<p>Create the TXT record <code>${instructions.host}</code> with the value <code>${instructions.value}</code></p>
<p>${lastCheck && (lastCheck.nearestMiss?.message ?? 'The record is not there yet.')}</p>
<button name="action" value="verify">Verify</button>
${canPublish && html`<button name="action" value="publish">Publish the record (only in this demo)</button>`}`
}
<button name="action" value="release">Give up</button>
</form>`

/** `form` is what was typed, `sample` what the development identity provider has. */
export function connectionPage(
  connection: Connection,
  setup: ConnectionSetup,
  {
    form,
    sample,
    problems,
  }: {
    form: Form
    sample: Readonly<Record<string, string | undefined>>
    problems: readonly Problem[]
  },
): Html {
  const { id, description, status, version, draft } = connection
  const fields = fieldsOf(connection)
  const others = problems.filter((problem) => !fields.some(({ path }) => path === problem.path))
  return html`<nav><a href="/settings">Settings</a></nav>
<h1>${description} (${status}${status === 'active' && draft !== undefined && ', with changes'})</h1>
${alert(others)}
${status === 'active' && html`<p>People start at <code>${setup.loginUrl}</code></p>`}
<h2>Enter at your identity provider</h2>
<dl>${setup.fields.map(({ label, value }) => html`<dt>${label}</dt><dd><code>${value}</code></dd>`)}</dl>
<form method="post" action="/settings/connections/${id}">
<input type="hidden" name="version" value="${version}">
<h2>What your identity provider says</h2>
${fields.map((field) => {
  const { path, value = '' } = field
  const typed = path in form ? textOf(form, path) : value
  const demo = sample[path]
  const advice = demo === undefined ? field.advice : `In this demo: ${demo}`
  const problem = problems.find((one) => one.path === path)
  return fieldMarkup(field, typed, problem, advice)
})}
<button name="action" value="save">Save</button>
<h2>Check, test, activate</h2>
${reports(connection)}
<button name="action" value="check">Check</button>
<button name="action" value="test">Test</button>
<button name="action" value="activate">Activate</button>
${status === 'active' && html`<button name="action" value="disable">Switch off</button>`}
<button name="action" value="remove">Remove</button>
</form>`
}

function fieldMarkup(
  { path, label, type }: Field,
  value: string,
  problem: Problem | undefined,
  advice: string | undefined,
): Html {
  const text = problem ? `${problem.message} ${problem.hint ?? ''}` : advice
  const note = html`<p id="${path}-advice"${problem !== undefined && html` role="alert"`}>${text}</p>`
  const names = html`id="${path}" name="${path}" aria-describedby="${path}-advice"`
  if (type === 'textarea') {
    return html`<p><label for="${path}">${label}</label>
<textarea ${names} rows="4">${value}</textarea></p>${note}`
  }
  const isSecret = type === 'password'
  return html`<p><label for="${path}">${label}</label>
<input ${names} type="${type ?? 'text'}" value="${isSecret ? '' : value}" autocomplete="off"></p>${note}`
}

/** Only of exactly what is stored. */
function reports({ draft, live, check, test }: Connection): Html {
  const { fingerprint } = draft ?? live ?? {}
  const report = check?.fingerprint === fingerprint ? check?.report : undefined
  const checks = (report?.checks ?? []) as unknown as readonly Check[]
  const items = checks.map(
    ({ status, message, hint }) =>
      html`<li>${status}: ${message} ${status !== 'pass' && hint}</li>`,
  )
  const isTested = test?.report !== undefined && test.fingerprint === fingerprint
  return html`<ul aria-label="Check">${items}</ul>
${isTested && html`<p role="status">${String(test.report?.message)}</p>`}`
}
