import { asSystem } from './harness.ts'
import { type PortalScene, portalScene } from './portal-scene.ts'
import { certificates } from './saml-certificates.ts'
import { idpMetadataXml, key, redirectBinding, sso } from './saml-metadata.ts'
import { scriptedDns } from './scripted-dns.ts'
import type { PortalOptions } from '../../src/portal/index.ts'
import type { SsoConfig } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { saml } from '../../src/saml/index.ts'
import { createMockOidcProvider } from '../../src/testing/oidc/index.ts'

/** Everything that the pages show, with one text in every place that somebody else may write. */
export interface PortalState {
  readonly world: PortalScene
  readonly connectionIds: readonly string[]
  readonly domains: readonly string[]
}

/** Acts before the pages are looked at; a scene that lets nobody see them lets this one act. */
export const author = 'author'

const at = (scene: PortalScene, minutesAgo: number) =>
  new Date(scene.clock().getTime() - minutesAgo * 60_000).toISOString()

/**
 * An organisation in the middle of its work.
 *
 * @param text stands in names, claims, answers of DNS, audit entries, traces and metadata
 */
export async function portalState(
  text: string,
  config: Partial<SsoConfig> = {},
  options: Partial<PortalOptions> = {},
): Promise<PortalState> {
  const dns = scriptedDns()
  const idp = createMockOidcProvider({ algorithm: 'ES256' })
  const world = portalScene(
    {
      providers: [oidc(), saml()],
      dns,
      fetch: idp.fetch,
      describeActor: () => text,
      authorize: (_action, actor) => actor === 'carol' || actor === author,
      legacyAccounts: async () => [{ id: text, reason: text }],
      roles: { catalogue: [{ id: 'admin', label: text, description: text }] },
      ...config,
    },
    { branding: { product: text }, ...options },
  )
  const { sso: host } = world
  const live = await host.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', description: text, secrets: idp.secrets },
      settings: idp.settings,
    },
    asSystem,
  )
  await host.connections.activate(live.id, asSystem)
  // They are listed by their age.
  world.clock.advance(1)
  const draft = await host.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', profile: 'okta', description: text },
      settings: { issuer: 'https://okta.example.com', clientId: text.replaceAll(/[^ -~]/g, '') },
      secrets: { clientSecret: 'a secret that no page may show' },
    },
    asSystem,
  )
  world.clock.advance(1)
  const address = "https://idp.example.com/sso?a='b'&amp;c=d"
  const signedOn = await host.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'saml', description: text },
      settings: {
        metadataXml: idpMetadataXml({
          sso: sso(redirectBinding, address),
          keys: key(certificates.first, 'signing') + key(certificates.second, 'signing'),
        }),
      },
    },
    asSystem,
  )
  await host.connections.activate(signedOn.id, asSystem)
  await host.connections.update(
    signedOn.id,
    { settings: { metadataXml: idpMetadataXml({ entityId: 'https://other.example.com/idp' }) } },
    asSystem,
  )
  for (const { id } of [live, draft, signedOn]) await tested(world, id, text)
  await attempts(world, live.id, text)
  await audited(world, live.id, text)
  const domains = ['acme.example', 'pending.example']
  for (const domain of domains) {
    const { instructions } = await host.domains.claim('org_1', domain, asSystem)
    dns.txt(instructions.host, text, `v=${text}`)
    await host.verifyDomain('org_1', domain)
  }
  await host.setupLinks.create('org_1', { actor: author, description: text })
  await world.settled()
  return { world, connectionIds: [live.id, draft.id, signedOn.id], domains }
}

/** A report as a test leaves it, of a failed sign-in with many findings. */
async function tested({ sso: host, storage, clock }: PortalScene, id: string, text: string) {
  const { draft, live } = await host.connections.get(id, asSystem)
  const { fingerprint = '' } = draft ?? live ?? {}
  const finding = { code: 'access_no_mapped_group', message: text, hint: text }
  const report = {
    ...{ status: 'failed', message: text, at: clock().toISOString(), fingerprint },
    ...{ issues: [finding], warnings: [finding], missing: [text], groups: [text, 'b'] },
    claims: [{ name: text, value: text, source: text }],
    omitted: { claims: 1, groups: 1 },
    person: { issuer: text, subject: text, email: text, emailVerified: true, name: text },
    access: { kind: 'refuse', roles: ['admin'], reasons: [{ code: text, message: text }] },
  }
  const evidence = { fingerprint, status: 'failed' as const, at: clock().toISOString(), report }
  await storage.connections.saveEvidence(id, { test: evidence })
  const check = { name: text, status: 'fail', message: text, hint: text, expected: text }
  const checked = { fingerprint, status: 'fail', checks: [check], at: clock().toISOString() }
  await storage.connections.saveEvidence(id, {
    check: { fingerprint, status: 'fail', at: clock().toISOString(), report: checked },
  })
}

/** One attempt that failed at everything that quotes something, and one that went well. */
async function attempts(scene: PortalScene, connectionId: string, text: string) {
  const failed = { status: 'fail', code: text, expected: text, received: text, hint: text }
  const bodies = [
    { outcome: 'signed_in', checks: [{ name: 'flow', status: 'pass' }] },
    {
      outcome: 'failed',
      checks: [
        { name: 'flow', status: 'pass' },
        { name: 'issuer', ...failed },
        { name: text, ...failed },
        { name: 'nonce', status: 'skipped' },
      ],
    },
  ]
  await scene.storage.journal.append(
    bodies.map((body, index) => {
      const id = `log_${index}0000000000`
      const about = { id, at: at(scene, 10 - index), correlationId: `reference-${index}` }
      const facts = { protocol: 'oidc', initiatedBy: 'sp', milliseconds: 12.4, fingerprint: 'old' }
      const entry = { ...about, ...facts, ...body, person: { email: text, subject: text } }
      return { ...about, kind: 'login', organizationId: 'org_1', connectionId, body: entry }
    }),
  )
}

/** An entry of every kind, and one of a kind that these pages do not know. */
async function audited(scene: PortalScene, connectionId: string, text: string) {
  const types = ['connection.tested', 'trust.change_needs_admin', 'policy.changed', 'domain.lost']
  const detail = {
    ...{ status: text, mode: text, domain: text, setupLinkId: text, isIrreversible: true },
    ...{ added: [text], removed: [text], fields: [text] },
  }
  await scene.storage.journal.append(
    [...types, text, 'certificate.expiring'].map((type, index) => ({
      ...{ id: `log_1${index}000000000`, at: at(scene, 5), kind: 'audit' as const },
      ...{ organizationId: 'org_1', connectionId },
      body: { type, actor: text, detail },
    })),
  )
}
