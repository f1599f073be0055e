import { endSetup } from '../../admin/setup-session.ts'
import { SsoError } from '../../errors.ts'
import { serializeCookie } from '../../http/cookies.ts'
import { html } from '../../http/html.ts'
import { redirect, withCookies } from '../../http/responses.ts'
import type { PortalTexts } from '../locales/texts.ts'
import type { PageContent, Route } from '../visit.ts'

/** Where a visit by link ends: nobody is there any more, so it is no route of a visitor. */
export const ENDED = 'ended'

/** Takes the visit by link out of this browser, such as one that others use as well. */
export const end: Route = {
  path: 'end',
  async post({ core, link, base }) {
    if (!link) throw new SsoError('request_not_found')
    return withCookies(redirect(`${base}/${ENDED}`), [serializeCookie(endSetup(core))])
  },
}

export function endedPage({ links }: PortalTexts): PageContent {
  return {
    title: links.ended,
    body: html`<h1>${links.ended}</h1>
<p>${links.endedExplanation}</p>`,
  }
}
