import { isSsoError, type SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { OrganizationDomain } from '../../types/domain.ts'
import { badge, checkbox, field, form, notice } from '../components.ts'
import { dateOf } from '../dates.ts'
import { refusalText, toneOfView, viewOf } from '../domain-view.ts'
import { doneNotice } from '../done.ts'
import { enterDomain } from '../enter-domain.ts'
import { thatFit } from '../paging.ts'
import { may } from '../permission.ts'
import type { Refused } from '../refused.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

/** All domains of the organisation, and the form for another one. */
export const domains: Route = {
  path: 'domains',
  get: async (visit) => page(visit),

  async post(visit) {
    const { base, form: sent, texts } = visit
    const typed = sent.text('domain')
    if (typed === '') {
      const message = texts.domains.refusals.domain_invalid
      const issues = [{ path: 'domain', code: 'domain_invalid', message, hint: '' }]
      return page(visit, { status: 422, issues })
    }
    try {
      const { domain } = await enterDomain(visit, typed, sent.has('coversSubdomains'))
      return redirect(`${base}/domains/${domain}?done=claimed`)
    } catch (error) {
      const message = refusalText(texts, error)
      if (message === undefined || !isSsoError(error)) throw error
      const issues = [{ path: 'domain', code: error.code, message, hint: '' }]
      return page(visit, { status: error.status, issues })
    }
  },
}

async function page(visit: Visit, refused?: Refused): Promise<PageContent> {
  const { sso, as, organizationId, texts, query, core, base } = visit
  const words = texts.domains
  const all = await sso.domains.list(organizationId, as)
  const after = query.get('after') ?? ''
  const rest = all.filter(({ domain }) => domain > after)
  const rows = thatFit(rest.map((domain) => row(visit, domain)))
  const last = rest[rows.length - 1]
  const hasMore = last !== undefined && rows.length < rest.length
  const mayClaim = await may(visit, 'domain.claim')
  return {
    status: refused?.status ?? 200,
    title: words.title,
    body: html`${doneNotice(visit, { released: words.done.released })}
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${core.config.dns === undefined && notice('warn', words.noDns)}
${rows.length === 0 ? html`<p class="card">${words.none}</p>` : table(visit, rows)}
${hasMore && html`<p><a href="${base}/domains?after=${encodeURIComponent(last.domain)}">${words.more}</a></p>`}
${mayClaim && addForm(visit, refused?.issues ?? [])}`,
  }
}

function table({ texts }: Visit, rows: readonly Html[]): Html {
  const words = texts.domains
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.title}"><table aria-label="${words.title}">
<thead><tr><th scope="col">${words.domain}</th><th scope="col">${words.state}</th><th scope="col">${words.verified}</th><th scope="col">${words.next}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function row(visit: Visit, domain: OrganizationDomain): Html {
  const words = visit.texts.domains
  const view = viewOf(domain)
  const { verifiedAt, nextCheckAt } = domain
  const dated = (at: string | undefined) => (at === undefined ? words.never : dateOf(visit, at))
  return html`<tr><th scope="row"><a href="${visit.base}/domains/${domain.domain}">${domain.domain}</a></th>
<td>${badge(toneOfView(view), words.states[view])}</td><td>${dated(verifiedAt)}</td><td>${dated(nextCheckAt)}</td></tr>
`
}

function addForm(visit: Visit, issues: readonly SsoIssue[]): Html {
  const words = visit.texts.domains
  const { form: sent } = visit
  return html`<h2>${words.add}</h2>
${form(
  visit,
  '/domains',
  html`${field(visit, {
    ...{ path: 'domain', label: words.addLabel, advice: words.addAdvice, isRequired: true },
    value: sent.raw('domain') ?? '',
    issue: issues.find(({ path }) => path === 'domain'),
  })}
${checkbox('coversSubdomains', words.covers, sent.has('coversSubdomains'))}
<p class="buttons"><button class="main">${words.addButton}</button></p>`,
)}`
}
