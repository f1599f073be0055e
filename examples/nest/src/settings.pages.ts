import type { OrganizationDomain } from 'ssokit'
import type { DemoService } from './demo.service.js'
import { alert, html, type Html, type Problem } from './html.js'

/** Connections, domains and enforcement are set up in the portal; this is what the app has beside it. */
export function settingsPage(
  domains: readonly OrganizationDomain[],
  { isLocal, sampleValues }: DemoService,
  problems: readonly Problem[],
): Html {
  const values = Object.entries(sampleValues).map(
    ([path, value]) => html`<dt>${path}</dt><dd><code>${value}</code></dd>`,
  )
  return html`<nav><a href="/">Home</a></nav>
<h1>Settings</h1>
${alert(problems)}
<p><a href="/sso/setup">Set up SSO</a></p>
${isLocal && html`<aside><p>The development identity provider has these values:</p><dl>${values}</dl></aside>`}
<h2>Domains</h2>
<p>People with an e-mail address of a verified domain are led to your identity provider.</p>
${domains.map((domain) => domainSection(domain, isLocal))}
<p><a href="/sso/setup/domains">All domains</a></p>`
}

const domainSection = (
  { domain, state, lastCheck }: OrganizationDomain,
  canPublish: boolean,
) => html`<h3>${domain} (${state})</h3>
${
  state !== 'verified' &&
  html`<p>${lastCheck && (lastCheck.nearestMiss?.message ?? 'The record is not there yet.')}</p>
<form method="post" action="/settings/domains">
<input type="hidden" name="domain" value="${domain}">
<button name="action" value="verify">Verify</button>
${canPublish && html`<button name="action" value="publish">Publish the record (only in this demo)</button>`}
</form>`
}`
