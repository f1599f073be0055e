import { isSsoError } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { EnforcementMode, OrganizationPolicy, PolicyChange } from '../../types/policy.ts'
import { checkbox, choices, form, notice } from '../components.ts'
import { dayOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import { fill } from '../locales/fill.ts'
import { may } from '../permission.ts'
import type { PageContent, Route, Visit } from '../visit.ts'
import { preflightList, reviewPage } from './policy-review.ts'

const MODES: readonly EnforcementMode[] = ['mixed', 'enforced_new', 'enforced_all']

/** Who has to use single sign-on; every change is looked at before it is made. */
export const policy: Route = {
  path: 'policy',
  get: async (visit) => page(visit),

  async post(visit) {
    const { base, form: sent, texts } = visit
    const mode = MODES.find((one) => one === sent.text('mode'))
    if (!mode) return page(visit, { status: 422, message: texts.policy.choose })
    if (mode === 'mixed' && sent.has('irreversible')) {
      return page(visit, { status: 422, message: texts.policy.notMixed, mode })
    }
    const change: PolicyChange = { mode, ...(sent.has('irreversible') && { irreversible: true }) }
    try {
      if (sent.text('action') !== 'apply') return await review(visit, change)
      const token = sent.text('confirmation')
      const outcome = await set(visit, change, token === '' ? undefined : token)
      if (outcome.state === 'active') return redirect(`${base}/policy?done=changed`)
      return await reviewPage(visit, change, { token: outcome.token })
    } catch (error) {
      return refused(visit, change, error)
    }
  },
}

/** What a change means. Of one without a way back the token is part of it; nothing is stored. */
async function review(visit: Visit, change: PolicyChange): Promise<PageContent> {
  const { sso, as, organizationId } = visit
  const preflight = await sso.policies.preflight(organizationId, change, as)
  const { isIrreversible } = await sso.policies.get(organizationId, as)
  // Only a change without a way back is answered by a question; any other would be made at once.
  const isFinal = change.irreversible === true && !isIrreversible
  if (!preflight.ok || !isFinal) return reviewPage(visit, change, {})
  const outcome = await set(visit, change)
  if (outcome.state === 'confirmation_required') {
    return reviewPage(visit, change, { token: outcome.token })
  }
  return page(visit)
}

function set(visit: Visit, change: PolicyChange, confirmation?: string) {
  const { sso, as, organizationId, form: sent } = visit
  return sso.policies.set(organizationId, change, {
    ...{ ...as, expectedVersion: Number(sent.text('version')) },
    ...(confirmation === undefined ? {} : { confirmation }),
  })
}

async function refused(visit: Visit, change: PolicyChange, error: unknown): Promise<PageContent> {
  const { texts } = visit
  if (isSsoError(error, 'policy_preflight_failed'))
    return reviewPage(visit, change, { status: 409 })
  if (isSsoError(error, 'policy_conflict')) {
    return page(visit, { status: 409, message: texts.common.conflict, mode: change.mode })
  }
  if (isSsoError(error, 'policy_irreversible')) {
    return page(visit, { status: 409, message: texts.policy.isFinal })
  }
  if (isSsoError(error, 'activation_confirmation_invalid')) {
    const message = texts.policy.confirmAgain
    return page(visit, { status: 409, message, mode: change.mode })
  }
  throw error
}

interface Refused {
  readonly status: number
  readonly message?: string
  /** What was chosen. */
  readonly mode?: EnforcementMode
}

async function page(visit: Visit, refusal?: Refused): Promise<PageContent> {
  const { sso, as, organizationId, texts } = visit
  const words = texts.policy
  const current = await sso.policies.get(organizationId, as)
  const { status = 200, message, mode = current.mode } = refusal ?? {}
  const mayChange = await may(visit, 'policy.update')
  return {
    status,
    title: words.title,
    body: html`${doneNotice(visit, { changed: words.changed })}
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${message !== undefined && notice('bad', message)}
${currentPart(visit, current)}
${mayChange ? changeForm(visit, current, mode) : html`<p>${words.notYours}</p>`}
${await preflightParts(visit, current)}`,
  }
}

function currentPart(visit: Visit, { mode, isIrreversible, enforcedAt }: OrganizationPolicy): Html {
  const words = visit.texts.policy
  const since = enforcedAt !== undefined && fill(words.since, { date: dayOf(visit, enforcedAt) })
  return html`<section class="card"><h2>${words.now}</h2>
<p><strong>${words.modes[mode]}</strong>. ${words.meanings[mode]}</p>
${since !== false && html`<p class="quiet">${since}</p>`}
${isIrreversible && html`<p>${words.isFinal}</p>`}</section>`
}

function changeForm(
  visit: Visit,
  { version, isIrreversible }: OrganizationPolicy,
  chosen: EnforcementMode,
): Html {
  const words = visit.texts.policy
  const offered = MODES.map((mode) => ({
    ...{ value: mode, label: words.modes[mode], advice: words.meanings[mode] },
  }))
  const isWanted = visit.form.has('irreversible')
  return form(
    visit,
    '/policy',
    html`<input type="hidden" name="version" value="${version}">
${choices('mode', words.legend, offered, chosen)}
${!isIrreversible && checkbox('irreversible', words.irreversible, isWanted, words.irreversibleAdvice)}
<p class="buttons"><button class="main" name="action" value="review">${words.review}</button></p>`,
  )
}

/** What would be in the way of each of the other modes, before anything is chosen. */
async function preflightParts(visit: Visit, current: OrganizationPolicy): Promise<Html> {
  const { sso, as, organizationId, texts } = visit
  const words = texts.policy
  const parts: Html[] = []
  for (const mode of MODES) {
    if (mode === 'mixed' || mode === current.mode) continue
    const { issues } = await sso.policies.preflight(organizationId, { mode }, as)
    const list =
      issues.length === 0 ? html`<p>${words.nothing}</p>` : await preflightList(visit, issues)
    parts.push(html`<h3>${words.modes[mode]}</h3>${list}`)
  }
  return parts.length === 0 ? html`` : html`<h2>${words.before}</h2>${parts}`
}
