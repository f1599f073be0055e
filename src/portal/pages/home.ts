import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { CheckReport } from '../../types/check.ts'
import type { Connection } from '../../types/connection.ts'
import type { TraceEntry } from '../../types/trace.ts'
import { badge, copyable } from '../components.ts'
import { hasChanges, nameOf } from '../connection-head.ts'
import { pagePath, protocolName, providerName } from '../connection.ts'
import { dateOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import type { Health } from '../health.ts'
import { healthOf } from '../health-of.ts'
import { fill } from '../locales/fill.ts'
import { may } from '../permission.ts'
import type { Route, Visit } from '../visit.ts'
import { labelOf } from './trace.ts'

/** All connections of the organisation, or for a link the way to the one that it is for. */
export const home: Route = {
  path: '',
  async get(visit) {
    const { sso, as, organizationId, link, base, texts } = visit
    if (link) {
      const { connectionId } = link.scope
      const target = connectionId === undefined ? 'new' : connectionId
      return redirect(`${base}/connections/${target}`)
    }
    const connections = await sso.connections.list(organizationId, as)
    const { home: words } = texts
    const cards = await Promise.all(connections.map((connection) => card(visit, connection)))
    const mayCreate = await may(visit, 'connection.create')
    return {
      title: words.title,
      body: html`${doneNotice(visit, { removed: words.removed })}
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${cards.length === 0 ? html`<p class="card">${words.none}</p>` : cards}
${mayCreate && html`<p class="buttons"><a class="button main" href="${base}/connections/new">${words.create}</a></p>`}`,
    }
  },
}

async function card(visit: Visit, connection: Connection): Promise<Html> {
  const { base, sso, texts } = visit
  const { id, status } = connection
  const words = texts.home
  const { loginUrl } = await sso.connections.setup(id)
  const { health, tone, lastSignInAt: last } = await healthOf(visit, connection)
  const provider = [providerName(connection), protocolName(connection)]
    .filter((part) => part !== undefined)
    .join(' · ')
  return html`<section class="card">
<h2><a href="${base}${pagePath(connection)}">${nameOf(connection)}</a> ${badge(tone, words.health[health.kind])}</h2>
<p class="quiet">${provider}${last !== undefined && html` · ${fill(words.lastLogin, { date: dateOf(visit, last) })}`}</p>
${attention(visit, connection, health)}
${status !== 'draft' && hasChanges(connection) && html`<p>${words.draftWaiting}</p>`}
${status === 'active' && html`<p class="label">${words.loginUri}</p>${copyable(visit, id, loginUrl)}`}
</section>`
}

/** What somebody should do about it, and where. */
function attention(visit: Visit, connection: Connection, health: Health): Html {
  const { texts, base } = visit
  const words = texts.home
  if (health.kind === 'certificate') {
    const { days } = health
    const sentence = days === 0 ? words.certificateEnded : fill(words.certificateEnds, { days })
    return html`<p class="warn">${sentence} <a href="${base}${pagePath(connection, 'keys')}">${words.toKeys}</a></p>`
  }
  if (health.kind === 'attempt') return attemptPart(visit, connection, health.failed)
  if (health.kind !== 'failing') return html``
  const items = failingChecks(connection).map((text) => html`<li>${text}</li>`)
  return html`<p class="bad">${words.checkFailed}</p><ul>${items}</ul>`
}

function attemptPart(visit: Visit, connection: Connection, failed: TraceEntry): Html {
  const { texts, base } = visit
  const words = texts.home
  const check = failed.checks.find(({ status }) => status === 'fail')
  const reference = encodeURIComponent(failed.correlationId)
  const name = check === undefined ? '' : labelOf(texts, check)
  const sentence = fill(words.attemptFailed, { date: dateOf(visit, failed.at), check: name })
  const target = `${base}${pagePath(connection, 'trace')}?reference=${reference}`
  return html`<p class="warn">${sentence} <a href="${target}">${words.toAttempt}</a></p>`
}

function failingChecks({ check }: Connection): readonly string[] {
  const { checks = [] } = (check?.report ?? {}) as unknown as Partial<CheckReport>
  return checks
    .filter(({ status }) => status === 'fail')
    .map(({ message, hint = '' }) => `${message} ${hint}`.trim())
}
