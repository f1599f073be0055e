import { beginSetup } from '../../admin/setup-session.ts'
import { openLink } from '../../admin/setup-links.ts'
import type { Core } from '../../core/core.ts'
import { serializeCookie } from '../../http/cookies.ts'
import { html } from '../../http/html.ts'
import { redirect, withCookies } from '../../http/responses.ts'
import { isSsoError, toSsoError } from '../../errors.ts'
import { fill } from '../locales/fill.ts'
import type { PortalTexts } from '../locales/texts.ts'
import type { PageContent } from '../visit.ts'

/** Sealed values have an empty second part; nothing else below the base path looks like that. */
const tokenForm = /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/

export const isLinkPath = (path: string): boolean => tokenForm.test(path)

export interface LinkVisit {
  readonly core: Core
  readonly token: string
  readonly texts: PortalTexts
  readonly product: string
  readonly base: string
  organizationName(id: string): Promise<string | undefined>
}

/** What a visited link shows. It changes nothing: mail scanners visit links as well (rule T5). */
export async function showLink({
  core,
  token,
  texts,
  product,
  organizationName,
}: LinkVisit): Promise<PageContent> {
  const { links } = texts
  try {
    const { expiresAt, organizationId } = await openLink(core, token)
    const date = new Intl.DateTimeFormat(texts.language, {
      ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' },
    }).format(new Date(expiresAt))
    const organization = await named(core, () => organizationName(organizationId))
    const welcome = fill(links.welcome, { product })
    return {
      title: welcome,
      body: html`<h1>${welcome}</h1>
${organization !== undefined && html`<p>${links.organization}: <strong>${organization}</strong></p>`}
<p>${links.explanation}</p>
<p class="quiet">${fill(links.until, { date: `${date} UTC` })}</p>
<form method="post"><button class="main">${links.begin}</button></form>`,
    }
  } catch (error) {
    if (isSsoError(error, 'setup_link_not_found')) return linkIsOver(texts)
    throw error
  }
}

/** A name is there for orientation: without one the page is as good. */
async function named(
  core: Core,
  ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await ask()
  } catch (error) {
    const { code, status } = toSsoError(error)
    core.emit({ type: 'request.failed', code, status })
    return undefined
  }
}

/** Exchanges the link for a session, on an address without the token. */
export async function useLink({
  core,
  token,
  texts,
  base,
}: LinkVisit): Promise<PageContent | Response> {
  try {
    const cookie = await beginSetup(core, token)
    return withCookies(redirect(base), [serializeCookie(cookie)])
  } catch (error) {
    if (isSsoError(error, 'setup_link_not_found')) return linkIsOver(texts)
    throw error
  }
}

function linkIsOver({ links }: PortalTexts): PageContent {
  return {
    status: 404,
    title: links.over,
    body: html`<h1>${links.over}</h1>
<p>${links.overExplanation}</p>`,
  }
}
