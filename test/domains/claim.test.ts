import { describe, expect, it } from 'vitest'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { asSystem, codeOf, configIssues, createHarness, storageWith } from '../support/harness.ts'

describe('domains.claim', () => {
  it('PU-11 PU-19 saves an organisation’s domain and asks nothing of DNS', async () => {
    const scene = createDomainScene()
    const claim = await scene.sso.domains.claim('org_1', 'ACME.Example', asSystem)
    expect(claim).toMatchObject({ domain: acme, state: 'unstarted', coversSubdomains: false })
    expect(claim.instructions.host).toBe(`_sso-challenge.${acme}`)
    expect(claim.instructions.value).toMatch(/^sso-challenge=[\w-]{43}$/)
    expect(await scene.sso.domains.list('org_1', asSystem)).toEqual([claim])
    scene.clock.advance(30 * day)
    await scene.work()
    expect(scene.dns.asked).toEqual([])
    expect(scene.told()).toEqual(['domain.claimed'])
  })

  it('needs no dns, and no more than is given', async () => {
    const { sso } = createHarness()
    expect((await sso.domains.claim('org_1', acme, asSystem)).state).toBe('unstarted')
    expect(await codeOf(sso.verifyDomain('org_1', acme))).toBe('domain_dns_missing')
    expect(await codeOf(sso.domains.verifyPending())).toBe('domain_dns_missing')
    expect((await sso.maintain()).domains).toEqual({ checked: 0, verified: 0, lost: 0, expired: 0 })
  })

  it.each([
    ['co.uk', 'domain_public_suffix'],
    ['gmail.com', 'domain_mailbox'],
    ['mail.host.example', 'domain_mailbox'],
    ['аcme.example', 'domain_mixed_script'],
    ['192.0.2.1', 'domain_ip_address'],
    ['localhost', 'domain_single_label'],
    ['a'.repeat(300), 'domain_too_long'],
    ['acme.example/x', 'domain_invalid'],
  ])('D1 refuses %s and stores nothing', async (domain, code) => {
    const mailboxDomains = ['Mail.Host.Example']
    const { sso } = createDomainScene({ domains: { mailboxDomains } })
    expect(await codeOf(sso.domains.claim('org_1', domain, asSystem))).toBe(code)
    expect(await sso.domains.list('org_1', asSystem)).toEqual([])
  })

  it('D1 tells at the start of a mailbox domain that is none', () => {
    expect(configIssues({ domains: { mailboxDomains: ['mail.example', 'not a domain'] } })).toEqual(
      ['domains.mailboxDomains.1'],
    )
  })

  it('D1 claims nothing while the list of mailbox domains has a name that cannot be read', async () => {
    const scene = createDomainScene({ domains: { mailboxDomains: ['under_score.example'] } })
    expect(await codeOf(scene.claim('org_1'))).toBe('config_invalid')
  })

  it('D3 makes a challenge of its own for every organisation, domain and attempt', async () => {
    const scene = createDomainScene()
    const values = new Set<string>()
    for (const organization of ['org_1', 'org_2']) {
      for (const domain of [acme, 'other.example']) {
        values.add((await scene.claim(organization, domain)).instructions.value)
        await scene.sso.verifyDomain(organization, domain)
      }
    }
    scene.clock.advance(15 * day)
    for (const organization of ['org_1', 'org_2']) {
      for (const domain of [acme, 'other.example']) {
        values.add((await scene.sso.verifyDomain(organization, domain)).instructions.value)
      }
    }
    expect(values.size).toBe(8)
  })

  it('keeps the claim when it is saved twice, also at once', async () => {
    const scene = createDomainScene()
    const first = await scene.claim('org_1')
    expect(await scene.claim('org_1')).toEqual(first)
    const codes = await Promise.all(
      Array.from({ length: 50 }, () => codeOf(scene.claim('org_1', 'other.example'))),
    )
    expect(new Set(codes)).toEqual(new Set(['accepted']))
    expect(await scene.sso.domains.list('org_1', asSystem)).toHaveLength(2)
  })

  it('D2 D4 changes what a claim covers, and only at the version that was seen', async () => {
    const scene = createDomainScene()
    const { version } = await scene.claim('org_1')
    const cover = { ...asSystem, coversSubdomains: true }
    const stale = { ...cover, expectedVersion: version + 1 }
    expect(await codeOf(scene.sso.domains.claim('org_1', acme, stale))).toBe('domain_changed')
    const wide = await scene.sso.domains.claim('org_1', acme, {
      ...cover,
      expectedVersion: version,
    })
    expect(wide).toMatchObject({ coversSubdomains: true, version: version + 1 })
    // Saving without saying anything about subdomains leaves the choice as it is.
    expect(await scene.claim('org_1')).toEqual(wide)
    await scene.own('org_1', acme, false)
    expect(await scene.domainOf('org_1')).toMatchObject({
      ...{ state: 'verified', coversSubdomains: false },
    })
    const widened = await scene.sso.domains.claim('org_1', acme, cover)
    expect(widened).toMatchObject({ state: 'verified', coversSubdomains: true })
    expect(scene.told()).toContain('domain.updated')
    // The same choice once more is no change.
    expect(await scene.sso.domains.claim('org_1', acme, cover)).toEqual(widened)
    expect(scene.told()).toEqual([])
  })

  it('D4 makes no new claim of a form that shows one which is gone', async () => {
    const scene = createDomainScene()
    const { version } = await scene.claim('org_1')
    await scene.sso.domains.release('org_1', acme, asSystem)
    const stale = { ...asSystem, expectedVersion: version }
    expect(await codeOf(scene.sso.domains.claim('org_1', acme, stale))).toBe('domain_changed')
    expect(await scene.sso.domains.list('org_1', asSystem)).toEqual([])
  })

  it('D4 says so where the claim is changed or released by others at the same time', async () => {
    const scene = createDomainScene({
      storage: storageWith('domains', () => ({ claim: async () => 'exists' })),
    })
    expect(await codeOf(scene.claim('org_1'))).toBe('domain_changed')
    const raced = createDomainScene({
      storage: storageWith('domains', () => ({ update: async () => 'conflict' })),
    })
    await raced.claim('org_1')
    raced.told()
    const wide = { ...asSystem, coversSubdomains: true }
    expect(await codeOf(raced.sso.domains.claim('org_1', acme, wide))).toBe('domain_changed')
    expect(raced.told()).toEqual([])
  })

  it('T5 asks for no more than `domain.claim` where the host’s own admin changes the coverage', async () => {
    const scene = createDomainScene({ authorize: (action) => action === 'domain.claim' })
    await scene.own('org_1', acme)
    const wide = { actor: { name: 'ann' }, coversSubdomains: true }
    expect((await scene.sso.domains.claim('org_1', acme, wide)).coversSubdomains).toBe(true)
  })

  it('D2 takes what is no `true` for no choice to cover subdomains', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const save = (coversSubdomains: unknown, domain: string) =>
      scene.sso.domains.claim('org_1', domain, {
        ...asSystem,
        coversSubdomains: coversSubdomains as boolean,
      })
    for (const given of ['false', 'true', 'on', 1, {}, null]) {
      expect((await save(given, acme)).coversSubdomains).toBe(false)
      expect((await save(given, 'new.example')).coversSubdomains).toBe(false)
    }
    expect((await save(true, acme)).coversSubdomains).toBe(true)
    expect((await save('', acme)).coversSubdomains).toBe(false)
  })

  it('limits the claims of one organisation, not of others', async () => {
    const scene = createDomainScene()
    for (let index = 0; index < 200; index += 1) await scene.claim('org_1', `d${index}.example`)
    const oneMore = scene.claim('org_1', 'one-more.example')
    await expect(oneMore).rejects.toMatchObject({
      ...{ code: 'domain_limit_reached', message: expect.stringContaining('has 200 claims') },
    })
    expect(await codeOf(scene.claim('org_1', 'd7.example'))).toBe('accepted')
    expect(await codeOf(scene.claim('org_2', 'one-more.example'))).toBe('accepted')
  })

  it('X5 limits them also where many are saved at once', async () => {
    const scene = createDomainScene()
    const names = Array.from({ length: 300 }, (_, index) => `d${index}.example`)
    const codes = await Promise.all(names.map((name) => codeOf(scene.claim('org_1', name))))
    expect(new Set(codes)).toContain('domain_limit_reached')
    const claims = await scene.sso.domains.list('org_1', asSystem)
    expect(claims.length).toBeLessThanOrEqual(200)
    expect(scene.told()).toHaveLength(claims.length)
  })

  it('asks the host whether the organisation may use single sign-on', async () => {
    const { sso } = createDomainScene({ isSsoAllowed: (id) => id === 'org_1' })
    await sso.domains.claim('org_1', acme, asSystem)
    expect(await codeOf(sso.domains.claim('org_2', acme, asSystem))).toBe(
      'organization_not_entitled',
    )
    expect(await codeOf(sso.verifyDomain('org_2', acme))).toBe('organization_not_entitled')
  })
})

describe('domains.instructions', () => {
  it('PU-20 gives host and value in the forms of DNS consoles, with a guide for each', async () => {
    const domains = { recordLabel: '_pusher-sso', recordValuePrefix: 'pusher=' }
    const scene = createDomainScene({ domains })
    const { instructions } = await scene.claim('org_1', 'eu.acme.co.uk')
    const shown = await scene.sso.domains.instructions('org_1', 'EU.acme.co.uk', asSystem)
    expect(shown).toMatchObject({
      ...instructions,
      type: 'TXT',
      host: '_pusher-sso.eu.acme.co.uk',
      value: expect.stringMatching(/^pusher=[\w-]{43}$/),
      zone: 'acme.co.uk',
      relativeHost: '_pusher-sso.eu',
      absoluteHost: '_pusher-sso.eu.acme.co.uk.',
    })
    expect(shown.expiresAt).toBe(new Date(scene.clock().getTime() + 90 * day * 1000).toISOString())
    const ids = shown.guides.map(({ id }) => id)
    expect(ids).toEqual(['cloudflare', 'route53', 'godaddy', 'generic'])
    for (const { id, host, value, steps } of shown.guides) {
      expect(host).toBe('_pusher-sso.eu')
      expect(value).toBe(id === 'route53' ? `"${shown.value}"` : shown.value)
      const text = steps.join('\n')
      for (const part of [host, value, shown.zone]) expect(text).toContain(part)
      expect(text).not.toMatch(/[{}]/)
    }
    expect(shown.guides[3]?.steps.join()).toContain(shown.absoluteHost)
  })

  it('says until when the record is looked for, and nothing of it once the domain is verified', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    const shown = await scene.sso.domains.instructions('org_1', acme, asSystem)
    expect(shown).not.toHaveProperty('expiresAt')
  })

  it('PU-20 speaks German', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    const german = { ...asSystem, locale: 'de' } as const
    const { guides } = await scene.sso.domains.instructions('org_1', acme, german)
    const english = await scene.sso.domains.instructions('org_1', acme, asSystem)
    expect(guides.map(({ steps }) => steps.length)).toEqual(
      english.guides.map(({ steps }) => steps.length),
    )
    expect(guides[3]?.steps.join()).toContain('ohne Anführungszeichen')
    expect(guides[3]?.steps.join()).not.toMatch(/[{}]/)
  })
})
