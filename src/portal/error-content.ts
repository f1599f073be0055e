import type { SsoError } from '../errors.ts'
import { html } from '../http/html.ts'
import type { PortalTexts } from './locales/texts.ts'
import type { PageContent } from './visit.ts'
import { toldBoth } from './told.ts'

/** What an admin sees where a page cannot be shown. Details of ours go to events, not here. */
export function errorContent(error: SsoError, texts: PortalTexts, base: string): PageContent {
  const { common } = texts
  const { code, status } = error
  const known: Readonly<Record<string, string>> = {
    // Of the pages themselves: nobody is there at all.
    not_authorized: error.detail?.['action'] === 'setup' ? common.signedOut : common.notAllowed,
    organization_not_entitled: common.notEntitled,
    request_not_found: common.notFound,
    domain_not_claimed: common.notFound,
    connection_not_found: common.notFound,
    setup_throttled: common.tooMany,
    request_too_large: common.tooLarge,
    storage_unavailable: common.unavailable,
  }
  const message = Object.hasOwn(known, code)
    ? known[code]
    : status < 500
      ? toldBoth(texts, error)
      : common.failed
  return {
    status,
    title: common.heading,
    body: html`<h1>${common.heading}</h1>
<p role="alert">${message}</p>
<p><a href="${base}">${common.home}</a></p>`,
  }
}
