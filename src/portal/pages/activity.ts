import { html, type Html } from '../../http/html.ts'
import type { AuditEntry } from '../../types/audit.ts'
import { actorText, eventDetails, eventText } from '../activity-text.ts'
import { nameOf } from '../connection-head.ts'
import { dateOf } from '../dates.ts'
import { thatFit } from '../paging.ts'
import { ifAllowed } from '../permission.ts'
import type { Route, Visit } from '../visit.ts'

/** Entries on one page, if they fit. */
const PAGE_SIZE = 50

/** The audit list of the organisation. */
export const activity: Route = {
  path: 'activity',
  async get(visit) {
    const { sso, as, organizationId, texts, query, base, core } = visit
    const words = texts.activity
    const before = query.get('before') ?? ''
    const entries = await sso.audit.list(organizationId, {
      ...{ ...as, limit: PAGE_SIZE + 1 },
      ...(before === '' ? {} : { before }),
    })
    const connections = (await ifAllowed(sso.connections.list(organizationId, as))) ?? []
    const names = new Map(connections.map((connection) => [connection.id, nameOf(connection)]))
    const items = thatFit(entries.slice(0, PAGE_SIZE).map((entry) => item(visit, entry, names)))
    const last = entries[items.length - 1]
    const hasMore = last !== undefined && entries.length > items.length
    const empty =
      core.config.audit === false ? words.off : before === '' ? words.none : words.noMore
    return {
      title: words.title,
      body: html`<h1>${words.title}</h1>
<p>${words.explanation}</p>
${items.length === 0 ? html`<p class="card">${empty}</p>` : html`<ol class="steps">${items}</ol>`}
${hasMore && html`<p><a href="${base}/activity?before=${encodeURIComponent(last.id)}">${words.older}</a></p>`}`,
    }
  },
}

function item(visit: Visit, entry: AuditEntry, names: ReadonlyMap<string, string>): Html {
  const { texts } = visit
  const details = eventDetails(texts, entry).map((text) => html`<li><code>${text}</code></li>`)
  return html`<li>${eventText(texts, entry, names)}
<br><span class="quiet">${dateOf(visit, entry.at)} · <span>${actorText(texts, entry)}</span></span>
${details.length > 0 && html`<details><summary>${texts.common.details}</summary><ul>${details}</ul></details>`}</li>
`
}
