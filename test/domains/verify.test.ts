import { describe, expect, it, vi } from 'vitest'
import type { DnsResolver } from '../../src/index.ts'
import { domainError } from '../../src/domain/error.ts'
import { acme, createDomainScene, day } from '../support/domain-scene.ts'
import { asSystem, codeOf, storageWith } from '../support/harness.ts'

const host = `_sso-challenge.${acme}`

describe('verifyDomain', () => {
  it('PU-19 PU-21 starts, tells what is expected and seen, and PU-22 verifies once it is there', async () => {
    const scene = createDomainScene()
    const { instructions } = await scene.claim('org_1')
    const first = await scene.sso.verifyDomain('org_1', acme)
    expect(first).toMatchObject({ domain: acme, state: 'pending', instructions, seen: [] })
    expect(first.nearestMiss).toBeUndefined()
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'pending', instructions })

    scene.dns.txt(host, 'something else', instructions.value)
    const second = await scene.sso.verifyDomain('org_1', 'ACME.example')
    const seen = ['something else', instructions.value]
    expect(second).toMatchObject({ state: 'verified', instructions, seen })
    expect(await scene.domainOf('org_1')).toMatchObject({
      ...{ state: 'verified', verifiedAt: scene.clock().toISOString() },
      lastCheck: { state: 'verified', seen },
    })
    expect(scene.told()).toEqual([
      ...['domain.claimed', 'domain.verification_started', 'domain.verified'],
    ])
    const again = await scene.sso.verifyDomain('org_1', acme)
    expect(again.state).toBe('verified')
    expect(scene.told()).toEqual([])
  })

  it('refuses what was not claimed', async () => {
    const scene = createDomainScene()
    await scene.claim('org_2')
    expect(await codeOf(scene.sso.verifyDomain('org_1', acme))).toBe('domain_not_claimed')
    expect(await codeOf(scene.sso.verifyDomain('org_1', 'not a domain'))).toBe('domain_invalid')
    expect(scene.dns.asked).toEqual([])
  })

  it('names the nearest miss of other names, and asks for each of them', async () => {
    const scene = createDomainScene()
    const { value } = (await scene.claim('org_1')).instructions
    const miss = async () => (await scene.sso.verifyDomain('org_1', acme)).nearestMiss
    scene.dns.txt(acme, value)
    expect(await miss()).toMatchObject({ code: 'at_apex', hint: `Move it to ${host}.` })
    scene.dns.clear()
    scene.dns.txt(`${host}.${acme}`, value)
    expect(await miss()).toMatchObject({ code: 'zone_doubled', name: `${host}.${acme}` })
    const { instructions } = await scene.claim('org_1', `eu.${acme}`)
    scene.dns.txt(`${instructions.host}.${acme}`, instructions.value)
    const { nearestMiss } = await scene.sso.verifyDomain('org_1', `eu.${acme}`)
    expect(nearestMiss?.name, 'the zone is the parent').toBe(
      `${host.replace(acme, `eu.${acme}`)}.${acme}`,
    )
    scene.dns.clear()
    scene.dns.cname(host, 'cdn.example.net')
    expect(await miss()).toMatchObject({ code: 'cname', name: 'cdn.example.net' })
    scene.dns.clear()
    scene.dns.txt(host, `"${value}"`)
    expect(await miss()).toMatchObject({ code: 'quoted', message: expect.any(String) })
    expect((await scene.domainOf('org_1'))?.lastCheck?.nearestMiss?.code).toBe('quoted')
  })

  it('stores what a hostile name server says as text that can do no harm', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    scene.dns.txt(host, '\u001b[31m\u0000', '\ud800', 'x'.repeat(70_000))
    scene.dns.resolveCname = async () => [`\ud800\u202e${'x'.repeat(5000)}`]
    await scene.sso.verifyDomain('org_1', acme)
    const stored = async () => {
      const [claim] = await scene.storage.domains.list({ domain: acme })
      return JSON.stringify(claim?.lastSeen)
    }
    const unprintable = /[\p{Cc}\p{Cf}]|\\u(d800|001b)/u
    expect((await stored()).length).toBeLessThan(1000)
    expect(await stored()).not.toMatch(unprintable)
    scene.dns.fail(host, domainError('domain_dns_failed', { message: '\u001b[31m\ud800' }))
    await scene.sso.verifyDomain('org_1', acme)
    expect(await stored()).toContain('dns_failed')
    expect(await stored()).not.toMatch(unprintable)
  })

  it('does not let failures at other names stand in the way', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    scene.dns.fail(acme)
    scene.dns.fail(`${host}.${acme}`)
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect([check.state, check.nearestMiss]).toEqual(['pending', undefined])
  })

  it('D3 refuses a challenge that a random label answers with as well', async () => {
    const scene = createDomainScene()
    const { value } = (await scene.claim('org_1')).instructions
    scene.dns.txt(`*.${acme}`, value)
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect(check).toMatchObject({ state: 'failed', seen: [value] })
    expect(check.nearestMiss).toMatchObject({ code: 'wildcard', name: `*.${acme}` })
    expect(await scene.domainOf('org_1')).toMatchObject({ state: 'failed' })
    const [, sibling = ''] = scene.dns.asked
    expect(sibling).toMatch(/^_[a-z\d]{16}\.acme\.example$/)
    await scene.sso.verifyDomain('org_1', acme)
    expect(scene.dns.asked[3], 'nobody can prepare for it').not.toBe(sibling)

    scene.dns.clear()
    scene.dns.txt(host, value)
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })

  it('D3 refuses a CNAME that leads every label to one place', async () => {
    const scene = createDomainScene()
    const { value } = (await scene.claim('org_1')).instructions
    scene.dns.cname(`*.${acme}`, 'tenant.example.net')
    // The one who holds the target answers the second question differently.
    let answers = 0
    const resolveTxt = scene.dns.resolveTxt.bind(scene.dns)
    scene.dns.resolveTxt = async (name, options) => {
      await resolveTxt(name, options)
      answers += 1
      return answers === 1 ? [[value]] : []
    }
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('failed')
    scene.dns.resolveTxt = resolveTxt
    scene.dns.clear()
    scene.dns.cname(host, 'tenant.example.net')
    scene.dns.txt('tenant.example.net', value)
    expect((await scene.sso.verifyDomain('org_1', acme)).state, 'for this label').toBe('verified')
  })

  it.each([
    ['SERVFAIL', new Error('secret detail of the resolver')],
    [
      'a typed error',
      domainError('domain_dns_failed', { message: 'DNS did not answer (SERVFAIL).' }),
    ],
  ])('D3 waits where DNS fails with %s', async (_what, error) => {
    const scene = createDomainScene()
    const { value } = (await scene.claim('org_1')).instructions
    scene.dns.fail(host, error)
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect(check).toMatchObject({ state: 'pending', seen: [], nearestMiss: { code: 'dns_failed' } })
    expect(JSON.stringify(check)).not.toContain('secret detail')
    scene.dns.clear()
    scene.dns.txt(host, value)
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })

  it.each([
    ['the random label', { resolveTxt: (name: string) => name !== host }],
    ['the CNAME record', { resolveCname: () => true }],
  ])('D3 proves nothing while DNS does not answer about %s', async (_what, failing) => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.publish(acme, 'org_1')
    for (const [method, isFailing] of Object.entries(failing)) {
      const original = scene.dns[method as 'resolveTxt']
      scene.dns[method as 'resolveTxt'] = async (name, options) => {
        if (isFailing(name)) throw new Error('SERVFAIL')
        return original.call(scene.dns, name, options)
      }
    }
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect([check.state, check.nearestMiss?.code]).toEqual(['pending', 'dns_failed'])
  })

  it.each([[undefined], ['text'], [[['a'], 'b']], [[[7]]], [{ length: 1 }]])(
    'D3 takes no answer of the wrong shape: %j',
    async (answer) => {
      const dns = { resolveTxt: async () => answer } as unknown as DnsResolver
      const scene = createDomainScene({ dns })
      await scene.claim('org_1')
      const check = await scene.sso.verifyDomain('org_1', acme)
      expect([check.state, check.nearestMiss?.code]).toEqual(['pending', 'dns_failed'])
    },
  )

  it('D3 gives up on a resolver that never answers, and tells it so', async () => {
    vi.useFakeTimers()
    try {
      const signals: (AbortSignal | undefined)[] = []
      const resolveTxt: DnsResolver['resolveTxt'] = (_name, { signal }) => {
        signals.push(signal)
        return new Promise(() => {})
      }
      const scene = createDomainScene({ dns: { resolveTxt } })
      await scene.claim('org_1')
      const verifying = scene.sso.verifyDomain('org_1', acme)
      await vi.advanceTimersByTimeAsync(20_000)
      expect((await verifying).nearestMiss?.code).toBe('dns_failed')
      expect(signals.map((signal) => signal?.aborted)).toEqual([true])
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      const scene = createDomainScene()
      await scene.claim('org_1')
      await scene.sso.verifyDomain('org_1', acme)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('D4 stores nothing of a proof whose claim changed meanwhile', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.sso.verifyDomain('org_1', acme)
    await scene.publish(acme, 'org_1')
    scene.dns.asked.length = 0
    const resolveTxt = scene.dns.resolveTxt.bind(scene.dns)
    let changes = 0
    scene.dns.resolveTxt = async (name, options) => {
      if (name === host && changes < 1) {
        changes += 1
        const cover = { ...asSystem, coversSubdomains: true }
        await scene.sso.domains.claim('org_1', acme, cover)
        scene.dns.txt(host)
        return [[(await scene.domainOf('org_1'))?.instructions.value ?? '']]
      }
      return resolveTxt(name, options)
    }
    // The first proof was about another claim; of the changed one DNS says nothing any more.
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('pending')
    expect(scene.dns.asked, 'asked again').toContain(host)
    expect(await scene.domainOf('org_1')).toMatchObject({
      state: 'pending',
      coversSubdomains: true,
    })
  })

  it('D4 checks again where the owner agreed to hand the domain over meanwhile', async () => {
    const scene = createDomainScene()
    await scene.own('org_1', acme)
    scene.dns.clear()
    const resolveTxt = scene.dns.resolveTxt.bind(scene.dns)
    const agree = { ...asSystem, transferTo: 'org_2' }
    let isAgreed = false
    scene.dns.resolveTxt = async (name, options) => {
      if (!isAgreed) await scene.sso.domains.release('org_1', acme, agree)
      isAgreed = true
      return resolveTxt(name, options)
    }
    const { failingSince } = await scene.sso.verifyDomain('org_1', acme)
    expect(failingSince, 'of this check').toBe(scene.clock().toISOString())
    expect((await scene.domainOf('org_1'))?.transferTo).toBe('org_2')
  })

  it('D4 gives up where the claim changes again and again', async () => {
    const storage = storageWith('domains', () => ({ update: async () => 'conflict' as const }))
    const scene = createDomainScene({ storage })
    await scene.claim('org_1')
    expect(await codeOf(scene.sso.verifyDomain('org_1', acme))).toBe('domain_changed')
  })

  it('D4 of 50 parallel verifications of one claim all tell the same', async () => {
    const scene = createDomainScene()
    await scene.claim('org_1')
    await scene.publish(acme, 'org_1')
    const checks = await Promise.all(
      Array.from({ length: 50 }, () => scene.sso.verifyDomain('org_1', acme)),
    )
    expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(['verified']))
    expect(scene.told().filter((type) => type === 'domain.verified')).toHaveLength(1)
  })

  it('D4 of 50 parallel organisations that prove one domain, one owns it', async () => {
    const scene = createDomainScene()
    const ids = Array.from({ length: 50 }, (_, index) => `org_${index}`)
    for (const id of ids) await scene.claim(id)
    await scene.publish(acme, ...ids)
    const checks = await Promise.all(ids.map((id) => scene.sso.verifyDomain(id, acme)))
    const states = checks.map(({ state }) => state)
    expect(states.filter((state) => state === 'verified')).toHaveLength(1)
    expect(states.filter((state) => state === 'conflict')).toHaveLength(49)
    const claims = await scene.storage.domains.list({ domain: acme })
    expect(claims.filter(({ state }) => state === 'verified')).toHaveLength(1)
  })

  it('D3 starts anew with another challenge when an attempt has ended', async () => {
    const scene = createDomainScene()
    const old = (await scene.claim('org_1')).instructions
    await scene.sso.verifyDomain('org_1', acme)
    scene.clock.advance(14 * day)
    scene.dns.txt(host, old.value)
    const check = await scene.sso.verifyDomain('org_1', acme)
    expect(check).toMatchObject({ state: 'pending', nearestMiss: { code: 'other_challenge' } })
    expect(check.instructions.value).not.toBe(old.value)
    scene.dns.txt(host, check.instructions.value)
    expect((await scene.sso.verifyDomain('org_1', acme)).state).toBe('verified')
  })
})
