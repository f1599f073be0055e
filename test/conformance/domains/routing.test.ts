import { describe, expect, it } from 'vitest'
import type { SsoStorage } from '../../../src/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { directory, facts } from '../../support/accounts.ts'
import { acme, createDomainScene, day, type DomainScene } from '../../support/domain-scene.ts'
import {
  asSystem,
  baseUrl,
  codeOf,
  formHeaders,
  storageWith,
  wayOn,
} from '../../support/harness.ts'

/** What the page with the e-mail field sends. */
const post = ({ sso }: Pick<DomainScene, 'sso'>, email: string, language = 'en') =>
  sso.handler(
    new Request(`${baseUrl}/sso/login`, {
      method: 'POST',
      headers: { ...formHeaders, 'accept-language': language },
      body: new URLSearchParams({ email }),
    }),
  )
const start = ({ sso }: DomainScene, email: string) => codeOf(sso.startLogin({ email }))

/** A storage that counts the calls of every port. */
function counted() {
  const calls: string[] = []
  const storage = Object.fromEntries(
    Object.entries(memoryStorage()).map(([port, methods]) => [
      port,
      new Proxy(methods, {
        get: (target, method) => {
          const original: unknown = Reflect.get(target, method)
          if (typeof original !== 'function') return original
          return (...args: unknown[]) => {
            calls.push(`${port}.${String(method)}`)
            return Reflect.apply(original, target, args)
          }
        },
      }),
    ]),
  )
  return { calls, storage: storage as unknown as SsoStorage }
}

describe('home-realm discovery by e-mail', () => {
  it('PU-11 D4 leads to the organisation that verified the domain, from our form too', async () => {
    const scene = createDomainScene()
    const { id } = await scene.activeConnection('org_1')
    await scene.activeConnection('org_2')
    await scene.claim('org_2')
    await scene.own('org_1', acme)
    expect((await scene.sso.startLogin({ email: `Ann@${acme}` })).connectionId).toBe(id)
    const response = await post(scene, `ann@${acme}`)
    expect(await wayOn(response)).toMatch(/^https:\/\/fake\.example\//)
  })

  it.each(['unstarted', 'pending', 'failed', 'conflict', 'expired', 'lost', 'released'] as const)(
    'D4 D5 leads nowhere while the claim is %s',
    async (state) => {
      const scene = createDomainScene()
      await scene.activeConnection('org_1')
      await scene.claim('org_1')
      const record = (await scene.domainOf('org_1'))?.instructions.value ?? ''
      if (state !== 'unstarted') await scene.sso.verifyDomain('org_1', acme)
      if (state === 'failed') {
        scene.dns.txt(`*.${acme}`, record)
        await scene.sso.verifyDomain('org_1', acme)
      }
      if (state === 'conflict') {
        await scene.own('org_2', acme)
        await scene.publish(acme, 'org_1', 'org_2')
        await scene.sso.verifyDomain('org_1', acme)
      }
      if (state === 'lost' || state === 'released') await scene.own('org_1', acme)
      if (state === 'released') await scene.sso.domains.release('org_1', acme, asSystem)
      if (state === 'lost') scene.dns.clear()
      const wait = state === 'lost' || state === 'expired' ? 15 : 0
      for (let days = 0; days < wait; days += 1) {
        scene.clock.advance(day)
        await scene.work()
      }
      const found = await scene.domainOf('org_1')
      const now = found?.lastCheck?.state === 'conflict' ? 'conflict' : found?.state
      expect(now ?? 'released').toBe(state)
      expect(await start(scene, `ann@${acme}`)).toBe('login_target_unknown')
    },
  )

  it('D2 leads from subdomains only by explicit choice', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme)
    expect(await start(scene, `ann@eu.${acme}`)).toBe('login_target_unknown')
    await scene.sso.domains.claim('org_1', acme, { ...asSystem, coversSubdomains: true })
    expect(await start(scene, `ann@eu.${acme}`)).toBe('accepted')
    expect(await start(scene, `ann@not${acme}`)).toBe('login_target_unknown')
    const child = createDomainScene()
    await child.activeConnection('org_1')
    await child.own('org_1', `eu.${acme}`, true)
    expect(await start(child, `ann@${acme}`), 'never the parent').toBe('login_target_unknown')
  })

  it('D4 leads to the owner of the subdomain where the parent covers it as well', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    const { id } = await scene.activeConnection('org_2')
    await scene.own('org_1', acme, true)
    await scene.own('org_2', `eu.${acme}`)
    expect((await scene.sso.startLogin({ email: `ann@eu.${acme}` })).connectionId).toBe(id)
    expect((await scene.sso.startLogin({ email: `ann@us.${acme}` })).connectionId).not.toBe(id)
  })

  it('D4 leads nobody to the parent whose own organisation has no connection at work', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    const { id } = await scene.activeConnection('org_2')
    await scene.own('org_1', acme, true)
    await scene.own('org_2', `eu.${acme}`, true)
    await scene.sso.connections.disable(id, asSystem)
    for (const domain of [`eu.${acme}`, `de.eu.${acme}`]) {
      expect(await start(scene, `ann@${domain}`)).toBe('login_target_unknown')
      const { connections } = await scene.sso.loginOptions({ email: `ann@${domain}` })
      expect(connections).toEqual([])
    }
    expect(await start(scene, `ann@us.${acme}`)).toBe('accepted')
  })

  it('D4 offers nothing of organisations that claimed the domain and did not prove it', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    await scene.sso.domains.claim('org_1', acme, { ...asSystem, coversSubdomains: true })
    const offered = async (domain: string) =>
      (await scene.sso.loginOptions({ email: `ann@${domain}` })).connections.length
    expect([await offered(acme), await offered(`eu.${acme}`)]).toEqual([0, 0])
    await scene.sso.verifyDomain('org_1', acme)
    expect([await offered(acme), await offered(`eu.${acme}`)]).toEqual([0, 0])
    await scene.publish(acme, 'org_1')
    await scene.sso.verifyDomain('org_1', acme)
    expect([await offered(acme), await offered(`eu.${acme}`)]).toEqual([1, 1])
  })

  it('T1 knows no owner of another domain, however its storage compares names', async () => {
    const storage = storageWith('domains', ({ list }) => ({
      list: async (filter, call) =>
        'domain' in filter ? list({ organizationId: 'org_1' }, call) : list(filter, call),
    }))
    const scene = createDomainScene({ storage })
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme, true)
    const offered = async (email: string) => (await scene.sso.loginOptions({ email })).connections
    expect(await offered('ann@other.example')).toEqual([])
    expect(await offered(`ann@eu.${acme}`)).toHaveLength(1)
  })

  it('X5 asks the storage about few names, however many labels an address has', async () => {
    const { storage, calls } = counted()
    const scene = createDomainScene({ storage })
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme, true)
    await scene.settled()
    calls.length = 0
    await scene.sso.loginOptions({ email: `a@${'a.'.repeat(110)}example` })
    expect(calls).toEqual(Array.from({ length: 9 }, () => 'domains.list'))
    expect(await start(scene, `a@${'a.'.repeat(110)}${acme}`)).toBe('accepted')
  })

  it('is ambiguous where the organisation has several connections', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    const second = await scene.activeConnection('org_1')
    await scene.own('org_1', acme)
    expect(await start(scene, `ann@${acme}`)).toBe('login_ambiguous')
    await scene.sso.connections.disable(second.id, asSystem)
    expect(await start(scene, `ann@${acme}`)).toBe('accepted')
  })

  it('leads people of the host’s trusted domains to its one organisation', async () => {
    const trustedDomains = ['Trusted.example', 'münchen.example', 'not a domain', 'single']
    const scene = createDomainScene({ organization: { id: 'org_1', trustedDomains } })
    expect(await start(scene, 'ann@trusted.example')).toBe('login_target_unknown')
    await scene.activeConnection('org_1')
    expect(await start(scene, 'Ann@TRUSTED.example')).toBe('accepted')
    expect(await start(scene, 'ann@MÜNCHEN.example')).toBe('accepted')
    expect(await start(scene, 'ann@sub.trusted.example')).toBe('login_target_unknown')
    const second = await scene.activeConnection('org_1')
    expect(await start(scene, 'ann@trusted.example')).toBe('login_ambiguous')
    await scene.sso.connections.disable(second.id, asSystem)
    expect(await start(scene, 'ann@trusted.example')).toBe('accepted')
  })

  it('E1 compares addresses in their one form, and refuses what has none', async () => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    await scene.own('org_1', 'münchen.example')
    for (const email of [
      'ann@xn--mnchen-3ya.example',
      'ANN@MÜNCHEN.example',
      'a@mu\u0308nchen.example',
    ]) {
      expect(await start(scene, email)).toBe('accepted')
    }
    for (const email of [
      'ann',
      'ann@@münchen.example',
      '"a@b"@münchen.example',
      ' a@münchen.example',
    ]) {
      expect(await start(scene, email)).toBe('email_invalid')
      expect((await post(scene, email)).status).toBe(422)
    }
  })

  it('answers by domain and never by account', async () => {
    const asked: string[] = []
    const known = facts('acc_1')
    const { accounts } = directory({
      findByEmail: async (email) => {
        asked.push(email)
        return email.startsWith('ann@') ? known : null
      },
    })
    const scene = createDomainScene({ accounts })
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme)
    for (const domain of [acme, 'unknown.example']) {
      const answers = await Promise.all(
        ['ann', 'nobody'].map(async (local) => {
          const response = await post(scene, `${local}@${domain}`)
          const text = (await response.text()).replaceAll(/nonce="[^"]+"|<code>[^<]+|\?[^"]+/g, '')
          return [response.status, text]
        }),
      )
      expect(answers[0]).toEqual(answers[1])
    }
    expect(asked).toEqual([])
  })

  it('costs one read and no write, whether the domain is known or not', async () => {
    const { storage, calls } = counted()
    const scene = createDomainScene({ storage })
    await scene.activeConnection('org_1')
    await scene.own('org_1', acme)
    await scene.settled()
    for (const domain of [acme, `deep.below.${acme}`, 'unknown.example']) {
      calls.length = 0
      await start(scene, `ann@${domain}`)
      expect(calls, domain).toEqual(['connections.load'])
    }
  })
})

describe('PU-25 sign-in from the tile only', () => {
  it.each([
    ['en', 'Open this application from your organisation’s dashboard'],
    ['de', 'Öffnen Sie diese Anwendung über das Portal Ihrer Organisation'],
  ])('PU-25 tells people of unknown organisations where to start (%s)', async (language, text) => {
    const scene = createDomainScene()
    await scene.activeConnection('org_1')
    const response = await post(scene, 'ann@unknown.example', language)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain(text)
  })

  it('PU-25 works without any domain once the tile was used', async () => {
    const scene = createDomainScene()
    const { id } = await scene.activeConnection('org_1')
    const tile = await scene.sso.startLogin({ connectionId: id, issuer: 'https://fake.example' })
    expect(tile.connectionId).toBe(id)
  })
})
