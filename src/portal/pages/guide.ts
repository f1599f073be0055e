import { serializeCookie } from '../../http/cookies.ts'
import { html, type Html } from '../../http/html.ts'
import { redirect, withCookies } from '../../http/responses.ts'
import { loadGuide, renderGuide } from '../../guides/index.ts'
import type { Connection, ConnectionSetup, SetupField } from '../../types/connection.ts'
import { copyable, form } from '../components.ts'
import { connectionOf, pagePath, revisionOf } from '../connection.ts'
import { doneNotice } from '../done.ts'
import { chapterPart } from '../guide-parts.ts'
import { guideOptions } from '../../guides/guide-options.ts'
import { progressOf } from '../progress.ts'
import { stepPage } from '../step-page.ts'
import { stepAfter } from '../steps.ts'
import { ticksCookie, ticksOf } from '../ticks.ts'
import type { Route, Visit } from '../visit.ts'

/** What to enter at the identity provider: its guide, with our values and ticks that stay. */
export const guide: Route = {
  path: 'connections/:connectionId/guide',
  async get(visit) {
    const { texts, request, query, base } = visit
    const words = texts.guide
    const shown = await connectionOf(visit)
    const { told, setup, guide: outline, places } = await toldGuide(visit, shown, isTile(query))
    const progress = await progressOf(visit, shown)
    const ticked = ticksOf(request, shown.id)
    const unconfirmed = new Set(outline.labels.unconfirmed)
    const hasUnconfirmed =
      told.chapters.some(({ steps }) =>
        steps.some(({ parts }) => parts.some((part) => isUnconfirmed(part, unconfirmed))),
      ) || setup.fields.some(({ label }) => unconfirmed.has(label))
    const chapters = told.chapters.map((chapter) =>
      chapterPart(visit, chapter, { places, ticked, unconfirmed }),
    )
    const tile = isTile(query)
    const path = pagePath(shown, 'guide')
    const toggle = html`<p><a href="${base}${path}${!tile && '?tile=on'}">${tile ? words.tileOff : words.tileOn}</a></p>`
    return stepPage(visit, shown, progress, 'guide', {
      body: html`${doneNotice(visit, { kept: words.kept })}
<p>${words.explanation}</p>
${takeover(visit)}
${valuesPart(visit, setup, toldFields(told), unconfirmed)}
${outline.options.includes('tile') && toggle}
${form(
  visit,
  path,
  html`${tile && html`<input type="hidden" name="tile" value="on">`}
${chapters}
${hasUnconfirmed && html`<p class="quiet">${words.unconfirmed}</p>`}
<p class="quiet">${words.ticks}</p>
<p class="buttons"><button class="main" name="action" value="continue">${words.continue}</button></p>`,
)}`,
    })
  },

  async post(visit) {
    const { form: sent, request, core, base } = visit
    const shown = await connectionOf(visit)
    const tile = sent.text('tile') === 'on'
    const { told, places } = await toldGuide(visit, shown, tile)
    const todo = told.chapters
      .flatMap(({ steps }) => steps)
      .filter(({ number }) => number !== undefined)
      .map(({ id }) => places.get(id) ?? -1)
    const typed = sent.all('step').map(Number)
    // Steps that this page does not show keep their ticks.
    const others = [...ticksOf(request, shown.id)].filter((place) => !todo.includes(place))
    const ticked = new Set([...others, ...typed.filter((place) => todo.includes(place))])
    const isContinued = sent.text('action') === 'continue'
    const isComplete = isContinued || todo.every((place) => ticked.has(place))
    const { baseUrl, clock } = core.config
    const isSecure = baseUrl.startsWith('https:')
    const about = { connectionId: shown.id, path: base, now: clock(), isSecure }
    const cookie = ticksCookie(request, about, ticked, isComplete)
    const { steps } = await progressOf(visit, shown)
    const chapter = /^[a-z_]{1,40}$/.exec(sent.text('action'))?.[0] ?? ''
    const next = isContinued ? pagePath(shown, stepAfter(steps, 'guide')?.id) : undefined
    const here = `${pagePath(shown, 'guide')}?done=kept${tile ? '&tile=on' : ''}#chapter-${chapter}`
    return withCookies(redirect(`${base}${next ?? here}`), [serializeCookie(cookie)])
  },
}

const isTile = (query: URLSearchParams): boolean => query.get('tile') === 'on'

async function toldGuide(visit: Visit, shown: Connection, hasTile: boolean) {
  const { sso, texts, core, branding } = visit
  const setup = await sso.connections.setup(shown.id)
  const protocol = shown.protocol === 'saml' ? 'saml' : 'oidc'
  const outline = await loadGuide(shown.profile, protocol)
  const options = guideOptions(revisionOf(shown), {
    ...{ profile: shown.profile, hasRoles: core.config.roles !== undefined, hasTile },
    asksForIssuer: visit.link?.scope.fields === 'issuer_and_client_id',
  })
  const told = renderGuide(outline, {
    ...{ product: branding.product, setup, options },
    locale: texts.language === 'de' ? 'de' : 'en',
  })
  const ids = outline.chapters.flatMap(({ steps }) => steps.map(({ id }) => id))
  const places: ReadonlyMap<string, number> = new Map(ids.map((id, index) => [id, index]))
  return { setup, told, guide: outline, places }
}

const isUnconfirmed = (
  part: { readonly kind: string; readonly text: string },
  unconfirmed: ReadonlySet<string>,
): boolean => part.kind === 'label' && unconfirmed.has(part.text)

type Told = ReturnType<typeof renderGuide>

/** The setup fields that a step of the guide tells. */
function toldFields({ chapters }: Told): ReadonlySet<string> {
  const parts = chapters.flatMap(({ steps }) => steps.flatMap((step) => step.parts))
  return new Set(parts.flatMap((part) => (part.kind === 'value' ? [part.field] : [])))
}

/** What an identity provider shows of the application to its people. */
function takeover(visit: Visit): Html {
  const { branding, texts } = visit
  const words = texts.guide
  const { product, logoUrl } = branding
  return html`<p class="label">${words.name}</p>
${copyable(visit, 'product', product)}
${
  logoUrl !== undefined &&
  html`<p class="label">${words.logo}</p>
<p class="logo"><img src="${logoUrl}" alt="" height="48"> <a href="${logoUrl}" download>${words.download}</a></p>`
}`
}

function valuesPart(
  visit: Visit,
  { fields }: ConnectionSetup,
  told: ReadonlySet<string>,
  unconfirmed: ReadonlySet<string>,
): Html {
  const words = visit.texts.guide
  const item = ({ id, label, value }: SetupField) =>
    html`<p class="label">${label}${unconfirmed.has(label) && '°'}</p>
${copyable(visit, id, value)}`
  const needed = fields.filter(({ id }) => told.has(id))
  const further = fields.filter(({ id }) => !told.has(id))
  return html`<h2>${words.values}</h2>
${needed.map(item)}
${further.length > 0 && html`<details><summary>${words.furtherValues}</summary>${further.map(item)}</details>`}`
}
