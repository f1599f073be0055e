import { isSsoError, type SsoIssue } from '../../errors.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import type { SetupLink, SetupLinkScope } from '../../types/setup-link.ts'
import { copyable, form, notice } from '../components.ts'
import { nameOf } from '../connection-head.ts'
import { protocolName } from '../connection.ts'
import { dateOf } from '../dates.ts'
import { doneNotice } from '../done.ts'
import { providerTitle } from '../link-offers.ts'
import { fill } from '../locales/fill.ts'
import { ifAllowed, may } from '../permission.ts'
import type { PageContent, Route, Visit } from '../visit.ts'
import { createForm, DAY_SECONDS, lifetimeOf } from './links-form.ts'

/** Ways in for somebody outside of the product: the list, and the form for another one. */
export const links: Route = {
  path: 'links',
  get: async (visit) => page(visit),

  async post(visit) {
    const { sso, as, organizationId, base, form: sent, texts } = visit
    if (sent.has('revoke')) {
      await sso.setupLinks.revoke(organizationId, sent.text('revoke'), as)
      return redirect(`${base}/links?done=revoked`)
    }
    try {
      const { url } = await sso.setupLinks.create(organizationId, {
        ...as,
        ...{ scope: scopeOf(visit), description: sent.text('description') },
        lifetimeSeconds: lifetimeOf(visit) * DAY_SECONDS,
      })
      return createdPage(visit, url)
    } catch (error) {
      if (isSsoError(error, 'setup_link_limit_reached')) {
        return page(visit, { status: 409, issues: [], message: texts.links.full })
      }
      if (!isSsoError(error, 'setup_link_invalid')) throw error
      const { issues = [], message } = error
      return page(visit, { status: 422, issues, ...(issues.length === 0 ? { message } : {}) })
    }
  },
}

function scopeOf({ form: sent }: Visit): SetupLinkScope {
  const connectionId = sent.text('scope.connectionId')
  const protocols = sent.all('scope.protocols')
  const profiles = sent.all('scope.profiles')
  const fields = sent.text('scope.fields')
  return {
    ...(connectionId === '' ? {} : { connectionId }),
    ...(protocols.length === 0 ? {} : { protocols }),
    ...(profiles.length === 0 ? {} : { profiles }),
    ...(fields === 'issuer_and_client_id' ? { fields } : {}),
  }
}

/** No redirect leads here: the address of the link is in this answer and nowhere else. */
function createdPage(visit: Visit, url: string): PageContent {
  const words = visit.texts.links
  return {
    title: words.created,
    body: html`<h1>${words.created}</h1>
<p>${words.once}</p>
<p class="label">${words.url}</p>
${copyable(visit, 'url', url)}
<p><a href="${visit.base}/links">${words.toList}</a></p>`,
  }
}

interface Refusal {
  readonly status: number
  readonly issues: readonly SsoIssue[]
  readonly message?: string
}

async function page(visit: Visit, refused?: Refusal): Promise<PageContent> {
  const { sso, as, organizationId, texts } = visit
  const words = texts.links
  const all = await sso.setupLinks.list(organizationId, as)
  const connections = await ifAllowed(sso.connections.list(organizationId, as))
  const names = connections && new Map(connections.map((one) => [one.id, nameOf(one)]))
  const mayRevoke = await may(visit, 'setup_link.revoke')
  return {
    status: refused?.status ?? 200,
    title: words.title,
    body: html`${doneNotice(visit, { revoked: words.revoked })}
<h1>${words.title}</h1>
<p>${words.about}</p>
${refused?.message !== undefined && notice('bad', refused.message)}
${all.length === 0 ? html`<p class="card">${words.none}</p>` : all.map((link) => card(visit, link, names, mayRevoke))}
${createForm(visit, names ?? new Map(), refused?.issues ?? [])}`,
  }
}

/** Of all connections; `undefined` for whoever may not list them. */
type Names = ReadonlyMap<string, string> | undefined

function card(
  visit: Visit,
  { id, description, expiresAt, createdBy, scope }: SetupLink,
  names: Names,
  mayRevoke: boolean,
): Html {
  const words = visit.texts.links
  const title = description === '' ? words.nameless : description
  const label = fill(words.revokeLabel, { description: title })
  const revocation =
    mayRevoke &&
    form(
      visit,
      '/links',
      html`<p class="buttons"><button class="danger" name="revoke" value="${id}" aria-label="${label}">${words.revoke}</button></p>`,
    )
  return html`<section class="card"><h2>${title}</h2>
<dl class="facts"><dt>${words.scope}</dt><dd>${scopeText(visit, scope, names)}</dd>
<dt>${words.expires}</dt><dd>${dateOf(visit, expiresAt)}</dd>
${createdBy !== undefined && html`<dt>${words.createdBy}</dt><dd>${createdBy}</dd>`}</dl>
${revocation}</section>`
}

function scopeText(
  { texts }: Visit,
  { connectionId, protocols, profiles, fields }: SetupLinkScope,
  names: Names,
): string {
  const words = texts.links.scopes
  const target = connectionId === undefined ? words.new : nameIn(words, names, connectionId)
  const only = [
    ...(protocols ?? []).map((protocol) => protocolName({ protocol })),
    ...(profiles ?? []).map(providerTitle),
  ]
  return [
    target,
    ...(only.length === 0 ? [] : [fill(words.protocols, { names: only.join(', ') })]),
    ...(fields === 'issuer_and_client_id' ? [words.two] : []),
  ].join('; ')
}

function nameIn(words: Visit['texts']['links']['scopes'], names: Names, id: string): string {
  if (names && !names.has(id)) return words.removed
  return fill(words.connection, { name: names?.get(id) ?? id })
}
