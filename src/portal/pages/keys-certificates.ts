import { html, type Html } from '../../http/html.ts'
import type { Connection } from '../../types/connection.ts'
import { field, form, notice } from '../components.ts'
import { hasChanges } from '../connection-head.ts'
import { pagePath } from '../connection.ts'
import { dayOf } from '../dates.ts'
import { daysUntil, WARNING_DAYS } from '../health.ts'
import { fill, fillHtml } from '../locales/fill.ts'
import type { Refused } from '../refused.ts'
import type { Difference, SamlTrust, SigningCertificate } from '../saml-trust.ts'
import type { Visit } from '../visit.ts'

/** Days that are worth counting. */
const NEAR_DAYS = 90

/** Certificates of a SAML connection, what its draft would change, and new metadata. */
export async function certificateParts(
  visit: Visit,
  connection: Connection,
  mayEdit: boolean,
  refused: Refused | undefined,
): Promise<Html> {
  const words = visit.texts.keys
  const { samlTrustOf } = await import('../saml-trust.ts')
  const trust = await samlTrustOf(connection)
  return html`${trust.isChangeWaiting && notice('warn', words.waiting)}
<h2>${words.certificates}</h2>
${trust.certificates.length === 0 ? html`<p>${words.noCertificates}</p>` : table(visit, connection, trust)}
${changesOf(visit, connection, trust)}
${
  mayEdit &&
  html`<p class="quiet">${words.certificateAdvice}</p>
${refreshForm(visit, connection, trust)}
${uploadForm(visit, connection, refused)}`
}`
}

function table(visit: Visit, connection: Connection, { certificates }: SamlTrust): Html {
  const words = visit.texts.keys
  const isCompared = hasChanges(connection) && connection.live !== undefined
  const rows = certificates.map(
    (certificate) => html`<tr><td><code>${certificate.fingerprint}</code></td>
<td>${endOf(visit, certificate)}</td><td>${words.uses[useOf(certificate, isCompared)]}</td></tr>`,
  )
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.certificates}"><table aria-label="${words.certificates}">
<thead><tr><th scope="col">${words.fingerprint}</th><th scope="col">${words.ends}</th><th scope="col">${words.use}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function useOf({ isLive, isDraft }: SigningCertificate, isCompared: boolean) {
  if (!isLive) return 'draft'
  if (!isCompared) return 'only'
  return isDraft ? 'both' : 'live'
}

function endOf(visit: Visit, { endsAt }: SigningCertificate): Html {
  const words = visit.texts.keys
  const now = visit.core.config.clock()
  const date = dayOf(visit, endsAt)
  if (endsAt <= now) return html`<span class="bad">${fill(words.ended, { date })}</span>`
  const days = daysUntil(endsAt, now)
  if (days > NEAR_DAYS) return html`${date}`
  const isSoon = days <= WARNING_DAYS
  return html`<span${isSoon && html` class="warn"`}>${fill(words.endsIn, { date, days })}</span>`
}

function changesOf(visit: Visit, connection: Connection, { changes }: SamlTrust): Html {
  const words = visit.texts.keys
  if (!changes || !hasChanges(connection)) return html``
  const kinds: readonly (readonly [string, Difference])[] = [
    [words.entityId, changes.entityId],
    [words.certificate, changes.certificates],
    [words.address, changes.addresses],
  ]
  const items = kinds.flatMap(([name, { added, removed }]) => [
    ...added.map((value) => change(name, words.added, value, 'good')),
    ...removed.map((value) => change(name, words.removed, value, 'bad')),
  ])
  return html`<h2>${words.changes}</h2>
${items.length === 0 ? html`<p>${words.noChanges}</p>` : html`<ul>${items}</ul>`}`
}

/** The sign beside the word is for the eye only. */
function change(name: string, word: string, value: string, tone: 'good' | 'bad'): Html {
  const sign = tone === 'good' ? '+' : '−'
  return html`<li><span class="${tone}"><span aria-hidden="true">${sign}</span> ${name}, ${word}:</span> <code>${value}</code></li>`
}

function refreshForm(visit: Visit, connection: Connection, { metadataUrl }: SamlTrust): Html {
  if (metadataUrl === undefined) return html``
  const words = visit.texts.keys
  const url = html`<code>${metadataUrl}</code>`
  return form(
    visit,
    pagePath(connection, 'keys'),
    html`<input type="hidden" name="version" value="${connection.version}">
<input type="hidden" name="action" value="refresh">
<p class="buttons"><button>${words.refresh}</button></p>
<p class="advice">${fillHtml(words.refreshAdvice, { url })}</p>`,
  )
}

function uploadForm(visit: Visit, connection: Connection, refused: Refused | undefined): Html {
  const words = visit.texts.keys
  const path = 'settings.metadataXml'
  return form(
    visit,
    pagePath(connection, 'keys'),
    html`<input type="hidden" name="version" value="${connection.version}">
<input type="hidden" name="action" value="upload">
${field(visit, {
  ...{ path, type: 'file', label: words.upload, advice: words.uploadAdvice },
  issue: refused?.issues.find((issue) => issue.path === path),
})}
<p class="buttons"><button>${words.uploadButton}</button></p>`,
    { isUpload: true },
  )
}
