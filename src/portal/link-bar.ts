import { html, type Html } from '../http/html.ts'
import { form } from './components.ts'
import { dateOf } from './dates.ts'
import { fill } from './locales/fill.ts'
import type { Visit } from './visit.ts'

/** Tells whoever came by a link for how long, and lets them go; nothing for people of the product. */
export function linkBar(visit: Visit): Html {
  const { link, texts } = visit
  if (!link) return html``
  const until = fill(texts.links.visiting, { date: dateOf(visit, link.expiresAt) })
  const button = form(visit, '/end', html`<button>${texts.links.end}</button>`)
  return html`<aside class="foot visit" aria-label="${texts.links.visit}"><span>${until}</span>${button}</aside>`
}
