import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sealSecret, openSecret } from '../../src/connection/sealed-secret.ts'
import { createCooldown } from '../../src/core/cooldown.ts'
import { createSealer } from '../../src/crypto/seal.ts'
import { normalizeDomain, normalizeEmail } from '../../src/domain/index.ts'
import { type Flow, flowId, openFlow, sealFlow } from '../../src/flow/flow.ts'
import { safeReturnTo } from '../../src/flow/return-to.ts'
import { buildIdentity } from '../../src/identity/identity.ts'
import { acceptMixUpRisk, isSsoError, SsoError, systemActor } from '../../src/index.ts'
import type { ConnectionRecord } from '../../src/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, baseUrl, begin, createHarness, secretA } from '../support/harness.ts'

const asSystem = { actor: systemActor }
const codeOf = (p: Promise<unknown>) =>
  p.then(
    () => 'accepted',
    (e) => (isSsoError(e) ? e.code : String(e)),
  )
const ready = {
  organizationId: 'org_1',
  protocol: 'fake',
  settings: { idp: 'https://fake.example' },
}
const pairOf = (line: string) => (line.split(';')[0] ?? '').split('=') as [string, string]
const configIssues = (change: object): string[] => {
  try {
    createHarness(change)
    return []
  } catch (e) {
    return isSsoError(e) ? (e.issues ?? []).map(({ path }) => path) : [String(e)]
  }
}

describe('test/login/flow-rules.test.ts', () => {
  const forge = async (cookie: string, change: Partial<Flow>) => {
    const sealer = createSealer([secretA])
    const [, ...value] = cookie.split('=')
    const flow = {
      ...((await sealer.open('flow', [], value.join('='))) as unknown as Flow),
      ...change,
    }
    return `__Host-ssokit-flow-${await flowId(flow.handle)}=${await sealFlow(sealer, flow)}`
  }

  it.each(['OK', 1, {}, [true]])(
    'F1 takes %j from the store for a refusal: only true is the first caller',
    async (odd) => {
      const storage = memoryStorage()
      const odder = {
        ...storage,
        ephemeral: { ...storage.ephemeral, reserve: async () => odd as never },
      }
      const harness = createHarness({ storage: odder })
      const { id } = await harness.activeConnection()
      expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
        'login_replayed',
      )
    },
  )

  it('F1 S18 the reservation names connection and flow, and outlives the flow by five minutes', async () => {
    const storage = memoryStorage()
    const seen: { keys: readonly string[]; until: Date }[] = []
    const spy = {
      ...storage,
      ephemeral: {
        ...storage.ephemeral,
        reserve: async (keys: readonly string[], until: Date) => {
          seen.push({ keys, until })
          return true
        },
      },
    }
    const harness = createHarness({ storage: spy })
    const one = await harness.activeConnection()
    const two = await harness.activeConnection()
    const flow = await begin(harness, one.id)
    await harness.sso.handleCallback(answer(one.id, flow))
    const twin = await forge(flow.cookie, { connectionId: two.id })
    await harness.sso.handleCallback(answer(two.id, { cookie: twin, ref: flow.ref }))
    expect(seen[0]?.keys).toHaveLength(1)
    expect(seen[0]?.keys).not.toEqual(seen[1]?.keys)
    expect(seen[0]?.until.toISOString()).toBe('2026-01-01T12:15:00.000Z')
  })

  it('F1 T1 an answer that another protocol recognises finishes nothing', async () => {
    const other = fakeProvider({
      protocol: 'other',
      recognise: ({ parameters }) => {
        const handle = parameters.get('ref')
        return handle ? { kind: 'answer', handle } : undefined
      },
    })
    const harness = createHarness({ providers: [other, fakeProvider()] })
    const { id } = await harness.activeConnection()
    expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
      'connection_changed',
    )
  })

  it('F2 counts only flows that could still be finished', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const cookies: string[] = []
    for (let tab = 0; tab < 4; tab++) cookies.push((await begin(harness, id)).cookie)
    const foreign = await forge(cookies[0] ?? '', {
      baseUrl: 'https://old.example.com',
      handle: 'a',
    })
    const fresh = await begin(harness, id, { cookie: [...cookies, foreign].join('; ') })
    expect(fresh.response.headers.getSetCookie()).toHaveLength(1)
    harness.clock.advance(600)
    const later = await begin(harness, id, { cookie: [...cookies, fresh.cookie].join('; ') })
    expect(later.response.headers.getSetCookie()).toHaveLength(1)
  })

  it('F2 clears what lies beyond 20 cookies, and reflects no name that is not ours', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const junk = Array.from({ length: 20 }, (_, index) => `__Host-ssokit-flow-junk${index}=x`)
    const cookie = [
      ...junk,
      '__Host-ssokit-flow-late=x',
      '__Host-ssokit-flow-a"b=x',
      '__Host-ssokit-flow-=x',
    ].join('; ')
    const { response } = await begin(harness, id, { cookie })
    const cleared = response.headers
      .getSetCookie()
      .map(pairOf)
      .filter(([, value]) => value === '')
      .map(([name]) => name)
    expect(cleared).toEqual(['__Host-ssokit-flow-late'])
  })

  it('F6 clears a cookie with the attributes it was set with', async () => {
    const start = async ({ handle }: { handle: string }) =>
      ({
        method: 'GET',
        url: `https://fake.example/?ref=${handle}`,
        answer: 'post',
        flow: {},
      }) as const
    const harness = createHarness({ providers: [fakeProvider({ startLogin: start })] })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const { cookies } = await harness.sso.handleCallback(answer(id, flow))
    expect(cookies[0]?.options).toMatchObject({ sameSite: 'none', secure: true })
    const jar: string[] = []
    for (let tab = 0; tab < 5; tab++) {
      harness.clock.advance(1)
      jar.push((await begin(harness, id)).cookie)
    }
    const sixth = await begin(harness, id, { cookie: jar.join('; ') })
    expect(sixth.response.headers.getSetCookie()[1]).toMatch(/SameSite=None; HttpOnly; Secure$/)
  })

  it('F2 keeps name and value within 1 KiB whatever the length of returnTo, and opens nothing longer', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    for (let length = 200; length < 420; length += 3) {
      const { cookie } = await begin(harness, id, { query: `?returnTo=/${'p'.repeat(length)}` })
      expect(cookie.length).toBeLessThanOrEqual(1025) // and the =
    }
    const sealer = createSealer([secretA])
    const long = await sealer.seal('flow', [], { x: 'y'.repeat(1000) })
    expect(await openFlow(sealer, long)).toBeUndefined()
  })

  it('PU-1 starts nothing for an organisation without the entitlement', async () => {
    let isAllowed = true
    const harness = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await harness.activeConnection()
    isAllowed = false
    expect(await codeOf(harness.sso.startLogin({ connectionId: id }))).toBe(
      'organization_not_entitled',
    )
  })

  it('F4 honours allowedReturnOrigins, and target_link_uri of a target', async () => {
    const harness = createHarness({ allowedReturnOrigins: ['https://docs.example.com'] })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id, { query: '?returnTo=https://docs.example.com/a' })
    const done = await harness.sso.handler(answer(id, flow))
    expect(done.headers.get('location')).toBe('https://docs.example.com/a')
    await harness.settled()
    const start = await harness.sso.startLogin(
      { issuer: 'https://fake.example', targetLinkUri: '/inbox' },
      { returnTo: '/other' },
    )
    const ref = new URL(start.url).searchParams.get('ref') ?? ''
    const again = await harness.sso.handleCallback(
      answer(id, { cookie: start.setCookie[0]?.split(';')[0] ?? '', ref }),
    )
    expect(again.kind === 'login' && again.login.returnTo).toBe('/inbox')
  })

  it.each([
    ['h'.repeat(320), true],
    ['h'.repeat(321), false],
    ['a\nb', false],
    ['a\u0000b', false],
  ])('F5 passes on the hint %.8j…: %s', async (hint, isPassed) => {
    const seen: unknown[] = []
    const plain = fakeProvider()
    const harness = createHarness({
      providers: [
        fakeProvider({
          startLogin: async (context) => {
            seen.push(context.options.loginHint)
            return plain.startLogin(context)
          },
        }),
      ],
    })
    const { id } = await harness.activeConnection()
    await harness.sso.startLogin({ connectionId: id }, { loginHint: hint })
    expect(seen).toEqual([isPassed ? hint : undefined])
  })

  it('stores evidence of a revision once', async () => {
    const storage = memoryStorage()
    let writes = 0
    const spy = {
      ...storage,
      connections: {
        ...storage.connections,
        saveEvidence: async (...args: Parameters<typeof storage.connections.saveEvidence>) => {
          writes++
          return storage.connections.saveEvidence(...args)
        },
      },
    }
    const harness = createHarness({ storage: spy })
    const { id } = await harness.activeConnection()
    for (let round = 0; round < 2; round++) {
      await harness.sso.handler(answer(id, await begin(harness, id)))
      await harness.settled()
    }
    expect(writes).toBe(1)
  })
})

describe('test/login/target.test.ts', () => {
  const issuer = 'https://fake.example'
  it.each([
    [
      'a failed test',
      (fingerprint: string) => ({
        test: { fingerprint, status: 'failed', at: '2026-01-01T00:00:00.000Z' },
      }),
      false,
    ],
    [
      'a passed test',
      (fingerprint: string) => ({
        test: { fingerprint, status: 'passed', at: '2026-01-01T00:00:00.000Z' },
      }),
      true,
    ],
    [
      'a login',
      (fingerprint: string) => ({ lastLogin: { fingerprint, at: '2026-01-01T00:00:00.000Z' } }),
      true,
    ],
  ] as const)(
    'F5 %s of the live revision decides, and of no other',
    async (_what, evidence, isProof) => {
      const harness = createHarness()
      const { id, live } = await harness.activeConnection()
      await harness.storage.connections.saveEvidence(id, evidence(live?.fingerprint ?? '') as never)
      const before = await codeOf(harness.sso.startLogin({ issuer }))
      expect(before).toBe(isProof ? 'accepted' : 'login_target_unknown')
      await harness.sso.connections.update(id, { claims: { name: 'cn' } }, asSystem)
      await harness.sso.connections.activate(id, asSystem)
      expect(await codeOf(harness.sso.startLogin({ issuer }))).toBe('login_target_unknown')
    },
  )

  it('a hint chooses between connections and never hides the only one', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await begin(harness, id)))
    await harness.settled()
    expect(
      await codeOf(harness.sso.startLogin({ issuer, loginHint: 'ann@elsewhere.example' })),
    ).toBe('accepted')
  })
  it('N4 stale trust is renewed after a login too', async () => {
    let loads = 0
    const harness = createHarness({
      providers: [
        fakeProvider({
          loadTrust: async () => {
            loads++
            return { document: {}, issues: [] }
          },
        }),
      ],
    })
    const { id } = await harness.activeConnection()
    harness.clock.advance(3300)
    const flow = await begin(harness, id)
    harness.clock.advance(400)
    await harness.sso.handler(answer(id, flow))
    await harness.settled()
    expect(loads).toBe(2)
  })
  it('asks the storage for no login path that cannot exist', async () => {
    const storage = memoryStorage()
    const queries: unknown[] = []
    const spy = {
      ...storage,
      connections: {
        ...storage.connections,
        load: async (query: never, call: never) => {
          queries.push(query)
          return storage.connections.load(query, call)
        },
      },
    }
    const harness = createHarness({ storage: spy as never })
    expect(await codeOf(harness.sso.startLogin({ loginPath: '../admin' }))).toBe(
      'login_target_unknown',
    )
    expect(queries).toEqual([])
  })
})

describe('test/login/accounts.test.ts (use its directory())', () => {
  const facts = {
    id: 'a',
    isActive: true,
    isOwner: false,
    isLastOwner: false,
    isExempt: false,
    roles: [],
    rolesManagedBy: 'host',
    organizationIds: [],
    hasPassword: false,
    isEmailVerified: true,
  } as const
  const none = () => Promise.reject(new Error('unused'))
  const accounts = (change: object) =>
    ({
      scope: 'organization',
      findByKey: async () => null,
      findByEmail: async () => null,
      create: async () => facts,
      update: none,
      link: none,
      deactivate: none,
      unlink: none,
      ...change,
    }) as never

  it('E2 the key names connection, issuer and subject', async () => {
    const keys: { id: string; connectionId: string; issuer: string; subject: string }[] = []
    let issuer = 'https://fake.example'
    const plain = fakeProvider()
    const providers = [
      fakeProvider({
        finishLogin: async (context) => ({ ...(await plain.finishLogin(context)), issuer }),
      }),
    ]
    const harness = createHarness({
      providers,
      accounts: accounts({
        create: async ({ key }: { key: never }) => {
          keys.push(key)
          return facts
        },
      }),
    })
    const { id } = await harness.activeConnection()
    for (issuer of ['https://fake.example', 'https://other.example'])
      await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(new Set(keys.map((key) => key.id)).size).toBe(2)
    const [first] = keys
    expect(first?.id).toBe(
      createHash('sha256')
        .update(JSON.stringify([id, first?.issuer, first?.subject]))
        .digest('base64url'),
    )
  })

  it.each(['yes', 1, {}, undefined, null])(
    'E4 an invitation is true and nothing like it: %j',
    async (odd) => {
      const harness = createHarness({ accounts: accounts({ isInvited: async () => odd }) })
      const { id } = await harness.activeConnection('org_1', { access: { provisioning: 'invite' } })
      expect(await codeOf(harness.sso.handleCallback(answer(id, await begin(harness, id))))).toBe(
        'access_not_invited',
      )
    },
  )
})

describe('test/http/handler.test.ts', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  it('sends exactly these policies', async () => {
    const harness = createHarness()
    const policyOf = async (path: string) =>
      (await harness.sso.handler(new Request(`${baseUrl}${path}`))).headers.get(
        'content-security-policy',
      ) ?? ''
    const nonces = [await policyOf('/nothing'), await policyOf('/nothing')].map((policy) => {
      const [, nonce] =
        /^default-src 'none'; style-src 'nonce-([\w-]{22})'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/.exec(
          policy,
        ) ?? []
      return nonce
    })
    expect(nonces[0]).toBeDefined()
    expect(nonces[0]).not.toBe(nonces[1])
    const start = {
      method: 'POST',
      url: 'https://fake.example/',
      answer: 'post',
      flow: {},
    } as const
    const posting = createHarness({ providers: [fakeProvider({ startLogin: async () => start })] })
    const { id } = await posting.activeConnection()
    const policy = (await posting.sso.startLogin({ connectionId: id }))
      .toResponse()
      .headers.get('content-security-policy')
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'nonce-([\w-]{22})'; script-src 'nonce-\1'; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })

  it('believes a content-length that is too large before it reads', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const headers = { ...form, 'content-length': '1048577' }
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/${id}/callback`, { method: 'POST', headers, body: 'a=1' }),
    )
    expect(response.status).toBe(413)
  })

  it('F1 reads no other method at a custom route', async () => {
    const { sso } = createHarness()
    const request = new Request(`${baseUrl}/sso/con_x/callback?ticket=a&ref=b`, {
      method: 'DELETE',
    })
    expect(await codeOf(sso.handleCallback(request))).toBe('request_method_not_allowed')
  })

  it('F1 intercept refuses a repeated parameter of an answer that is good otherwise', async () => {
    const harness = createHarness({ paths: { callback: '/login', login: '/login' } })
    const { id } = await harness.activeConnection()
    const start = await harness.sso.startLogin({ connectionId: id })
    const ref = new URL(start.url).searchParams.get('ref')
    const headers = { cookie: start.setCookie[0]?.split(';')[0] ?? '' }
    const response = await harness.sso.intercept(
      new Request(`${baseUrl}/login?ticket=ann&ref=${ref}&ticket=bob`, { headers }),
    )
    expect(response?.status).toBe(400)
    expect(harness.logins).toEqual([])
  })

  it('takes an answer only where a provider has a route', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/${id}/login?ticket=ann&ref=x`),
    )
    expect(response.headers.get('location')).toMatch(/^https:\/\/fake\.example\//)
  })

  it('clears the cookie and ends the session where onLogin fails', async () => {
    const storage = memoryStorage()
    const ended: unknown[] = []
    const spy = {
      ...storage,
      sessions: {
        ...storage.sessions,
        end: async (...args: Parameters<typeof storage.sessions.end>) => {
          ended.push(args[2])
          return storage.sessions.end(...args)
        },
      },
    }
    const harness = createHarness({ storage: spy, onLogin: () => Promise.reject(new Error('x')) })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const response = await harness.sso.handler(answer(id, flow))
    await harness.settled()
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/=; Path=\/; Expires=Thu, 01 Jan 1970/),
    ])
    expect(await response.text()).toContain(
      flow.cookie.split('=')[0]?.slice('__Host-ssokit-flow-'.length),
    )
    expect(ended).toEqual(['hook_failed'])
  })

  it('reports no event of pages that nobody has', async () => {
    const harness = createHarness()
    await harness.sso.handler(new Request(`${baseUrl}/wp-login.php`))
    expect(harness.events).toEqual([])
  })

  it('lets a listener fail', async () => {
    const harness = createHarness({
      onEvent: () => {
        throw new Error('x')
      },
    })
    const { id } = await harness.activeConnection()
    expect((await harness.sso.handler(answer(id, await begin(harness, id)))).status).toBe(303)
  })
})

describe('test/login/session.test.ts (new)', () => {
  const withSession = (session: object, at = new Date('2026-01-01T12:00:00Z')) => {
    const plain = fakeProvider()
    return fakeProvider({
      finishLogin: async (context) => {
        const done = await plain.finishLogin(context)
        return { ...done, authentication: { at }, session: { ...done.session, ...session } }
      },
    })
  }
  it('ends at the earlier of the provider’s end and the maximum age', async () => {
    for (const [byProvider, expected] of [
      ['2026-01-01T12:30:00.000Z', '2026-01-01T12:30:00.000Z'],
      ['2026-01-01T14:00:00.000Z', '2026-01-01T13:00:00.000Z'],
    ] as const) {
      const harness = createHarness({
        providers: [withSession({ expiresAt: new Date(byProvider) })],
      })
      const { id } = await harness.activeConnection('org_1', { session: { maxAgeSeconds: 3600 } })
      await harness.sso.handler(answer(id, await begin(harness, id)))
      expect(harness.logins[0]?.session.expiresAt).toBe(expected)
    }
  })
  it('T1 seals the tokens for this organisation, connection and session', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const session = harness.logins[0]?.session
    const stored = await harness.storage.sessions.get(session?.id ?? '')
    const sealer = createSealer([secretA])
    expect(
      await sealer.open(
        'session_tokens',
        ['org_1', id, session?.id ?? ''],
        stored?.sealedTokens ?? '',
      ),
    ).toEqual({ ticket: 'ticket of ann' })
  })
})

describe('test/admin/connections.test.ts', () => {
  it('PU-1 edits nothing for an organisation without the entitlement', async () => {
    let isAllowed = true
    const { sso } = createHarness({ isSsoAllowed: () => isAllowed })
    const { id } = await sso.connections.create(ready, asSystem)
    isAllowed = false
    expect(await codeOf(sso.connections.update(id, {}, asSystem))).toBe('organization_not_entitled')
  })
  it('activates and disables only the version that was seen', async () => {
    const { sso } = createHarness()
    const { id } = await sso.connections.create(ready, asSystem)
    const stale = { ...asSystem, expectedVersion: 7 }
    expect(await codeOf(sso.connections.activate(id, stale))).toBe('connection_conflict')
    expect(await codeOf(sso.connections.disable(id, stale))).toBe('connection_conflict')
    expect((await sso.connections.get(id, asSystem)).status).toBe('draft')
  })
  it('lets background work pass over a disabled connection', async () => {
    const { sso, storage, activeConnection } = createHarness()
    const { id } = await activeConnection()
    await sso.connections.disable(id, asSystem)
    expect((await storage.connections.load({ id }))[0]?.record.dueAt).toBeNull()
  })
  it('KO-15 takes no login path from another connection by an update', async () => {
    const { sso } = createHarness()
    await sso.connections.create({ ...ready, loginPath: 'acme' }, asSystem)
    const { id } = await sso.connections.create({ ...ready, organizationId: 'org_2' }, asSystem)
    expect(await codeOf(sso.connections.update(id, { loginPath: 'ACME' }, asSystem))).toBe(
      'connection_login_path_taken',
    )
  })
  it('refuses an organisation id that no store could index', async () => {
    const { sso } = createHarness()
    expect(
      await codeOf(sso.connections.create({ ...ready, organizationId: 'o'.repeat(256) }, asSystem)),
    ).toBe('connection_invalid')
  })
  it('activates nothing that its provider would not accept any more, nor what the trust forbids', async () => {
    let isStrict = false
    let issues: object[] = []
    const bad = { path: 'settings.idp', code: 'x', message: 'm', hint: 'h' }
    const provider = fakeProvider({
      validateSettings: (settings) => ({ settings, invalid: isStrict ? [bad] : [], missing: [] }),
      loadTrust: async () => ({ document: {}, issues: issues as never }),
    })
    const { sso } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create(ready, asSystem)
    isStrict = true
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('connection_not_ready')
    isStrict = false
    issues = [bad]
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('connection_not_ready')
    issues = []
    expect(await codeOf(sso.connections.activate(id, asSystem))).toBe('accepted')
  })
  it('activation reads afresh what the provider publishes, and tells which secrets are stored', async () => {
    const seen: unknown[] = []
    const provider = fakeProvider({
      validateSettings: (settings, { storedSecrets }) => {
        seen.push([...storedSecrets])
        return { settings, invalid: [], missing: [] }
      },
      loadTrust: async ({ trust }) => {
        seen.push(trust.document)
        return { document: { read: 1 }, issues: [] }
      },
    })
    const { sso } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create({ ...ready, secrets: { apiKey: 'k' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    seen.length = 0
    await sso.connections.activate(id, asSystem)
    expect(seen).toEqual([['apiKey'], undefined])
  })
  it('T4 activates with the secrets of the draft, also where it has none', async () => {
    const secrets: unknown[] = []
    const provider = fakeProvider({
      loadTrust: async ({ secret }) => {
        secrets.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    })
    const { sso, storage } = createHarness({ providers: [provider] })
    const { id } = await sso.connections.create({ ...ready, secrets: { apiKey: 'k' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    await sso.connections.update(id, { secrets: { apiKey: null } }, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(secrets).toEqual(['k', undefined])
    expect((await storage.connections.load({ id }))[0]?.record.sealed).toEqual({ live: {} })
  })
  it('T4 a draft without secrets has none, also where the storage drops empty objects', async () => {
    const storage = memoryStorage()
    const dropping = {
      ...storage,
      connections: {
        ...storage.connections,
        update: async (id: string, version: number, record: ConnectionRecord) => {
          const sealed = Object.fromEntries(
            Object.entries(record.sealed).filter(
              ([, secrets]) => Object.keys(secrets ?? {}).length > 0,
            ),
          )
          return storage.connections.update(id, version, { ...record, sealed })
        },
      },
    }
    const secrets: unknown[] = []
    const provider = fakeProvider({
      loadTrust: async ({ secret }) => {
        secrets.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    })
    const { sso } = createHarness({ storage: dropping, providers: [provider] })
    const { id } = await sso.connections.create({ ...ready, secrets: { apiKey: 'k' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    await sso.connections.update(id, { settings: { idp: 'https://evil.example' } }, asSystem)
    await sso.connections.activate(id, asSystem)
    expect(secrets).toEqual(['k', undefined])
  })
  it('stores the settings as its provider completed them', async () => {
    const provider = fakeProvider({
      validateSettings: (input) => ({
        settings: { ...input, filled: true },
        invalid: [],
        missing: [],
      }),
    })
    const { sso } = createHarness({ providers: [provider] })
    expect((await sso.connections.create(ready, asSystem)).draft?.settings).toEqual({
      idp: 'https://fake.example',
      filled: true,
    })
    const { id } = await sso.connections.create(ready, asSystem)
    expect(
      (
        await sso.connections.update(
          id,
          { settings: { idp: 'b', filled: null } as never },
          asSystem,
        )
      ).draft?.settings,
    ).toEqual({ idp: 'b', filled: true })
  })
  it('T4 the fingerprints of equal connections differ', async () => {
    const { sso } = createHarness()
    const [a, b] = [
      await sso.connections.create(ready, asSystem),
      await sso.connections.create(ready, asSystem),
    ]
    expect(a.draft?.fingerprint).not.toBe(b.draft?.fingerprint)
  })
  it.each([
    { secrets: { apiKey: 'x'.repeat(16_385) } },
    { claims: { name: 'n'.repeat(257) } },
    { claims: { name: 'a\nb' } },
    { access: { roles: { groupsByRole: {}, sync: 'sometimes', unmapped: 'refuse' } } },
    { access: { roles: { groupsByRole: {}, sync: 'replace', unmapped: 'sometimes' } } },
  ])('refuses %.60j', async (change) => {
    const { sso } = createHarness()
    expect(await codeOf(sso.connections.create({ ...ready, ...change } as never, asSystem))).toBe(
      'connection_invalid',
    )
  })
  it.each([
    ['organizationId', 'org_2'],
    ['connectionId', 'con_2'],
  ])('T4 a secret opens for its own %s only', async (part, other) => {
    const sealer = createSealer([secretA])
    const owner = { organizationId: 'org_1', connectionId: 'con_1' }
    const sealed = await sealSecret(sealer, owner, 'a', 'x', new Date())
    expect(await codeOf(openSecret(sealer, { ...owner, [part]: other }, 'a', sealed))).toBe(
      'connection_secret_unreadable',
    )
    expect(await codeOf(openSecret(sealer, owner, 'b', sealed))).toBe(
      'connection_secret_unreadable',
    )
    expect(await openSecret(sealer, owner, 'a', sealed)).toBe('x')
  })
})

describe('test/config/resolve.test.ts', () => {
  it('O2 takes nothing but true for acceptMixUpRisk', async () => {
    for (const given of [false, 'false', null, undefined, 1]) {
      const seen: unknown[] = []
      const provider = fakeProvider({
        loadTrust: async ({ acceptsMixUpRisk }) => {
          seen.push(acceptsMixUpRisk)
          return { document: {}, issues: [] }
        },
      })
      await createHarness({
        providers: [provider],
        [acceptMixUpRisk]: given as never,
      }).activeConnection()
      expect(seen).toEqual([false])
    }
  })
  it.each([
    [{ baseUrl: 'ftp://localhost' }, 'baseUrl'],
    [{ baseUrl: 'ws://localhost:3000' }, 'baseUrl'],
    [{ allowedReturnOrigins: ['ftp://docs.example.com'] }, 'allowedReturnOrigins.0'],
    [{ allowedReturnOrigins: ['wss://docs.example.com'] }, 'allowedReturnOrigins.0'],
    [{ secrets: [randomBytes(31).toString('base64url')] }, 'secrets.0'],
    [{ secrets: [createHash('sha256').update('x').digest('base64url').slice(0, 42)] }, 'secrets.0'],
    [{ paths: { login: '/a/{connectionId}/{connectionId}' } }, 'paths.login'],
    [{ paths: { login: '/a?b' } }, 'paths.login'],
    [{ paths: { login: '/a//b' } }, 'paths.login'],
    [{ paths: { login: '/a/' } }, 'paths.login'],
    [{ paths: { login: 'a' } }, 'paths.login'],
    [{ paths: { login: '//evil.example' } }, 'paths.login'],
    [{ paths: { login: '/a\\b' } }, 'paths.login'],
    [{ paths: { login: '/a%2fb' } }, 'paths.login'],
    [{ paths: { login: '/a/{other}' } }, 'paths.login'],
  ])('refuses %j', (change, path) => {
    expect(configIssues(change)).toContain(path)
  })
  it('does not complain about its own defaults below any basePath', () => {
    expect(configIssues({ basePath: '/a' })).toEqual([])
    expect(configIssues({ basePath: '/login' })).toEqual([])
  })
  it.each([
    '/sso/initiate/more?iss=https://x.example',
    '/sso/initiate/login',
    '/sso/join/callback',
    '/sso/con_x/callback/more',
    '/sso/con%20x/login',
    `/sso/${'x'.repeat(129)}/callback?ticket=a&ref=b`,
  ])('has no route at %s', async (path) => {
    const storage = memoryStorage()
    let loads = 0
    const spy = {
      ...storage,
      connections: {
        ...storage.connections,
        load: async () => {
          loads++
          return []
        },
      },
    }
    const { sso } = createHarness({ storage: spy })
    const response = await sso.handler(
      new Request(`${baseUrl}${path}`, { headers: { accept: 'application/json' } }),
    )
    const body = (await response.json()) as { message: string }
    expect([response.status, body.message, loads]).toEqual([
      404,
      'This sign-in address does not exist.',
      0,
    ])
  })
})

describe('test/flow/return-to.test.ts', () => {
  it.each([
    '//docs.example.com/x',
    '/\\docs.example.com/x',
    '/a\\b',
    '/a\u0001b',
    '/a\tb',
    '/a ',
    '\u00a0/a',
    'https://user@app.example.com/x',
    'https://:pass@app.example.com/x',
    'https://:pass@docs.example.com/x',
  ])('F4 sends %j to the start page', (wanted) => {
    expect(safeReturnTo(wanted, 'https://app.example.com', ['https://docs.example.com'])).toBe('/')
  })
})

describe('test/identity, domain, crypto, core, errors', () => {
  const c = (value: unknown) => ({ value: value as never, source: 'x' })
  it('an empty e-mail is none, and origin has no prototype', () => {
    const identity = buildIdentity(
      { issuer: 'i', subject: 's', claims: new Map([['email', c('')]]) },
      { email: 'email', require: [] },
      { verifiedDomains: [] },
    )
    expect(identity.email).toBeUndefined()
    expect(identity.origin).not.toHaveProperty('email')
    expect(Object.getPrototypeOf(identity.origin)).toBeNull()
  })
  it('E1 limits lengths after normalisation too, and takes only text', () => {
    const domain = [...Array.from({ length: 3 }, () => 'a'.repeat(60)), 'example'].join('.')
    expect(normalizeEmail(`${'l'.repeat(63)}@${domain}`)).toHaveLength(254)
    expect(() => normalizeEmail(`${'l'.repeat(64)}@${domain}`)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    const long = [...Array.from({ length: 5 }, () => 'ü'.repeat(30)), 'example'].join('.')
    expect(normalizeDomain(long).length).toBeGreaterThan(long.length)
    expect(() => normalizeEmail(`${'l'.repeat(64)}@${long}`)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    expect(() => normalizeEmail(7 as never)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    expect(() => normalizeEmail(['a@example.com'] as never)).toThrow(
      expect.objectContaining({ code: 'email_invalid' }),
    )
    const unicode = Array.from({ length: 6 }, () => 'ü'.repeat(38)).join('.') + '.example'
    expect(() => normalizeDomain(unicode)).toThrow(
      expect.objectContaining({ code: 'domain_invalid' }),
    )
  })
  it('T4 keeps the parts of a context apart, and flow keys by context', async () => {
    const sealer = createSealer([secretA])
    const joined = await sealer.seal('join', ['a', 'b'], 1)
    expect(await codeOf(sealer.open('join', ['a,b'], joined))).toBe('sealed_value_unreadable')
    const flow = await sealer.seal('flow', [], 1)
    expect(await codeOf(sealer.open('flow', ['a'], flow))).toBe('sealed_value_unreadable')
    expect(await codeOf(sealer.open('flow', [], await sealer.seal('flow', ['a'], 1)))).toBe(
      'sealed_value_unreadable',
    )
  })
  it('N4 remembers a bounded number of attempts', () => {
    const cooldown = createCooldown(60_000)
    const now = new Date('2026-01-01T00:00:00Z')
    for (let index = 0; index <= 10_000; index++) cooldown.isReady([String(index)], now)
    expect(cooldown.isReady(['0'], now)).toBe(true)
    expect(cooldown.isReady(['10000'], now)).toBe(false)
  })
  it('T4 escapes and cuts what a cause quotes', () => {
    const cause = Object.assign(new Error(`crit "\u202e${'x'.repeat(400)}"`), {
      code: 'ERR_JOSE_NOT_SUPPORTED',
    })
    const { message = '' } = new SsoError('internal_error', { cause }).cause ?? {}
    expect(message).toContain('\\u{202e}')
    expect(message.length).toBeLessThan(220)
  })
})
