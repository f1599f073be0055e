import { authorize } from '../../admin/authorize.ts'
import { isSsoError } from '../../errors.ts'
import { profiles } from '../../guides/index.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect } from '../../http/responses.ts'
import { form, problems } from '../components.ts'
import type { PageContent, Route, Visit } from '../visit.ts'

interface Offer {
  readonly value: string
  readonly profile: string
  readonly protocol: string
  readonly name: string
}

/** Which identity provider it is, and by which protocol: everything else follows from that. */
export const newConnection: Route = {
  path: 'connections/new',

  async get(visit) {
    const { core, as, organizationId } = visit
    await authorize(core, 'connection.create', as.actor, organizationId)
    return page(visit)
  },

  async post(visit) {
    const { sso, as, organizationId, base, form: sent } = visit
    const offer = offersFor(visit).find(({ value }) => value === sent.text('kind'))
    if (!offer) return page(visit, visit.texts.newConnection.choose)
    const { profile, protocol } = offer
    try {
      const { id } = await sso.connections.create({ organizationId, protocol, profile }, as)
      // The guide comes first; the page of the connection is one click away from every step.
      return redirect(`${base}/connections/${id}/guide?done=created`)
    } catch (error) {
      if (!isSsoError(error, 'connection_invalid')) throw error
      return page(visit, error.message)
    }
  },
}

function page(visit: Visit, problem?: string): PageContent {
  const { texts, base } = visit
  const words = texts.newConnection
  return {
    status: problem === undefined ? 200 : 422,
    title: words.title,
    body: html`<h1>${words.title}</h1>
<p>${words.explanation}</p>
${problem !== undefined && problems(visit, [{ path: '', code: '', message: problem, hint: '' }])}
${choiceForm(visit, texts.common.continue, html`<a href="${base}">${texts.common.cancel}</a>`)}`,
  }
}

/** The choice itself, which the list of connections shows as long as it is empty. */
export function choiceForm(visit: Visit, label: string, besides?: Html): Html {
  const { texts } = visit
  const words = texts.newConnection
  const items = offersFor(visit).map(
    (
      { value, name, protocol },
      index,
    ) => html`<div class="choice"><input type="radio" id="kind-${index}" name="kind" value="${value}" required>
<label for="kind-${index}">${name} <span class="quiet">${protocol === 'saml' ? 'SAML 2.0' : 'OpenID Connect'}</span></label></div>`,
  )
  return form(
    visit,
    '/connections/new',
    html`<fieldset><legend>${words.legend}</legend>${items}</fieldset>
<p class="advice">${words.advice}</p>
<p class="buttons"><button class="main">${label}</button>
${besides}</p>`,
  )
}

/** What the host speaks and offers, and what the link is for. */
function offersFor({ core, link, texts }: Visit): readonly Offer[] {
  const { providerByProtocol, profiles: offered } = core.config
  const { scope } = link ?? {}
  return profiles
    .filter(({ id }) => (offered?.includes(id) ?? true) && (scope?.profiles?.includes(id) ?? true))
    .flatMap(({ id, name, protocols }) =>
      protocols
        .filter((protocol) => providerByProtocol.has(protocol))
        .filter((protocol) => scope?.protocols?.includes(protocol) ?? true)
        .map((protocol) => ({
          ...{ value: `${id}:${protocol}`, profile: id, protocol },
          name: id === 'generic' ? texts.newConnection.other : name,
        })),
    )
}
