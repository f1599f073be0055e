import type { BrowserContext } from 'playwright-core'
import { html } from '../../src/http/html.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../src/testing/oidc/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../src/testing/saml/index.ts'
import type { MockSamlIdp, MockSamlPerson } from '../../src/testing/saml/types.ts'
import type { PublicHosts } from './public-hosts.ts'

/** Identity providers that the browser visits, each on its own host. People are signed in there already. */

const PERSON_COOKIE = 'person'

/** Signs somebody in at an identity provider, so that it asks nothing more. */
export async function signInAtIdp(
  context: BrowserContext,
  url: string,
  person: string,
): Promise<void> {
  const cookie = { name: PERSON_COOKIE, value: person, url }
  // It is asked by pages of another site.
  await context.addCookies([{ ...cookie, secure: true, sameSite: 'None' }])
}

const personIn = (request: Request): string | undefined =>
  /(?:^|; )person=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1]

const refusal = (text: string) => new Response(text, { status: 400 })

const TENANT = '8a1b6f3e-0c57-4d0e-9f53-2f6f0f0a7c11'
const ENTRA = 'https://login.microsoftonline.com'
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'

/** A group of the directory, by its object id. */
export const ENTRA_GROUP = '5e4c1a39-7f6a-4f3b-8f0e-1d5b2c9e7a10'

export interface EntraApplication {
  readonly idp: MockSamlIdp
  /** App Federation Metadata Url. */
  readonly metadataUrl: string
  /** Basic SAML Configuration: Identifier (Entity ID), Reply URL. */
  configure(identifier: string, replyUrl: string): void
}

const entraPerson = (name: string, first: string): MockSamlPerson => ({
  nameId: `${name}@acme.example`,
  attributes: {
    [`${CLAIMS}/emailaddress`]: [`${name}@acme.example`],
    [`${CLAIMS}/givenname`]: [first],
    [`${CLAIMS}/surname`]: ['Example'],
    'http://schemas.microsoft.com/identity/claims/tenantid': [TENANT],
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups': [ENTRA_GROUP],
  },
})

/** One enterprise application of an Entra tenant, with the claims that Entra adds by itself. */
export function serveEntra(
  hosts: PublicHosts,
  key = createMockKeyPair({ commonName: 'Microsoft Azure Federated SSO Certificate' }),
): EntraApplication {
  const idp = createMockSamlIdp({
    entityId: `https://sts.windows.net/${TENANT}/`,
    ssoUrl: `${ENTRA}/${TENANT}/saml2`,
    sloUrl: `${ENTRA}/${TENANT}/saml2`,
    people: [entraPerson('olive', 'Olive'), entraPerson('ann', 'Ann')],
    signs: ['assertion'],
    key,
  })
  const configured = new Map<string, string>()
  const metadataPath = `/${TENANT}/federationmetadata/2007-06/federationmetadata.xml`
  hosts.serve(new URL(ENTRA).host, async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === metadataPath) {
      return new Response(idp.metadata(), {
        headers: { 'content-type': 'application/samlmetadata+xml' },
      })
    }
    const person = personIn(request)
    if (pathname !== `/${TENANT}/saml2` || person === undefined) return refusal('Not here.')
    const form = request.method === 'POST' ? await request.formData() : undefined
    const fields =
      form && Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
    const answer = idp.respondTo(fields ? { url: request.url, fields } : request.url, {
      person: `${person}@acme.example`,
    })
    const asked = idp.requests.at(-1)
    if (asked === undefined || configured.get(asked.issuer) !== asked.acsUrl) {
      return refusal(`AADSTS700016 or AADSTS50011: ${asked?.issuer} at ${asked?.acsUrl}`)
    }
    return postPage(answer.url, answer.fields)
  })
  return {
    ...{ idp, metadataUrl: `${ENTRA}${metadataPath}?appid=4f6d2c1e` },
    configure: (identifier, replyUrl) => void configured.set(identifier, replyUrl),
  }
}

/** A page that sends itself, and has a button for browsers without scripts. */
function postPage(url: string, fields: URLSearchParams): Response {
  const inputs = [...fields].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const { markup } = html`<!doctype html>
<html lang="en"><title>Working...</title><link rel="icon" href="data:,">
<form method="post" action="${url}">${inputs}<noscript><button>Submit</button></noscript></form>
<script>document.forms[0].submit()</script></html>`
  return new Response(markup, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

export interface GenericProvider {
  readonly idp: MockOidcProvider
  /** Sign-in redirect URIs, as its console may call them. */
  addRedirectUri(uri: string): void
}

/** A provider that has no guide of its own. */
export function serveGenericOidc(hosts: PublicHosts): GenericProvider {
  const redirectUris: string[] = []
  const person = (sub: string, groups: readonly string[]) => ({
    ...{ sub, email: `${sub}@acme.example`, email_verified: true, groups: [...groups] },
  })
  const idp = createMockOidcProvider({
    ...{ issuer: 'https://sso.acme.example', algorithm: 'ES256', redirectUris },
    people: [person('olive', ['admins', 'staff']), person('ann', ['staff'])],
  })
  hosts.serve(new URL(idp.issuer).host, async (request) => {
    if (new URL(request.url).pathname !== '/authorize') return idp.fetch(request)
    const who = personIn(request)
    if (who === undefined) return refusal('Not here.')
    const { url } = await idp.authorize(request.url, who)
    return new Response(null, { status: 302, headers: { location: url } })
  })
  return { idp, addRedirectUri: (uri) => void redirectUris.push(uri) }
}
