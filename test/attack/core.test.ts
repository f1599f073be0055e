import { afterEach, describe, expect, it } from 'vitest'
import { isSsoError, createSso, systemActor } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { buildIdentity } from '../../src/identity/identity.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, baseUrl, begin, createHarness, secretA } from '../support/harness.ts'
const asSystem = { actor: systemActor }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const soon = <T>(p: Promise<T>) =>
  Promise.race([p, new Promise<'HANG'>((r) => setTimeout(() => r('HANG'), 1500))])
const rejections: unknown[] = []
process.on('unhandledRejection', (e) => rejections.push(e))
afterEach(() => void (rejections.length = 0))

describe('A', () => {
  it('A1 intercept does not hang on a large chunked form', async () => {
    const h = createHarness({ paths: { callback: '/login', login: '/login' } })
    let n = 0
    const body = new ReadableStream({
      pull(c) {
        n++
        if (n > 40) c.close()
        else c.enqueue(new Uint8Array(65536).fill(97))
      },
    })
    const req = new Request(`${baseUrl}/login`, {
      method: 'POST',
      headers: form,
      body,
      duplex: 'half',
    } as RequestInit)
    expect(await soon(h.sso.intercept(req))).toBeUndefined()
  })
  it('A2 intercept never throws: used body', async () => {
    const h = createHarness({ paths: { callback: '/login', login: '/login' } })
    const req = new Request(`${baseUrl}/login`, { method: 'POST', headers: form, body: 'a=1' })
    await req.text()
    expect(await h.sso.intercept(req)).toBeUndefined()
  })
  it('A3 async onEvent that rejects is no unhandled rejection', async () => {
    const h = createHarness({
      onEvent: async () => {
        throw new Error('db')
      },
    })
    await h.sso.handler(new Request(`${baseUrl}/sso/con_x/login`))
    await new Promise((r) => setTimeout(r, 50))
    expect(rejections).toEqual([])
  })
  it('A4 waitUntil that throws fails no sign-in', async () => {
    const h = createHarness({
      waitUntil: () => {
        throw new Error('outside of a request')
      },
    })
    const { id } = await h.activeConnection()
    const r = await h.sso.handler(answer(id, await begin(h, id)))
    expect(r.status).toBe(303)
  })
  it('A5 handler never throws: an SsoError of another version', async () => {
    const foreign = Object.assign(new Error('x'), {
      code: 'saml_future_code',
      status: 400,
      [Symbol.for('ssokit.SsoError')]: true,
    })
    const h = createHarness({ onLogin: () => Promise.reject(foreign) })
    const { id } = await h.activeConnection()
    const r = await h.sso.handler(answer(id, await begin(h, id)))
    expect(r.status).toBe(500)
  })
  it('A6 onLogin may answer null', async () => {
    const h = createHarness({ onLogin: (() => null) as never })
    const { id } = await h.activeConnection()
    expect((await h.sso.handler(answer(id, await begin(h, id)))).status).toBe(303)
  })
  it('A7 onLogin may answer a framework object (Fastify reply shape)', async () => {
    const reply = {
      status() {
        return this
      },
      headers() {
        return this
      },
    }
    const h = createHarness({ onLogin: (() => reply) as never })
    const { id } = await h.activeConnection()
    expect((await h.sso.handler(answer(id, await begin(h, id)))).status).toBe(303)
  })
  it('A8 onError answering something else: handler still gives a Response', async () => {
    const h = createHarness({ onError: (() => ({ ok: true })) as never })
    const r = await h.sso.handler(new Request(`${baseUrl}/nothing`))
    expect(r).toBeInstanceOf(Response)
  })
  it('A9 frozen ports work', async () => {
    const s = memoryStorage()
    const storage = Object.fromEntries(
      Object.entries(s).map(([k, v]) => [k, Object.freeze({ ...(v as object) })]),
    ) as never
    const h = createHarness({ storage })
    await expect(h.activeConnection()).resolves.toBeDefined()
  })
  it('A10 a config that is a class instance keeps its methods or is refused', async () => {
    class Config {
      baseUrl = baseUrl
      secrets = [secretA]
      providers = [fakeProvider()]
      storage = memoryStorage()
      isSsoAllowed() {
        return false
      }
    }
    let sso
    try {
      sso = createSso(new Config())
    } catch (e) {
      expect(isSsoError(e, 'config_invalid')).toBe(true)
      return
    }
    await expect(
      sso.connections.create({ organizationId: 'o', protocol: 'fake' }, asSystem),
    ).rejects.toMatchObject({ code: 'organization_not_entitled' })
  })
  it('A11 email_verified speaks of the claim email only', () => {
    const c = (value: unknown) => ({ value: value as never, source: 'id_token' })
    const claims = new Map([
      ['email', c('bob@acme.com')],
      ['email_verified', c(true)],
      ['upn', c('ceo@acme.com')],
    ])
    const id = buildIdentity(
      { issuer: 'i', subject: 's', claims },
      { email: 'upn', require: [] },
      { verifiedDomains: [{ domain: 'acme.com', coversSubdomains: false }] },
    )
    expect(id.emailVerified).toBe(false)
  })
  it('A12 an empty subject is nobody', () => {
    expect(() =>
      buildIdentity(
        { issuer: 'i', subject: '', claims: new Map() },
        { email: 'email', require: [] },
        { verifiedDomains: [] },
      ),
    ).toThrow()
  })
  it.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
    'A13 prototype name %s is an unknown field',
    async (name) => {
      const h = createHarness()
      const claims = JSON.parse(`{"${name}": "x"}`)
      await expect(
        h.sso.connections.create({ organizationId: 'o', protocol: 'fake', claims }, asSystem),
      ).rejects.toMatchObject({ code: 'connection_invalid' })
    },
  )
  it('A13b null of a prototype name', async () => {
    const h = createHarness()
    await expect(
      h.sso.connections.create(
        { organizationId: 'o', protocol: 'fake', claims: { constructor: null } } as never,
        asSystem,
      ),
    ).resolves.toBeDefined()
  })
  it('A14 unknown members of ConnectionInput are refused', async () => {
    const h = createHarness()
    await expect(
      h.sso.connections.create(
        { organizationId: 'o', protocol: 'fake', acces: { emailDomains: 'verified' } } as never,
        asSystem,
      ),
    ).rejects.toMatchObject({ code: 'connection_invalid' })
  })
  it('A15 names of fields cannot forge log lines', async () => {
    const h = createHarness()
    const e = await h.sso.connections
      .create(
        {
          organizationId: 'o',
          protocol: 'fake',
          claims: { 'x\n2026 INFO admin granted': 'y' },
          secrets: { ['k'.repeat(5000)]: 'y' },
        } as never,
        asSystem,
      )
      .catch((x) => x)
    expect(e.message).not.toContain('\n')
    expect(e.message.length).toBeLessThan(2000)
  })
  it('A16 initiate is not shadowed by login with a placeholder', async () => {
    const h = createHarness({ paths: { login: '/go/{connectionId}', initiate: '/go/start' } })
    const c = await h.activeConnection()
    await h.sso.handler(
      answer(
        c.id,
        await (async () => {
          const s = await h.sso.startLogin({ connectionId: c.id })
          return {
            cookie: s.setCookie[0]!.split(';')[0]!,
            ref: new URL(s.url).searchParams.get('ref')!,
          }
        })(),
      ),
    )
    await h.settled()
    const r = await h.sso.handler(new Request(`${baseUrl}/go/start?iss=https://fake.example`))
    expect(r.status).toBe(303)
  })
  it('A17 a root placeholder does not take over every page of the host', async () => {
    let h
    try {
      h = createHarness({ paths: { organizationLogin: '/{loginPath}' } })
    } catch {
      return
    }
    expect(await h.sso.intercept(new Request(`${baseUrl}/about`))).toBeUndefined()
  })
  it('A18 dot segments are no path', () => {
    expect(() => createHarness({ paths: { callback: '/a/../b' } })).toThrow()
    expect(() => createHarness({ basePath: '/..' })).toThrow()
  })
  it('A19 a custom callback route that is not in paths does not lose the connection check', async () => {
    const h = createHarness()
    const mine = await h.activeConnection('org_1')
    const other = await h.activeConnection('org_2')
    const flow = await begin(h, mine.id)
    const req = new Request(
      `${baseUrl}/behind/proxy/${other.id}/callback?ticket=ann&ref=${flow.ref}`,
      { headers: { cookie: flow.cookie } },
    )
    await expect(h.sso.handleCallback(req)).rejects.toMatchObject({
      code: expect.stringMatching(/^login_/),
    })
  })
  it('A20 keys given to the storage are at most 512 long', async () => {
    const s = memoryStorage()
    let longest = 0
    const storage = {
      ...s,
      connections: {
        ...s.connections,
        load: (q: Record<string, unknown>, c: never) => {
          for (const v of Object.values(q))
            if (typeof v === 'string') longest = Math.max(longest, v.length)
          return s.connections.load(q as never, c)
        },
      },
    }
    const h = createHarness({ storage })
    await h.sso.handler(
      new Request(`${baseUrl}/sso/initiate`, {
        method: 'POST',
        headers: form,
        body: `iss=https://x.example/${'a'.repeat(500000)}`,
      }),
    )
    expect(longest).toBeLessThanOrEqual(512)
  })
  it.each([
    [{ connectionId: undefined }],
    [{ connectionId: { contains: '' } }],
    [{ loginPath: undefined }],
    [{ issuer: ['x'] }],
    [{}],
  ])('A21 hostile target %j is login_target_unknown and reaches no storage', async (target) => {
    const s = memoryStorage()
    const seen: unknown[] = []
    const storage = {
      ...s,
      connections: {
        ...s.connections,
        load: (q: never, c: never) => {
          seen.push(q)
          return s.connections.load(q, c)
        },
      },
    }
    const h = createHarness({ storage })
    const e = await h.sso.startLogin(target as never).catch((x) => x)
    expect([isSsoError(e) && e.code, seen]).toEqual(['login_target_unknown', []])
  })
  it('A22 an alias issuer of a tenant cannot squat the issuer of another', async () => {
    const provider = fakeProvider({
      issuers: ({ idp, alias }) => [String(idp), ...(alias ? [String(alias)] : [])],
    })
    const h = createHarness({ providers: [provider] })
    const victim = await h.activeConnection('victim', {
      settings: { idp: 'https://victim.okta.com' },
    })
    const evil = await h.activeConnection('evil', {
      settings: { idp: 'https://evil.example', alias: 'https://victim.okta.com' },
    })
    // attacker logs in at his own IdP: proven
    await h.sso.handler(answer(evil.id, await begin(h, evil.id)))
    await h.settled()
    const early = await h.sso.startLogin({ issuer: 'https://victim.okta.com' }).then(
      (s) => s.connectionId,
      (e) => e.code,
    )
    await h.sso.handler(answer(victim.id, await begin(h, victim.id)))
    await h.settled()
    const late = await h.sso.startLogin({ issuer: 'https://victim.okta.com' }).then(
      (s) => s.connectionId,
      (e) => e.code,
    )
    expect(early).not.toBe(evil.id)
    expect(late).toBe(victim.id)
  })
  it('A23 a refresh does not store trust that activation would refuse', async () => {
    let bad = false
    const issue = { path: 'settings', code: 'oidc_mix_up_possible', message: 'm', hint: 'h' }
    const h = createHarness({
      providers: [
        fakeProvider({
          loadTrust: async () =>
            bad
              ? { document: { iss: false }, issues: [issue] }
              : { document: { iss: true }, issues: [] },
        }),
      ],
    })
    const { id } = await h.activeConnection()
    bad = true
    h.clock.advance(3601)
    await begin(h, id)
    await h.settled()
    expect((await h.sso.connections.get(id, asSystem)).trust?.document).toEqual({ iss: true })
  })
  it.each(['?error=bad_credentials', '?code=INVITE-1'])(
    'A24 a page of the host with its own %s is a plain visit',
    async (q) => {
      const sso = createSso({
        baseUrl,
        secrets: [secretA],
        providers: [oidc()],
        storage: memoryStorage(),
        paths: { callback: '/login', login: '/login' },
      })
      expect(await sso.intercept(new Request(`${baseUrl}/login${q}`))).toBeUndefined()
    },
  )
  it("A25 the host's own password form on a shared page stays the host's", async () => {
    const h = createHarness({
      paths: { callback: '/login', login: '/login', emailLogin: '/login' },
    })
    const req = new Request(`${baseUrl}/login`, {
      method: 'POST',
      headers: form,
      body: 'email=ann%40example.com&password=x',
    })
    expect(await h.sso.intercept(req)).toBeUndefined()
  })
  it('A26 no-store also where onLogin answers itself', async () => {
    const h = createHarness({
      onLogin: () => new Response('<h1>welcome</h1>', { headers: { 'content-type': 'text/html' } }),
    })
    const { id } = await h.activeConnection()
    const r = await h.sso.handler(answer(id, await begin(h, id)))
    expect([r.headers.get('cache-control'), r.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ])
  })
  it('A28 maxAgeSeconds beyond what a Date holds is refused', async () => {
    const h = createHarness()
    await expect(
      h.sso.connections.create(
        { organizationId: 'o', protocol: 'fake', session: { maxAgeSeconds: 1e300 } },
        asSystem,
      ),
    ).rejects.toMatchObject({ code: 'connection_invalid' })
  })
  it('A29 setCookie as one text', async () => {
    const h = createHarness({ onLogin: (() => ({ setCookie: 'sid=1; Path=/' })) as never })
    const { id } = await h.activeConnection()
    const r = await h.sso.handler(answer(id, await begin(h, id)))
    expect([303, 500]).toContain(r.status)
    expect(r.headers.getSetCookie().length).toBeLessThanOrEqual(2)
  })
  it('A30 a clock that is broken at the callback accepts nothing', async () => {
    let broken = false
    const h = createHarness({ clock: () => new Date(broken ? NaN : 1767225600000) })
    const { id } = await h.activeConnection()
    const flow = await begin(h, id)
    broken = true
    const e = await h.sso.handleCallback(answer(id, flow)).catch((x) => x)
    expect(e.code).toBe('login_flow_expired')
  })
  it('A31 list ends although the storage ignores `after`', async () => {
    const s = memoryStorage()
    let calls = 0
    const storage = {
      ...s,
      connections: {
        ...s.connections,
        list: async () => {
          if (++calls > 50) throw new Error('endless')
          return Array.from({ length: 100 }, (_, i) => ({
            connection: { id: `c${i}`, createdAt: '' },
          }))
        },
      },
    } as never
    const h = createHarness({ storage })
    await h.sso.connections.list('o', asSystem).catch(() => {})
    expect(calls).toBeLessThan(5)
  })
  it('A33 provider routes with null is config_invalid', () => {
    let e: unknown
    try {
      createHarness({ providers: [fakeProvider({ routes: [null as never] })] })
    } catch (x) {
      e = x
    }
    expect(isSsoError(e, 'config_invalid')).toBe(true)
  })
  it('A35 the newest of flows begun in one second survive the cap', async () => {
    const h = createHarness()
    const { id } = await h.activeConnection()
    const jar: string[] = []
    let last = ''
    for (let i = 0; i < 7; i++) {
      const b = await begin(h, id, { cookie: jar.join('; ') })
      for (const line of b.response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        if (pair.endsWith('=')) {
          const k = jar.findIndex((p) => p.startsWith(pair))
          if (k >= 0) jar.splice(k, 1)
        } else {
          jar.push(pair)
        }
      }
      if (i === 5) last = b.ref
    }
    await expect(
      h.sso.handleCallback(answer(id, { ref: last, cookie: jar.join('; ') })),
    ).resolves.toBeDefined()
  })
  it('A36 login.succeeded is not reported where the hook fails', async () => {
    const h = createHarness({ onLogin: () => Promise.reject(new Error('x')) })
    const { id } = await h.activeConnection()
    await h.sso.handler(answer(id, await begin(h, id)))
    expect(h.events.findLast((e) => e.type.startsWith('login.'))?.type).toBe('login.failed')
  })
  it('A37 invisible characters in e-mail domains are refused, not dropped', () => {
    const c = (value: unknown) => ({ value: value as never, source: 'id_token' })
    expect(() =>
      buildIdentity(
        { issuer: 'i', subject: 's', claims: new Map([['email', c('a@exam\u200bple.com\u00ad')]]) },
        { email: 'email', require: [] },
        { verifiedDomains: [] },
      ),
    ).toThrow()
  })
})
