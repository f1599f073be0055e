import type { Connection, ConnectionInput, SsoConfig } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import type { PortalOptions } from '../../src/portal/index.ts'
import { saml } from '../../src/saml/index.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'
import type { MockOidcOptions, MockOidcProvider } from '../../src/testing/oidc/types.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../src/testing/saml/index.ts'
import type { MockSamlIdp, MockSamlOptions } from '../../src/testing/saml/types.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'
import { asSystem, baseUrl } from './harness.ts'
import { type PortalScene, portalScene } from './portal-scene.ts'

/** An admin in a browser without scripts: portal, application and identity provider, without a network. */
export interface Journey extends PortalScene {
  readonly idp: MockOidcProvider
  readonly samlIdp: MockSamlIdp
  readonly admin: Admin
  /** Somebody else in a browser of their own. */
  another(): Admin
}

export interface Admin extends Browser {
  /** Links that were clicked and forms that were sent so far. */
  readonly actions: readonly string[]
  /** The same browser, uncounted. */
  readonly plain: Browser
}

/** The identity provider's page and our own that sends its answer once more. */
const MAX_HOPS = 5

/** Making one takes a while. */
const sharedKey = createMockKeyPair()

const redirectTo = (url: string) => new Response(null, { status: 303, headers: { location: url } })

export function portalJourney(
  config: Partial<SsoConfig> = {},
  options: Partial<PortalOptions> = {},
  idps: { readonly oidc?: MockOidcOptions; readonly saml?: MockSamlOptions } = {},
): Journey {
  const clock = () => new Date()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256', ...idps.oidc })
  const samlIdp = createMockSamlIdp({ clock, key: sharedKey, ...idps.saml })
  const scene = portalScene(
    {
      providers: [oidc(), saml()],
      fetch: async (input, init) => {
        const url = String(input instanceof Request ? input.url : input)
        return url === samlIdp.entityId ? samlIdp.fetch(input, init) : idp.fetch(input, init)
      },
      activation: { requires: ['check', 'test'] },
      ...config,
    },
    options,
  )
  const { setup, sso, url: portalUrl } = scene
  const request = async (url: string, init: RequestInit): Promise<Response> => {
    if (url.startsWith(portalUrl)) return setup.handler(new Request(url, init))
    if (url.startsWith(`${baseUrl}/sso/`)) return sso.handler(new Request(url, init))
    if (url.startsWith(baseUrl)) return new Response('<h1>App</h1>')
    if (url.startsWith(samlIdp.ssoUrl)) return answerSaml(samlIdp, url, init)
    const { url: back } = await idp.authorize(url)
    return redirectTo(back)
  }
  const another = (): Admin => {
    const actions: string[] = []
    const browser = createBrowser(undefined, request)
    return {
      ...browser,
      ...{ actions, plain: browser },
      click(page, text, more) {
        actions.push(text)
        return browser.click(page, text, more)
      },
      submit(page, fields, more) {
        actions.push(`[${new URL(page.url).pathname.split('/').at(-1)}]`)
        return browser.submit(page, fields, more)
      },
    }
  }
  return { ...scene, idp, samlIdp, admin: another(), another }
}

/** As a page whose form sends itself does; here its button is pressed. */
function answerSaml(idp: MockSamlIdp, url: string, init: RequestInit): Response {
  const fields = init.body instanceof URLSearchParams ? Object.fromEntries(init.body) : undefined
  const { url: back, fields: answered } = idp.respondTo(
    fields === undefined ? url : { url, fields },
  )
  const inputs = [...answered].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  )
  return new Response(`<form method="post" action="${back}">${inputs.join('')}</form>`)
}

/** Sends on pages that a browser with scripts sends on by itself: no action of the admin. */
export async function onward({ plain }: Admin, page: Page, until: string): Promise<Page> {
  let current = page
  for (let hop = 0; hop < MAX_HOPS && !current.url.startsWith(until); hop++) {
    current = await plain.submit(current)
  }
  return current
}

export interface OpenedPage extends Journey {
  readonly id: string
  readonly pageUrl: string
  readonly page: Page
  connection(): Promise<Connection>
}

/** A new connection, and a page of it in the admin's browser. */
export async function openedPage(
  kind: string,
  page: string,
  journey: Journey = portalJourney(),
  input: ConnectionInput = {},
): Promise<OpenedPage> {
  const [profile = '', protocol = ''] = kind.split(':')
  const created = { organizationId: 'org_1', profile, protocol, ...input }
  const { id } = await journey.sso.connections.create(created, asSystem)
  const pageUrl = `${journey.url}/connections/${id}/${page}`.replace(/\/$/, '')
  return {
    ...journey,
    ...{ id, pageUrl, page: await journey.admin.visit(pageUrl) },
    connection: () => journey.sso.connections.get(id, asSystem),
  }
}

/** The text of one field with its advice and its problem. */
export function fieldIn({ body }: Pick<Page, 'body'>, path: string): string {
  const at = body.indexOf(`<label for="field-${path}"`)
  if (at < 0) throw new Error(`No field ${path}:\n${body}`)
  const end = body.indexOf('<div class="field">', at)
  return body.slice(at, end < 0 ? undefined : end)
}

/** Complete settings of the mock provider, with which a test passes. */
export const complete = ({ idp }: Pick<Journey, 'idp'>): ConnectionInput => ({
  ...{ settings: { ...idp.settings }, secrets: idp.secrets },
})

/** From Test Configuration over the identity provider back to the page. */
export async function runTestOn({ admin, url }: Journey, page: Page): Promise<Page> {
  const started = await admin.submit(page, { action: 'test' }, { form: 'Test Configuration' })
  return onward(admin, started, url)
}
