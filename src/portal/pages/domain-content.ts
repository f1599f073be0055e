import { html, type Html } from '../../http/html.ts'
import type { AuditEntry } from '../../types/audit.ts'
import type { DnsGuide, DomainInstructions, OrganizationDomain } from '../../types/domain.ts'
import { eventText } from '../activity-text.ts'
import { badge, checkbox, copyable, field, form, notice } from '../components.ts'
import { dateOf } from '../dates.ts'
import { isWatched, nearMissText, toneOfView, viewOf } from '../domain-view.ts'
import { doneNotice } from '../done.ts'
import { fill } from '../locales/fill.ts'
import { ifAllowed, may } from '../permission.ts'
import type { Refused } from '../refused.ts'
import type { PageContent, Visit } from '../visit.ts'

/** Seconds between two looks at what the background found meanwhile. */
const RENEWAL_SECONDS = 15
/** Entries of the audit list that are looked through, and of them those that are shown. */
const SEARCHED_ENTRIES = 200
const SHOWN_ENTRIES = 10

export async function domainPage(
  visit: Visit,
  claim: OrganizationDomain,
  refused?: Refused,
): Promise<PageContent> {
  const { sso, as, organizationId, texts, base, core } = visit
  const words = texts.domains
  const locale = texts.language === 'de' ? 'de' : 'en'
  const instructions = await sso.domains.instructions(organizationId, claim.domain, {
    ...{ ...as, locale },
  })
  return {
    status: refused?.status ?? 200,
    title: claim.domain,
    body: html`${doneNotice(visit, words.done)}
<p><a href="${base}/domains">‹ ${words.title}</a></p>
<h1>${claim.domain}</h1>
${refused?.message !== undefined && notice('bad', refused.message)}
${core.config.dns === undefined && notice('warn', words.noDns)}
${stateOf(visit, claim)}
${(await may(visit, 'domain.verify')) && core.config.dns !== undefined && verifyForm(visit, claim)}
${recordOf(visit, instructions)}
${(await mayCover(visit, claim)) && coverageForm(visit, claim)}
${await historyOf(visit, claim)}
${(await may(visit, 'domain.release')) && releaseForm(visit, claim, refused)}
${(await may(visit, 'domain.transfer')) && claim.state === 'verified' && transferForm(visit, claim, refused)}`,
  }
}

/** What a verified domain covers is felt at once, so that a link does not change it (rule T5). */
async function mayCover(visit: Visit, { state }: OrganizationDomain): Promise<boolean> {
  if (!(await may(visit, 'domain.claim'))) return false
  return visit.link === undefined || state !== 'verified' || may(visit, 'domain.release')
}

/** Renewed by itself as long as background work may change it. */
function stateOf(visit: Visit, claim: OrganizationDomain): Html {
  const words = visit.texts.domains
  const view = viewOf(claim)
  const { lastCheck, verifiedAt, nextCheckAt, lastCheckedAt } = claim
  const miss = nearMissText(visit.texts, claim)
  const isProved = view === 'verified' || view === 'conflict'
  const isMissing = lastCheck !== undefined && !isProved && miss === undefined
  const facts = [
    [words.verified, verifiedAt],
    [words.last, lastCheckedAt],
    [words.next, nextCheckAt],
  ] as const
  const rows = facts.flatMap(([name, at]) =>
    at === undefined ? [] : [html`<dt>${name}</dt><dd>${dateOf(visit, at)}</dd>`],
  )
  const seen = isProved ? [] : (lastCheck?.seen ?? [])
  const found = seen.map((value) => html`<li><code>${value}</code></li>`)
  const renewal = isWatched(view) && html` data-renew="${RENEWAL_SECONDS}"`
  return html`<section id="state" aria-live="polite"${renewal}>
<p>${badge(toneOfView(view), words.states[view])}</p>
<p>${words.explanations[view]}</p>
${miss !== undefined && !isProved && html`<div class="warning"><p>${miss}</p></div>`}
${isMissing && html`<p>${words.missing}</p>`}
${found.length > 0 && html`<p>${words.seen}:</p><ul>${found}</ul>`}
${rows.length > 0 && html`<dl class="facts">${rows}</dl>`}
</section>`
}

function verifyForm(visit: Visit, { domain, state }: OrganizationDomain): Html {
  const words = visit.texts.domains
  const isRunning = state === 'pending' || state === 'failed' || state === 'verified'
  return form(
    visit,
    `/domains/${domain}`,
    html`<p class="buttons"><button class="main" name="action" value="verify">${isRunning ? words.check : words.start}</button></p>`,
  )
}

function recordOf(visit: Visit, instructions: DomainInstructions): Html {
  const words = visit.texts.domains
  const { host, value, relativeHost, zone, guides } = instructions
  return html`<h2>${words.record}</h2>
<p class="label">${words.type}</p><p><code>TXT</code></p>
<p class="label">${words.host}</p>${copyable(visit, 'host', host)}
<p class="label">${fill(words.relative, { zone })}</p>${copyable(visit, 'relative', relativeHost)}
<p class="label">${words.value}</p>${copyable(visit, 'value', value)}
<h3>${words.consoles}</h3>
${guides.map(guideOf)}`
}

function guideOf({ title, steps }: DnsGuide): Html {
  const items = steps.map((step) => html`<li>${step}</li>`)
  return html`<details><summary>${title}</summary><ol>${items}</ol></details>`
}

function coverageForm(visit: Visit, { domain, coversSubdomains, version }: OrganizationDomain) {
  const words = visit.texts.domains
  return html`<h2>${words.coverage}</h2>
${form(
  visit,
  `/domains/${domain}`,
  html`<input type="hidden" name="version" value="${version}">
${checkbox('coversSubdomains', words.covers, coversSubdomains)}
<p class="buttons"><button name="action" value="coverage">${words.coverageSave}</button></p>`,
)}`
}

/** For those who may read the audit list. */
async function historyOf(visit: Visit, { domain }: OrganizationDomain): Promise<Html> {
  const { sso, as, organizationId, texts } = visit
  const list = sso.audit.list(organizationId, { ...as, limit: SEARCHED_ENTRIES })
  const entries = ((await ifAllowed(list)) ?? [])
    .filter(({ type, detail }) => type.startsWith('domain.') && detail['domain'] === domain)
    .slice(0, SHOWN_ENTRIES)
  if (entries.length === 0) return html``
  const items = entries.map(
    (entry: AuditEntry) => html`<li>${dateOf(visit, entry.at)}: ${eventText(texts, entry)}</li>`,
  )
  return html`<h2>${texts.domains.history}</h2><ul>${items}</ul>`
}

function releaseForm(visit: Visit, claim: OrganizationDomain, refused: Refused | undefined): Html {
  const words = visit.texts.domains
  const { domain, version } = claim
  const problem = refused?.issues.find(({ path }) => path === 'confirm')
  return html`<h2>${words.giveUp}</h2>
<p>${words.releaseAdvice}</p>
${problem && notice('bad', problem.message)}
${form(
  visit,
  `/domains/${domain}`,
  html`<input type="hidden" name="version" value="${version}">
${checkbox('confirm', fill(words.releaseConfirm, { domain }), false)}
<p class="buttons"><button class="danger" name="action" value="release">${words.release}</button></p>`,
)}`
}

function transferForm(visit: Visit, claim: OrganizationDomain, refused: Refused | undefined): Html {
  const words = visit.texts.domains
  const { domain, version, transferTo } = claim
  const hidden = html`<input type="hidden" name="version" value="${version}">`
  const body =
    transferTo === undefined
      ? html`${field(visit, {
          ...{ path: 'transferTo', label: words.transferTo },
          value: visit.form.raw('transferTo') ?? '',
          issue: refused?.issues.find(({ path }) => path === 'transferTo'),
        })}
<p class="buttons"><button name="action" value="transfer">${words.transfer}</button></p>`
      : html`<p>${fill(words.transferWaiting, { organization: transferTo })}</p>
<p class="buttons"><button name="action" value="keep">${words.transferCancel}</button></p>`
  return html`<h2>${words.transferTitle}</h2>
<p>${words.transferAdvice}</p>
${form(visit, `/domains/${domain}`, html`${hidden}${body}`)}`
}
