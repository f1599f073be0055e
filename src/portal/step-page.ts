import { html, type Html } from '../http/html.ts'
import { redirect } from '../http/responses.ts'
import type { Connection } from '../types/connection.ts'
import { notice, problems } from './components.ts'
import { pagePath } from './connection.ts'
import { backTo } from './connection-head.ts'
import { doneNotice } from './done.ts'
import { fill } from './locales/fill.ts'
import { type FormState, type Refused } from './save.ts'
import { stepAfter, type StepId, type Step } from './steps.ts'
import type { PageContent, Visit } from './visit.ts'

interface StepContent {
  readonly body: Html
  readonly refused?: Refused | undefined
  readonly state?: FormState
  readonly hasWayOut?: boolean
  /** Default 200, or that of `refused`. */
  readonly status?: number
}

/** A page of one step: where one is, what just happened, and what is wrong. */
export function stepPage(
  visit: Visit,
  connection: Connection,
  { steps }: { readonly steps: readonly Step[] },
  id: StepId,
  { body, refused, state, hasWayOut = false, status }: StepContent,
): PageContent {
  const { setup, common } = visit.texts
  const { name } = setup.steps[id]
  const number = steps.findIndex((one) => one.id === id) + 1
  const place = fill(setup.place, { number, count: steps.length })
  // After `body`, which says which fields the page has.
  const elsewhere = state?.elsewhere() ?? refused?.issues ?? []
  const hasFieldProblems = (refused?.issues.length ?? 0) > elsewhere.length
  return {
    title: name,
    status: status ?? refused?.status ?? 200,
    hasWayOut,
    body: html`${backTo(visit, connection)}
${number > 0 && html`<p class="quiet">${place}</p>`}
<h1>${name}</h1>
${refused?.status === 409 && notice('warn', common.conflict)}
${hasFieldProblems && notice('bad', common.fields)}
${refused?.status === 422 && problems(visit, elsewhere)}
${!refused && doneNotice(visit, setup.done)}
${body}`,
  }
}

/** Where to go on after a step that was saved. */
export function goOn(
  { base }: Visit,
  connection: Connection,
  { steps }: { readonly steps: readonly Step[] },
  id: StepId,
): Response {
  const next = stepAfter(steps, id)
  return redirect(`${base}${pagePath(connection, next?.id)}?done=saved`)
}
