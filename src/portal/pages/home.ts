import { isSsoError } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { Check, CheckReport } from '../../types/check.ts'
import type { Connection } from '../../types/connection.ts'
import type { SetupLink } from '../../types/setup-link.ts'
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
import type { PageAnswer, Route, Visit } from '../visit.ts'
import { choiceForm } from './new-connection.ts'
import { labelOf } from './trace.ts'
import { toldBoth } from '../told.ts'

/** All connections of the organisation, or for a link the way to the one that it is for. */
export const home: Route = {
  path: '',
  async get(visit) {
    const { sso, as, organizationId, link, base, texts } = visit
    if (link) return toItsConnection(visit, link)
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
${mayCreate && (cards.length === 0 ? firstPart(visit) : html`<p class="buttons"><a class="button main" href="${base}/connections/new">${words.create}</a></p>`)}`,
    }
  },
}

/** Where there is nothing yet, there is one thing to do, and no page in between. */
function firstPart(visit: Visit): Html {
  const words = visit.texts.newConnection
  return html`<h2>${words.title}</h2>
<p>${words.explanation}</p>
${choiceForm(visit, visit.texts.home.create)}`
}

/** A link that belongs to one connection never comes to belong to another, also where that is gone (rule T5). */
async function toItsConnection(
  { sso, as, base, texts: { links } }: Visit,
  { scope: { connectionId } }: SetupLink,
): Promise<PageAnswer> {
  if (connectionId === undefined) return redirect(`${base}/connections/new`)
  try {
    await sso.connections.get(connectionId, as)
  } catch (error) {
    if (!isSsoError(error, 'connection_not_found')) throw error
    const body = html`<h1>${links.gone}</h1><p>${links.goneExplanation}</p>`
    return { status: 404, title: links.gone, body }
  }
  return redirect(`${base}/connections/${connectionId}`)
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
  const items = failingChecks(connection).map(
    ({ message, hint = '' }) => html`<li>${toldBoth(texts, { message, hint })}</li>`,
  )
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

function failingChecks({ check }: Connection): readonly Check[] {
  const { checks = [] } = (check?.report ?? {}) as unknown as Partial<CheckReport>
  return checks.filter(({ status }) => status === 'fail')
}
