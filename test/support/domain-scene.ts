import type { OrganizationDomain, SsoConfig } from '../../src/index.ts'
import { asSystem, createHarness, type Harness } from './harness.ts'
import { type ScriptedDns, scriptedDns } from './scripted-dns.ts'

export interface DomainScene extends Harness {
  readonly dns: ScriptedDns
  /** Claims, publishes the record and verifies. */
  own(organizationId: string, domain: string, coversSubdomains?: boolean): Promise<void>
  claim(organizationId: string, domain?: string): Promise<OrganizationDomain>
  /** Puts the records of these organisations at the expected name, and nothing else. */
  publish(domain: string, ...organizationIds: string[]): Promise<void>
  domainOf(organizationId: string, domain?: string): Promise<OrganizationDomain | undefined>
  /** Types of the events about domains since the last call. */
  told(): string[]
  /** Background work at this moment, as long as there is some. */
  work(): Promise<void>
}

export const acme = 'acme.example'

/** A harness whose DNS is a table. */
export function createDomainScene(config: Partial<SsoConfig> = {}): DomainScene {
  const dns = scriptedDns()
  const harness = createHarness({ dns, ...config })
  const { sso, events } = harness
  const domainOf = async (organizationId: string, domain = acme) =>
    (await sso.domains.list(organizationId, asSystem)).find((each) => each.domain === domain)
  const publish = async (domain: string, ...organizationIds: string[]) => {
    const claims = await Promise.all(organizationIds.map((id) => domainOf(id, domain)))
    const host = claims[0]?.instructions.host ?? `_sso-challenge.${domain}`
    dns.txt(host, ...claims.map((each) => each?.instructions.value ?? 'not claimed'))
  }
  return {
    ...harness,
    ...{ dns, domainOf, publish },
    claim: (organizationId, domain = acme) => sso.domains.claim(organizationId, domain, asSystem),
    async own(organizationId, domain, coversSubdomains = false) {
      const options = { ...asSystem, coversSubdomains }
      const claim = await sso.domains.claim(organizationId, domain, options)
      await publish(claim.domain, organizationId)
      const { state } = await sso.verifyDomain(organizationId, domain)
      if (state !== 'verified') throw new Error(`${domain} is ${state}`)
    },
    told: () =>
      events
        .splice(0)
        .map(({ type }) => type)
        .filter((type) => type.startsWith('domain.')),
    async work() {
      while ((await sso.maintain()).hasMore);
    },
  }
}

export const day = 86_400
