import { html, type Html } from '../http/html.ts'
import type { Connection } from '../types/connection.ts'
import type { TestFinding, TestReport } from '../types/login.ts'
import { notice } from './components.ts'
import { revisionOf } from './connection.ts'
import { dateOf } from './dates.ts'
import { fill } from './locales/fill.ts'
import type { Visit } from './visit.ts'
import { told, toldBoth } from './told.ts'

/** What became of the last test of exactly this configuration, in one notice. */
export function testOutcome({ texts }: Visit, shown: Connection): Html {
  const { test } = shown
  const words = texts.test
  if (test?.fingerprint !== revisionOf(shown).fingerprint) return html``
  if (test?.status === 'running') return notice('warn', words.running)
  if (test?.status === 'passed') return notice('good', words.passed)
  return notice(
    'bad',
    html`<strong>${words.failed}.</strong> ${told(texts, String(test?.report?.message ?? ''))}`,
  )
}

/** All that the test has shown; nothing where there was none. */
export function testReport(visit: Visit, shown: Connection): Html {
  const { test } = shown
  if (!test?.report || test.fingerprint !== revisionOf(shown).fingerprint) return html``
  const words = visit.texts.test
  // It is ours, and JSON only to whoever stores it.
  const report = test.report as unknown as TestReport
  const { issues = [], warnings = [], missing = [], at } = report
  return html`<h3>${words.report}</h3>
<p class="quiet">${dateOf(visit, at)}</p>
${issues.length > 0 && html`<div class="alert"><ul>${issues.map((issue) => finding(visit, issue))}</ul></div>`}
${warnings.length > 0 && html`<p class="label">${words.warnings}</p><ul>${warnings.map((warning) => finding(visit, warning))}</ul>`}
${missing.length > 0 && html`<p class="label">${words.missing}</p><ul>${missing.map((name) => html`<li><code>${name}</code></li>`)}</ul>`}
${personPart(visit, report)}
${claimsPart(visit, report)}`
}

const finding = ({ texts }: Visit, found: TestFinding): Html =>
  html`<li>${toldBoth(texts, found)}</li>`

function personPart(visit: Visit, { person, access, groups, omitted }: TestReport): Html {
  const words = visit.texts.test
  const catalogue = visit.core.config.roles?.catalogue ?? []
  const names = (access?.roles ?? []).map(
    (role) => catalogue.find(({ id }) => id === role)?.label ?? role,
  )
  const email = person?.email
  return html`<dl class="facts">
${access && html`<dt>${words.person}</dt><dd>${words.outcomes[access.kind]}. ${told(visit.texts, access.reasons.at(-1)?.message ?? '')}</dd>`}
${email !== undefined && html`<dt>${words.email}</dt><dd>${email} <span class="quiet">${person?.emailVerified === true ? words.verified : words.unverified}</span></dd>`}
${access?.roles && html`<dt>${words.roles}</dt><dd>${names.length > 0 ? names.join(', ') : words.none}</dd>`}
<dt>${words.groups}</dt><dd>${groups ? (groups.length > 0 ? groups.join(', ') : words.none) : words.groupsAbsent}
${(omitted?.groups ?? 0) > 0 && fill(words.omitted, { count: omitted.groups })}</dd></dl>`
}

function claimsPart({ texts }: Visit, { claims = [], omitted }: TestReport): Html {
  const words = texts.test
  if (claims.length === 0) return html``
  const rows = claims.map(
    ({ name, value, source }) =>
      html`<tr><th scope="row">${name}</th><td>${value}</td><td>${source}</td></tr>`,
  )
  return html`<details><summary>${words.claims}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${words.claims}"><table aria-label="${words.claims}"><thead><tr><th scope="col">${words.claim}</th><th scope="col">${words.value}</th><th scope="col">${words.source}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${(omitted?.claims ?? 0) > 0 && html`<p class="quiet">${fill(words.omitted, { count: omitted.claims })}</p>`}</details>`
}
