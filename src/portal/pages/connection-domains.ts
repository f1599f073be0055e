import { isSsoError, type SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Connection } from '../../types/connection.ts'
import type { DomainInstructions, OrganizationDomain } from '../../types/domain.ts'
import {
  badge,
  checkbox,
  copyable,
  field,
  form,
  notice,
  problems,
  type Tone,
} from '../components.ts'
import { connectionOf, pagePath } from '../connection.ts'
import { dateOf, dayOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import { nearMissText, refusalText } from '../domain-view.ts'
import { enterDomain } from '../enter-domain.ts'
import { fill } from '../locales/fill.ts'
import { progressOf } from '../progress.ts'
import { stepAfter } from '../steps.ts'
import { stepPage } from '../step-page.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

/** Domains whose record is shown in full; the page of each one shows it as well. */
const MAX_IN_FULL = 3
/** More are on the page of all domains. */
const MAX_SHOWN = 40
/** Seconds between two looks at what the background work has found. */
const RENEWAL_SECONDS = 15

/** The step that proves domains, by records in DNS. */
export const connectionDomains: Route = {
  path: 'connections/:connectionId/domains',
  get: async (visit) => page(visit, await connectionOf(visit)),

  async post(visit) {
    const { sso, as, organizationId, form: sent, base } = visit
    const shown = await connectionOf(visit)
    const domain = sent.text('domain')
    const here = `${base}${pagePath(shown, 'domains')}`
    try {
      if (sent.text('action') === 'check') {
        const before = await progressOf(visit, shown)
        const { state } = await sso.verifyDomain(organizationId, domain, as)
        if (state !== 'verified') return redirect(`${here}?done=notYet`)
        // The first proven domain completes the step; whoever adds another one stays here.
        const wasDone = before.steps.some(({ id, state: of }) => id === 'domains' && of === 'done')
        const next = wasDone ? undefined : stepAfter(before.steps, 'domains')
        return redirect(`${base}${pagePath(shown, next?.id ?? 'domains')}?done=verified`)
      }
      await enterDomain(visit, domain, sent.has('subdomains'))
      return redirect(`${here}?done=claimed`)
    } catch (error) {
      if (!isSsoError(error) || !error.code.startsWith('domain_')) throw error
      const { code, status } = error
      const known = refusalText(visit.texts, error)
      const { message, hint } = known === undefined ? error : { message: known, hint: '' }
      // A domain that is checked has no field of its own.
      const path = sent.text('action') === 'check' ? '' : 'domain'
      return page(visit, shown, { path, code, message, hint }, status >= 500 ? 503 : 422)
    }
  },
}

async function page(
  visit: Visit,
  shown: Connection,
  problem?: SsoIssue,
  status = 200,
): Promise<PageContent> {
  const { sso, as, organizationId, texts, base, core, branding, form: sent } = visit
  const words = texts.connectionDomains
  const progress = await progressOf(visit, shown)
  const hasDns = core.config.dns !== undefined
  const claims = await sso.domains.list(organizationId, as)
  const open = claims.filter(({ state }) => state !== 'verified')
  const told = await Promise.all(
    (hasDns ? open.slice(0, MAX_IN_FULL) : []).map(({ domain }) =>
      sso.domains.instructions(organizationId, domain, {
        ...as,
        locale: texts.language === 'de' ? 'de' : 'en',
      }),
    ),
  )
  const byName = new Map(told.map((one) => [one.domain, one]))
  // What needs something to be done comes first.
  const ordered = [...open, ...claims.filter(({ state }) => state === 'verified')]
  const items = ordered
    .slice(0, MAX_SHOWN)
    .map((claim) => claimPart(visit, shown, claim, byName.get(claim.domain)))
  const isWaiting = open.some(({ state }) => state === 'pending')
  const step = progress.steps.find(({ id }) => id === 'domains')
  const next = stepAfter(progress.steps, 'domains')
  const label = step?.state === 'done' ? texts.common.continue : texts.setup.skip
  const isSkippable = step === undefined || step.state === 'done' || step.isOptional
  const done = { claimed: words.claimed }
  return stepPage(visit, shown, progress, 'domains', {
    status,
    body: html`${!problem && doneNotice(visit, done)}
${!problem && visit.query.get('done') === 'notYet' && notice('warn', words.notYet)}
${problem?.path === '' && problems(visit, [problem])}
<p>${words.explanation}${step?.isOptional === true && ` ${words.notRequired}`}</p>
${!hasDns && notice('warn', fill(words.noDns, { product: branding.product }))}
<div id="domains"${isWaiting && html` data-renew="${RENEWAL_SECONDS}"`}>${items}</div>
<p><a href="${base}/domains">${words.others}</a></p>
${
  hasDns &&
  html`<h2>${words.add}</h2>
${form(
  visit,
  pagePath(shown, 'domains'),
  html`${field(visit, {
    ...{ path: 'domain', label: words.domain, placeholder: 'example.com' },
    value: problem?.path === 'domain' ? (sent.raw('domain') ?? '') : '',
    issue: problem?.path === 'domain' ? problem : undefined,
  })}
${checkbox('subdomains', words.subdomains, sent.has('subdomains'))}
<p class="buttons"><button${claims.length === 0 && html` class="main"`} name="action" value="claim">${words.addButton}</button></p>`,
)}`
}
${isSkippable && html`<p class="buttons"><a class="button${step?.state === 'done' && ' main'}" href="${base}${pagePath(shown, next?.id)}">${label}</a></p>`}`,
  })
}

const tones: Readonly<Record<string, Tone>> = {
  verified: 'good',
  pending: 'warn',
  unstarted: 'quiet',
}

function claimPart(
  visit: Visit,
  shown: Connection,
  claim: OrganizationDomain,
  told: DomainInstructions | undefined,
): Html {
  const { texts, base } = visit
  const words = texts.connectionDomains
  const { domain, lastCheck } = claim
  const state =
    lastCheck?.state === 'conflict' && claim.state === 'pending' ? 'conflict' : claim.state
  const heading = html`<h2><a href="${base}/domains/${domain}">${domain}</a> ${badge(tones[state] ?? 'bad', words.states[state])}</h2>`
  if (claim.state === 'verified') {
    const { verifiedAt } = claim
    return html`<section class="card">${heading}
${verifiedAt !== undefined && html`<p class="quiet">${fill(words.verifiedSince, { date: dayOf(visit, verifiedAt) })}</p>`}</section>`
  }
  return html`<section class="card">${heading}
${outcome(visit, claim)}
${told && recordPart(visit, told)}
${
  told &&
  form(
    visit,
    pagePath(shown, 'domains'),
    html`<input type="hidden" name="domain" value="${domain}">
<p class="buttons"><button class="main" name="action" value="check">${words.check}</button></p>`,
  )
}
${told && guidesPart(visit, told)}</section>`
}

/** What the last check has seen, and what to do about it. */
function outcome(visit: Visit, claim: OrganizationDomain): Html {
  const words = visit.texts.connectionDomains
  const { state, lastCheck, lastCheckedAt, nextCheckAt } = claim
  const miss = nearMissText(visit.texts, claim)
  const { seen = [] } = lastCheck ?? {}
  const times = [
    ...(lastCheckedAt === undefined
      ? []
      : [fill(words.lastChecked, { date: dateOf(visit, lastCheckedAt) })]),
    ...(nextCheckAt === undefined
      ? []
      : [fill(words.nextCheck, { date: dateOf(visit, nextCheckAt) })]),
  ]
  return html`${
    // No live region: it is renewed again and again.
    miss !== undefined && html`<div class="warning"><p>${miss}</p></div>`
  }
${seen.length > 0 && html`<p class="label">${words.seen}</p><ul>${seen.map((text) => html`<li><code>${text}</code></li>`)}</ul>`}
<p>${state === 'pending' ? words.waiting : words.unstarted}</p>
${times.length > 0 && html`<p class="quiet">${times.join(' ')}</p>`}`
}

function recordPart(visit: Visit, { domain, host, value, type }: DomainInstructions): Html {
  const words = visit.texts.connectionDomains
  return html`<h3>${fill(words.record, { domain })}</h3>
<p><span class="label">${words.type}</span><code>${type}</code></p>
<p class="label">${words.host}</p>
${copyable(visit, `host-${domain}`, host)}
<p class="label">${words.value}</p>
${copyable(visit, `value-${domain}`, value)}`
}

function guidesPart({ texts }: Visit, { guides }: DomainInstructions): Html {
  const items = guides.map(
    ({ title, steps }) =>
      html`<details><summary>${title}</summary><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></details>`,
  )
  return html`<h3>${texts.connectionDomains.guides}</h3>${items}`
}
