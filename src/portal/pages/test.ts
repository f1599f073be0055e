import { isSsoError, type SsoError } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Connection } from '../../types/connection.ts'
import { checkReport, pageOfField } from '../check-report.ts'
import { form, notice } from '../components.ts'
import { connectionOf, pagePath } from '../connection.ts'
import { fill } from '../locales/fill.ts'
import { may } from '../permission.ts'
import { type Progress, progressOf } from '../progress.ts'
import { stepPage } from '../step-page.ts'
import { testOutcome, testReport } from '../test-outcome.ts'
import type { PageAnswer, PageContent, Route, Visit } from '../visit.ts'
import { toldBoth } from '../told.ts'

/** Check, Test Configuration, and Save once exactly this state has passed. */
export const test: Route = {
  path: 'connections/:connectionId/test',
  get: async (visit) => page(visit, await connectionOf(visit)),

  async post(visit): Promise<PageAnswer> {
    const { sso, as, request, base, form: sent } = visit
    const shown = await connectionOf(visit)
    const here = `${base}${pagePath(shown, 'test')}`
    try {
      if (sent.text('action') === 'check') {
        await sso.connections.check(shown.id, as)
        return redirect(`${here}#check`)
      }
      const start = await sso.connections.test(shown.id, { ...as, request, returnTo: here })
      return start.toResponse()
    } catch (error) {
      const known = ['check_throttled', 'connection_not_ready'] as const
      if (!isSsoError(error) || !known.some((code) => error.code === code)) throw error
      return page(visit, await connectionOf(visit), error)
    }
  },
}

async function page(visit: Visit, shown: Connection, error?: SsoError): Promise<PageContent> {
  const { texts, branding } = visit
  const words = texts.test
  const { product } = branding
  const progress = await progressOf(visit, shown)
  const path = pagePath(shown, 'test')
  const button = (action: string, label: string, isMain = false) =>
    form(
      visit,
      path,
      html`<p class="buttons"><button${isMain && html` class="main"`} name="action" value="${action}">${label}</button></p>`,
    )
  const isTested = !progress.blockers.some((one) => one === 'test' || one === 'testFailed')
  return stepPage(visit, shown, progress, 'test', {
    // The form leads to the identity provider, which may send the browser on to hosts of its own.
    hasWayOut: true,
    ...(error ? { status: error.status === 429 ? 429 : 422 } : {}),
    body: html`${error && refusal(visit, shown, error)}
${testOutcome(visit, shown)}
<h2 id="test">${words.test}</h2>
<p>${fill(words.testAdvice, { product })}</p>
${button('test', words.testButton, !isTested)}
${testReport(visit, shown)}
<h2 id="check">${words.check}</h2>
<p>${words.checkAdvice}</p>
${button('check', words.checkButton)}
${checkReport(visit, shown)}
<h2 id="save">${words.save}</h2>
${await savePart(visit, shown, progress)}`,
  })
}

/** What has to be settled first, each with the way to its field. */
function refusal(visit: Visit, shown: Connection, error: SsoError): Html {
  const { texts, base } = visit
  const words = texts.test
  const { retryAfterSeconds } = error.detail ?? {}
  if (error.code === 'check_throttled') {
    return notice('warn', fill(words.wait, { seconds: Number(retryAfterSeconds ?? 60) }))
  }
  const items = (error.issues ?? []).map((issue) => {
    const { path } = issue
    const target = pageOfField(path)
    return html`<li>${toldBoth(texts, issue)}${target !== undefined && html` <a href="${base}${pagePath(shown, target)}#field-${path}">${words.change}</a>`}</li>`
  })
  return html`<div class="alert" role="alert"><p>${words.notReady}</p><ul>${items}</ul></div>`
}

/** A button that says why it cannot be pressed; `activate` decides in the end. */
async function savePart(visit: Visit, shown: Connection, { blockers }: Progress): Promise<Html> {
  const { texts, base, link, branding } = visit
  const words = texts.test
  const { product } = branding
  if (blockers.includes('unchanged')) return html`<p>${words.unchanged}</p>`
  if (!(await may(visit, 'connection.activate', shown.id))) {
    if (!link) return html`<p>${words.others}</p>`
    if (blockers.length > 0) return html`<p>${fill(words.notReadyForLink, { product })}</p>`
    return notice('good', fill(words.ready, { product }))
  }
  const canSave = blockers.length === 0
  const reasons = blockers.map((blocker) => html`<li>${texts.setup.blockers[blocker]}</li>`)
  const why = canSave
    ? html`<p id="save-reason">${words.saveAdvice}</p>`
    : html`<div id="save-reason"><p>${words.reasons}</p><ul>${reasons}</ul></div>`
  return html`${why}
<form method="get" action="${base}${pagePath(shown, 'confirm')}"><p class="buttons"><button class="main" aria-describedby="save-reason"${!canSave && html` disabled`}>${words.saveButton}</button></p></form>`
}
