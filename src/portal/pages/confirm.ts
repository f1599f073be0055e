import { isAtLeast, stricterOf } from '../../access/enforcement.ts'
import { isSsoError, SsoError, type SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Connection } from '../../types/connection.ts'
import type {
  ConfirmationRequired,
  EnforcementMode,
  OrganizationPolicy,
  PolicyChange,
} from '../../types/policy.ts'
import { checkbox, choices, copyable, form, notice, problems } from '../components.ts'
import { connectionOf, pagePath, providerName } from '../connection.ts'
import { fill } from '../locales/fill.ts'
import { ifAllowed, may } from '../permission.ts'
import { progressOf } from '../progress.ts'
import { versionField } from '../save.ts'
import { stepPage } from '../step-page.ts'
import { toldBoth } from '../told.ts'
import type { PageAnswer, PageContent, Route, Visit } from '../visit.ts'

const stricter: Readonly<Record<EnforcementMode, readonly EnforcementMode[]>> = {
  mixed: ['enforced_new', 'enforced_all'],
  enforced_new: ['enforced_all'],
  enforced_all: [],
}

/** The last step: it counts for everybody, and is made in two where there is no way back. */
export const confirm: Route = {
  path: 'connections/:connectionId/confirm',
  async get(visit) {
    const { base } = visit
    const shown = await connectionOf(visit)
    if (!(await may(visit, 'connection.activate', shown.id))) {
      throw new SsoError('not_authorized', { detail: { action: 'connection.activate' } })
    }
    const { blockers } = await progressOf(visit, shown)
    if (blockers.includes('unchanged')) return activePage(visit, shown)
    if (blockers.length > 0) return redirect(`${base}${pagePath(shown, 'test')}#save`)
    return page(visit, shown)
  },

  async post(visit): Promise<PageAnswer> {
    const { sso, as, base, form: sent } = visit
    const shown = await connectionOf(visit)
    const here = `${base}${pagePath(shown, 'confirm')}`
    const { blockers } = await progressOf(visit, shown)
    if (blockers.includes('unchanged')) return redirect(here)
    // The host's gates may ask for less than these pages do.
    if (blockers.length > 0) return redirect(`${base}${pagePath(shown, 'test')}#save`)
    const enforcement = enforcementIn(visit)
    const confirmation = sent.text('confirmation')
    try {
      const outcome = await sso.connections.activate(shown.id, {
        ...as,
        expectedVersion: Number(sent.text('version')),
        ...(enforcement ? { enforcement } : {}),
        ...(confirmation === '' ? {} : { confirmation }),
      })
      if (outcome.state === 'confirmation_required') return surePage(visit, shown, outcome)
      return redirect(here)
    } catch (error) {
      return answer(visit, error, here)
    }
  },
}

/** What keeps it from being switched on, on the same page. */
async function answer(visit: Visit, error: unknown, here: string): Promise<PageAnswer> {
  if (!isSsoError(error)) throw error
  const { code, issues = [], message, hint } = error
  const { confirm: words, common, test } = visit.texts
  if (code === 'activation_enforcement_failed') return redirect(`${here}?done=half`)
  const shown = await connectionOf(visit)
  if (code === 'connection_conflict' || code === 'activation_confirmation_invalid') {
    const told = code === 'connection_conflict' ? common.conflict : words.expired
    return page(visit, shown, notice('warn', told), 409)
  }
  // A check belongs to it, and there was one of another state a moment ago.
  if (code === 'check_throttled') {
    const seconds = Number(error.detail?.retryAfterSeconds ?? 60)
    return page(visit, shown, notice('warn', fill(test.wait, { seconds })), 429)
  }
  if (code === 'policy_preflight_failed') return page(visit, shown, list(visit, issues), 422)
  if (code !== 'connection_not_ready' && !code.startsWith('policy_')) throw error
  const problem = { path: '', code, message, hint }
  return page(visit, shown, problems(visit, issues.length > 0 ? issues : [problem]), 422)
}

function list({ texts }: Visit, issues: readonly SsoIssue[]): Html {
  const items = issues.map((issue) => html`<li>${toldBoth(texts, issue)}</li>`)
  return html`<div class="alert" role="alert"><p>${texts.confirm.preflight}</p><ul>${items}</ul></div>`
}

/** Only what was chosen; as it was is no change. */
function enforcementIn({ form: sent }: Visit): PolicyChange | undefined {
  const mode = sent.text('mode')
  if (mode !== 'enforced_new' && mode !== 'enforced_all') return undefined
  return {
    mode,
    ...(mode === 'enforced_all' && sent.has('irreversible') ? { irreversible: true } : {}),
  }
}

const nameFor = (visit: Visit, shown: Connection): string =>
  providerName(shown) ?? visit.texts.confirm.anyProvider

async function page(
  visit: Visit,
  shown: Connection,
  problem?: Html,
  status = 200,
): Promise<PageContent> {
  const { texts, organizationId, sso, as } = visit
  const words = texts.confirm
  const provider = nameFor(visit, shown)
  const policy = (await may(visit, 'policy.update'))
    ? await ifAllowed(sso.policies.get(organizationId, as))
    : undefined
  const isAgain = shown.live !== undefined && shown.status === 'active'
  const least = policy && leastFor(visit, policy)
  return stepPage(visit, shown, await progressOf(visit, shown), 'confirm', {
    status,
    body: html`${problem}
${!least && html`<p>${isAgain ? words.explanationAgain : fill(words.explanation, { provider })}</p>`}
${form(
  visit,
  pagePath(shown, 'confirm'),
  html`${versionField(shown)}
${policy && enforcementPart(visit, policy, least, provider)}
<p class="buttons"><button class="main">${isAgain ? words.buttonAgain : words.button}</button>
<a href="${visit.base}${pagePath(shown)}">${texts.common.cancel}</a></p>`,
)}`,
  })
}

/** What the host makes of every activation, where the organisation is not as strict already. */
function leastFor({ core }: Visit, policy: OrganizationPolicy): PolicyChange | undefined {
  const { enforcement: least } = core.config.activation
  return least && !isAtLeast(policy, least) ? least : undefined
}

/** Looser modes are chosen on the page about enforcement, which says what becomes of them. */
function enforcementPart(
  { texts, form: sent }: Visit,
  { mode }: OrganizationPolicy,
  least: PolicyChange | undefined,
  provider: string,
): Html {
  const words = texts.confirm
  const first = least ? stricterOf(least, { mode }).mode : mode
  const modes = stricter[first]
  if (modes.length === 0 && !least) return html``
  const offered = [least ? first : 'keep', ...modes] as readonly (keyof typeof words.modes)[]
  const answers = offered.map((value) => ({
    ...{ value, label: fill(words.modes[value], { provider }) },
  }))
  const typed = sent.text('mode')
  const chosen = offered.find((one) => one === typed) ?? offered[0] ?? ''
  // Of one answer alone nothing is asked, and `activate` knows it by itself.
  const way =
    answers.length > 1
      ? choices('mode', words.enforcement, answers, chosen)
      : html`<h2>${words.enforcement}</h2><p>${answers[0]?.label}</p>`
  const { irreversibleChoice: label, irreversibleAdvice: advice } = words
  const forGood =
    least?.irreversible === true
      ? html`<p><strong>${label}</strong></p>`
      : checkbox('irreversible', label, sent.has('irreversible'), advice)
  return html`${way}
${forGood}`
}

/** The second half of what cannot be undone. */
async function surePage(
  visit: Visit,
  shown: Connection,
  { token }: ConfirmationRequired,
): Promise<PageContent> {
  const { texts, branding, form: sent } = visit
  const words = texts.confirm
  const { product } = branding
  const provider = nameFor(visit, shown)
  const kept = ['mode', 'irreversible'].filter((name) => sent.has(name))
  const about = fill(words.about, { change: fill(words.change, { provider, product }) })
  return {
    title: words.sure,
    body: html`<h1>${words.sure}</h1>
<div class="alert" id="warning"><p>${about}</p><p><strong>${fill(words.irreversible, { provider, product })}</strong></p></div>
${form(
  visit,
  pagePath(shown, 'confirm'),
  html`${versionField(shown)}
<input type="hidden" name="confirmation" value="${token}">
${kept.map((name) => html`<input type="hidden" name="${name}" value="${sent.text(name)}">`)}
<p class="buttons"><button class="danger" aria-describedby="warning">${fill(words.yes, { provider })}</button>
<a href="${visit.base}${pagePath(shown, 'confirm')}">${texts.common.back}</a></p>`,
)}`,
  }
}

/** It works: where people begin. */
async function activePage(visit: Visit, shown: Connection): Promise<PageContent> {
  const { sso, texts, base, query } = visit
  const words = texts.confirm
  const { loginUrl } = await sso.connections.setup(shown.id)
  return {
    title: words.active,
    body: html`${query.get('done') === 'half' && notice('warn', words.half)}
<h1>${words.active}</h1>
<p>${words.activeExplanation}</p>
<h2>${words.loginUri}</h2>
${copyable(visit, 'login-uri', loginUrl)}
<p class="buttons"><a class="button main" href="${base}${pagePath(shown)}">${words.toConnection}</a></p>`,
  }
}
