import { html, type Html } from '../http/html.ts'
import { serializeCookie } from '../http/cookies.ts'
import { page, withCookies } from '../http/responses.ts'
import { logoSource } from './branding.ts'
import type { PortalTexts } from './locales/texts.ts'
import type { PortalBranding } from './options.ts'
import type { PageContent } from './visit.ts'

/** What every page of one portal has. */
export interface Frame {
  readonly base: string
  readonly branding: PortalBranding
  readonly frameAncestors: readonly string[]
  /** Changes with the style sheet and the script, so that browsers may keep both for good. */
  readonly revision: string
}

export interface FrameOfVisit {
  readonly texts: PortalTexts
  /** Below the base path, to mark where one is. */
  readonly path: string
  /** The pages that this visitor may see; none before one has come in. */
  readonly pages: readonly (readonly [path: string, name: string])[]
  /** Below the content, about this visit itself. */
  readonly bar?: Html
}

/** One page under a policy that allows our own style sheet and script and nothing else. */
export function renderPage(frame: Frame, visit: FrameOfVisit, content: PageContent): Response {
  const { base, branding, revision, frameAncestors } = frame
  const { texts, path, pages, bar } = visit
  const { product, logoUrl, homeUrl = '/', supportUrl } = branding
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `img-src${logoSource(branding) || " 'none'"}`,
    "base-uri 'none'",
    ...(content.hasWayOut === true ? [] : ["form-action 'self'"]),
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ].join('; ')
  const { markup } = html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${content.title} · ${product}</title>
<link rel="stylesheet" href="${base}/style.css?${revision}">
<script src="${base}/script.js?${revision}" defer></script>
</head>
<body>
<a class="skip" href="#content">${texts.common.skip}</a>
<header class="top"><a class="brand" href="${homeUrl}">${logoUrl !== undefined && html`<img src="${logoUrl}" alt="">`}${product}</a>
${navigation(base, texts, path, pages)}</header>
<main id="content" tabindex="-1">
${content.body}
</main>
${bar}
${supportUrl !== undefined && html`<footer class="foot"><a href="${supportUrl}">${texts.common.support}</a></footer>`}
</body>
</html>
`
  const response = page(content.status ?? 200, markup, policy)
  // Older browsers know this header only, and it can name no origin.
  if (frameAncestors.length > 0) response.headers.delete('x-frame-options')
  response.headers.set('referrer-policy', 'same-origin')
  return withCookies(response, (content.cookies ?? []).map(serializeCookie))
}

function navigation(
  base: string,
  { common }: PortalTexts,
  path: string,
  pages: FrameOfVisit['pages'],
): Html {
  const [section = ''] = path.split('/')
  const items = pages.map(([target, name]) => {
    const isHere = section === target || (target === '' && section === 'connections')
    return html`<li><a href="${base}${target === '' ? '' : `/${target}`}"${isHere && html` aria-current="page"`}>${name}</a></li>`
  })
  return items.length === 0
    ? html``
    : html`<nav aria-label="${common.navigation}"><ul>${items}</ul></nav>`
}
