import { html, type Html } from '../../http/html.ts'
import type { Connection } from '../../types/connection.ts'
import { badge, copyable, notice } from '../components.ts'
import { connectionOf, pagePath, protocolName, providerName } from '../connection.ts'
import { hasChanges, nameOf } from '../connection-head.ts'
import { dateOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import { healthOf, type ShownHealth } from '../health-of.ts'
import { fill } from '../locales/fill.ts'
import { type Progress, progressOf } from '../progress.ts'
import type { Step } from '../steps.ts'
import type { Route, Visit } from '../visit.ts'

/** One connection: how far it is, how it is doing, and the ways to everything else. */
export const connection: Route = {
  path: 'connections/:connectionId',
  async get(visit) {
    const { sso, base, texts } = visit
    const words = texts.overview
    const shown = await connectionOf(visit)
    const progress = await progressOf(visit, shown)
    const { loginUrl } = await sso.connections.setup(shown.id)
    const doing = await healthOf(visit, shown)
    const current = progress.steps.find(({ state }) => state === 'current')
    const title = nameOf(shown)
    return {
      title,
      body: html`<h1>${title} ${badge(doing.tone, texts.home.health[doing.health.kind])}</h1>
<p class="quiet">${[providerName(shown), protocolName(shown)].filter((name) => name !== undefined).join(' · ')}</p>
${doneNotice(visit, texts.setup.done)}
${shown.status === 'active' && hasChanges(shown) && notice('warn', words.changed)}
${ready(visit, progress)}
${
  current !== undefined &&
  html`<p class="buttons"><a class="button main" href="${base}${pagePath(shown, current.id)}">${fill(words.next, { step: texts.setup.steps[current.id].name })}</a></p>`
}
${
  shown.status === 'active' &&
  html`<h2>${words.loginUri}</h2>
${copyable(visit, 'login-uri', loginUrl)}
<p class="advice">${words.loginUriAdvice}</p>`
}
<h2>${words.steps}</h2>
<ol class="steps">${progress.steps.map((step) => stepItem(visit, shown, step))}</ol>
${shown.status !== 'draft' && healthPart(visit, shown, doing)}
${management(visit, shown)}`,
    }
  },
}

/** To whoever cannot switch it on: that it is somebody else's turn. */
function ready({ link, texts, branding }: Visit, { steps, blockers }: Progress): Html {
  if (link === undefined || blockers.includes('unchanged')) return html``
  const { product } = branding
  const isNarrow = link.scope.fields === 'issuer_and_client_id'
  // The two values are all that its steps are about.
  const isReady = isNarrow ? steps.every(({ state }) => state === 'done') : blockers.length === 0
  if (!isReady) return html``
  const { overview } = texts
  return notice('good', fill(isNarrow ? overview.readyTwoValues : overview.ready, { product }))
}

/** The state is a word as well as a colour. */
function stepItem({ base, texts }: Visit, shown: Connection, step: Step): Html {
  const { setup } = texts
  const { id, state, isOptional, missing } = step
  const sentences: Readonly<Record<string, string>> = setup.missing
  const sentence = Object.hasOwn(sentences, missing)
    ? sentences[missing]
    : setup.steps[missing as typeof id].missing
  const tone = state === 'done' ? 'good' : state === 'current' ? 'warn' : 'quiet'
  return html`<li class="${state}"${state === 'current' && html` aria-current="step"`}><a href="${base}${pagePath(shown, id)}">${setup.steps[id].name}</a>
${badge(tone, setup.states[state])}${isOptional && state !== 'done' && html` <span class="quiet">${setup.optional}</span>`}
${state !== 'done' && html`<br><span class="quiet">${sentence}</span>`}</li>`
}

function healthPart(
  visit: Visit,
  shown: Connection,
  { health, lastSignInAt: last }: ShownHealth,
): Html {
  const { texts, base } = visit
  const words = texts.overview
  const trace = html` <a href="${base}${pagePath(shown, 'trace')}">${words.trace}</a>`
  return html`<h2>${words.health}</h2>
${health.kind === 'certificate' && notice('warn', fill(words.certificate, { days: health.days }))}
${health.kind === 'failing' && notice('bad', words.failing)}
${health.kind === 'attempt' && notice('bad', html`${words.attempt}${trace}`)}
<dl class="facts"><dt>${words.lastLogin}</dt><dd>${last === undefined ? words.never : dateOf(visit, last)}</dd></dl>`
}

/** A link leads to what it is for: what went wrong is part of it, running the connection is not. */
function management({ base, texts, link }: Visit, shown: Connection): Html {
  const words = texts.overview
  const running = [
    ['keys', words.keys],
    ['off', words.off],
  ] as const
  const pages: readonly (readonly [string, string])[] = [
    ['trace', words.trace],
    ...(link ? [] : running),
  ]
  const items = pages.map(
    ([page, name]) => html`<li><a href="${base}${pagePath(shown, page)}">${name}</a></li>`,
  )
  return html`<h2>${words.manage}</h2>
<ul>${items}</ul>`
}
