import type { LoginStart } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import type { PortalOptions } from '../../src/portal/index.ts'
import { saml } from '../../src/saml/index.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../src/testing/oidc/index.ts'
import { createMockKeyPair } from '../../src/testing/saml/index.ts'
import { asSystem, cookiesOf } from './harness.ts'
import { type PortalHost, portalHost } from './portal-browser.ts'
import { serveEntra } from './portal-browser-idps.ts'
import type { PublicHosts } from './public-hosts.ts'
import { scriptedDns } from './scripted-dns.ts'

/** An organisation that has used single sign-on for a while, with something of everything. */
export interface BusyHost {
  readonly host: PortalHost
  /** Okta, in use; Entra, in use with changes; a generic one that is not finished. */
  readonly connections: { readonly okta: string; readonly entra: string; readonly draft: string }
  readonly okta: MockOidcProvider
}

const DAY_MILLISECONDS = 86_400_000
const CERTIFICATE_DAYS = 12

const roles = {
  catalogue: [
    { id: 'admin', label: 'Admin', description: 'May do everything, and pay the bill.' },
    { id: 'member', label: 'Member', description: 'Sees and edits what the team shares.' },
    { id: 'guest', label: 'Guest' },
  ],
}

const carol = { actor: 'carol' }

export async function busyHost(
  hosts: PublicHosts,
  options: Partial<PortalOptions> = {},
): Promise<BusyHost> {
  const okta = createMockOidcProvider({
    ...{ issuer: 'https://acme.okta.com/oauth2/default', algorithm: 'ES256' },
    clientId: '0oa8f2kq1XyWc7Hn95d7',
    people: [
      { sub: '00u1ann', email: 'ann@acme.example', email_verified: true, groups: ['Staff'] },
      { sub: '00u2bob', email: 'bob@acme.example', email_verified: true, groups: ['Visitors'] },
    ],
  })
  const dns = scriptedDns()
  const providers = [oidc(), saml()]
  const host = portalHost(
    hosts,
    { ...{ dns, roles, providers, fetch: okta.fetch }, legacyAccounts },
    { branding: { product: 'Example App', supportUrl: '/help' }, ...options },
  )
  const { sso } = host
  const oktaId = await connectOkta(host, okta)
  const entra = await connectEntra(hosts, host)
  const { id: draft } = await sso.connections.create(
    { organizationId: 'org_1', protocol: 'oidc', description: 'Contractors' },
    carol,
  )
  await claimDomains(host, dns)
  await sso.setupLinks.create('org_1', { ...carol, description: 'For Dana, IT of Acme' })
  await sso.setupLinks.create('org_1', {
    ...carol,
    scope: { profiles: ['okta'], fields: 'issuer_and_client_id' },
  })
  await host.settled()
  return { host, okta, connections: { okta: oktaId, entra, draft } }
}

const legacyAccounts = async () => [
  { id: 'admin@acme.example', reason: 'made when the organisation was created' },
]

async function connectOkta(host: PortalHost, okta: MockOidcProvider): Promise<string> {
  const { sso } = host
  const { id } = await sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', profile: 'okta', description: 'Acme' },
      ...{ settings: { ...okta.settings }, secrets: okta.secrets, loginPath: 'acme' },
      claims: { groups: 'groups' },
      access: {
        roles: { groupsByRole: { member: ['Staff'] }, sync: 'replace', unmapped: 'refuse' },
      },
    },
    carol,
  )
  const request = new Request(host.url)
  await answered(host, okta, await sso.connections.test(id, { ...carol, request }))
  await sso.connections.check(id, carol)
  await sso.connections.activate(id, carol)
  const signIn = async (person?: string) =>
    answered(host, okta, await sso.startLogin({ connectionId: id }), person)
  await signIn()
  await signIn('00u2bob')
  okta.tamper('wrong_audience')
  await signIn()
  okta.tamper()
  await signIn()
  return id
}

/** Whoever was sent to the provider signs in and comes back. */
async function answered(
  { sso }: PortalHost,
  okta: MockOidcProvider,
  start: LoginStart,
  person?: string,
): Promise<void> {
  const answer = await okta.authorize(start.url, person)
  await sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
}

/** Its certificate ends soon, and a document with the next one waits to be tested. */
async function connectEntra(hosts: PublicHosts, { sso, url }: PortalHost): Promise<string> {
  const notAfter = new Date(Date.now() + CERTIFICATE_DAYS * DAY_MILLISECONDS)
  const { idp } = serveEntra(hosts, createMockKeyPair({ notAfter }))
  const settings = () => ({ settings: { metadataXml: idp.metadata() } })
  const { id } = await sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'saml', profile: 'entra', description: 'Acme Labs' },
      ...settings(),
    },
    carol,
  )
  const start = await sso.connections.test(id, { ...carol, request: new Request(url) })
  await sso.handler(idp.respondTo(start.url).toRequest(cookiesOf(start).join('; ')))
  await sso.connections.activate(id, carol)
  idp.rotateKeys({ keepsOld: true })
  await sso.connections.update(id, settings(), carol)
  return id
}

/** Proven, waiting with the likeliest mistake, and not begun. */
async function claimDomains(
  { sso }: PortalHost,
  dns: ReturnType<typeof scriptedDns>,
): Promise<void> {
  const claim = async (domain: string, told: (value: string) => string) => {
    const { instructions } = await sso.domains.claim('org_1', domain, carol)
    dns.txt(instructions.host, told(instructions.value))
    await sso.verifyDomain('org_1', domain, asSystem)
  }
  await claim('acme.example', (value) => value)
  await claim('acme.test', (value) => `"${value}"`)
  await sso.domains.claim('org_1', 'labs.acme.example', carol)
}
