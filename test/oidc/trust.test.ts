import { describe, expect, it } from 'vitest'
import { trustBase } from '../../src/oidc/metadata.ts'
import { createSharedAttempts } from '../../src/oidc/shared-attempts.ts'
import { createTrustSource } from '../../src/oidc/trust.ts'
import type { ProviderContext } from '../../src/types/provider.ts'
import { oidcError } from '../../src/oidc/error.ts'
import { anyError } from '../support/error-texts.ts'

const issuer = 'https://idp.example.com'
const keySet = (kid: string) => ({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', kid }] })
const trust = (kid: string) => ({
  metadata: { issuer, jwks_uri: `${issuer}/k`, token_endpoint: `${issuer}/t` },
  jwks: keySet(kid),
  base: trustBase({}),
})
const start = new Date('2026-01-01T12:00:00Z').getTime()

/** A connection whose stored key has this id, and a provider that publishes that one. */
function createConnection(change: Partial<ProviderContext> = {}) {
  const published = { kid: 'new', isDown: false }
  const seen = { fetches: 0, saved: [] as unknown[] }
  let now = start
  const context = {
    connectionId: 'con_1',
    trust: {
      document: trust('old'),
      checkedAt: new Date(start),
      save: (document: unknown) => seen.saved.push(document),
    },
    async fetch() {
      seen.fetches += 1
      return published.isDown
        ? new Response(null, { status: 503 })
        : Response.json(keySet(published.kid))
    },
    allowsHttp: () => false,
    now: () => new Date(now),
    isAllowedUrl: () => true,
    ...change,
  } as unknown as ProviderContext
  return {
    ...{ context, published, seen },
    advance: (seconds: number) => void (now += seconds * 1000),
  }
}

const needs =
  (kid: string) =>
  async ({ jwks }: { jwks: { keys: readonly object[] } }): Promise<string> => {
    if ((jwks.keys[0] as { kid: string }).kid === kid) return kid
    throw oidcError('oidc_id_token_key_unknown')
  }
const failWith = (error: Error) => async (): Promise<Response> => {
  throw error
}
const unknown = { code: 'oidc_id_token_key_unknown' }
const settings = { issuer } as never

describe('withFreshKeys', () => {
  it('N4 fetches nothing where the known keys fit or the failure has another cause', async () => {
    const { context, seen } = createConnection()
    const source = createTrustSource()
    expect(await source.withFreshKeys(trust('old'), context, needs('old'))).toBe('old')
    const fail = async () => {
      throw oidcError('oidc_id_token_expired')
    }
    await expect(source.withFreshKeys(trust('old'), context, fail)).rejects.toMatchObject({
      code: 'oidc_id_token_expired',
    })
    expect(seen).toEqual({ fetches: 0, saved: [] })
  })

  it('N4 shares one fetch among all who need it, and stores what helped', async () => {
    const { context, seen, advance } = createConnection()
    const source = createTrustSource()
    const use = () => source.withFreshKeys(trust('old'), context, needs('new'))
    expect(await Promise.all([use(), use(), use()])).toEqual(['new', 'new', 'new'])
    // The store still has the old ones.
    advance(30)
    expect(await use()).toBe('new')
    expect(seen.fetches).toBe(1)
    expect(seen.saved).toContainEqual(trust('new'))
  })

  it('N4 gives nothing that is older than what is stored: a key may have been withdrawn', async () => {
    const { context, seen, published, advance } = createConnection()
    const source = createTrustSource()
    published.kid = 'withdrawn'
    await expect(source.withFreshKeys(trust('old'), context, needs('x'))).rejects.toMatchObject(
      unknown,
    )
    advance(20)
    const stored = {
      ...context.trust,
      checkedAt: context.now(),
      document: trust('newest') as never,
    }
    const later = { ...context, trust: stored }
    await expect(
      source.withFreshKeys(trust('newest'), later, needs('withdrawn')),
    ).rejects.toMatchObject(unknown)
    expect(seen).toEqual({ fetches: 1, saved: [] })
  })

  it('N4 fetches although the clock that dated the stored keys is ahead', async () => {
    const { context } = createConnection()
    const ahead = { ...context.trust, checkedAt: new Date(start + 5000) }
    const source = createTrustSource()
    const use = source.withFreshKeys(trust('old'), { ...context, trust: ahead }, needs('new'))
    expect(await use).toBe('new')
  })

  it.each([
    ['another connection', { connectionId: 'con_2' }, trust('old')],
    [
      'another issuer',
      {},
      { ...trust('old'), metadata: { ...trust('old').metadata, issuer: 'https://b.example.com' } },
    ],
    [
      'another key set address',
      {},
      { ...trust('old'), metadata: { ...trust('old').metadata, jwks_uri: `${issuer}/other` } },
    ],
  ])('T1 shares nothing with %s', async (_what, change, other) => {
    const { context, seen } = createConnection()
    const source = createTrustSource()
    await source.withFreshKeys(trust('old'), context, needs('new'))
    await source.withFreshKeys(other, { ...context, ...change }, needs('new'))
    expect(seen.fetches).toBe(2)
  })

  it('N4 counts a failed attempt, and says what failed', async () => {
    const { context, seen, published, advance } = createConnection()
    const source = createTrustSource()
    published.isDown = true
    const use = () => source.withFreshKeys(trust('old'), context, needs('new'))
    const failed = { code: 'oidc_keys_unavailable', cause: { name: 'SsoError' } }
    await expect(use()).rejects.toMatchObject(failed)
    published.isDown = false
    await expect(use()).rejects.toMatchObject(failed)
    expect(seen).toEqual({ fetches: 1, saved: [] })
    advance(60)
    expect(await use()).toBe('new')
  })

  it('wraps errors of the network, and passes on what is no error of ours', async () => {
    const source = createTrustSource()
    const failing = (error: Error) =>
      createConnection({ fetch: failWith(error), connectionId: error.message }).context
    const busy = failing(anyError('network_busy', { message: 'a' }))
    await expect(source.withFreshKeys(trust('old'), busy, needs('new'))).rejects.toMatchObject({
      code: 'oidc_keys_unavailable',
    })
    const broken = failing(new TypeError('b'))
    await expect(source.withFreshKeys(trust('old'), broken, needs('new'))).rejects.toThrow(
      TypeError,
    )
  })
})

describe('current', () => {
  it('N4 believes what is stored for seven days', async () => {
    const { context, advance, seen } = createConnection()
    advance(7 * 86_400 - 1)
    expect(await createTrustSource().current(settings, context)).toEqual(trust('old'))
    expect(seen.fetches).toBe(0)
    advance(1)
    await expect(createTrustSource().current(settings, context)).rejects.toMatchObject({
      code: 'oidc_discovery_failed',
    })
    expect(seen.fetches).toBe(1)
  })

  it.each([
    ['nothing', undefined, new Date(start)],
    ['something that is no trust document', {}, new Date(start)],
    ['another issuer’s documents', { ...trust('old'), metadata: { issuer: 'x' } }, new Date(start)],
    ['documents of unknown age', trust('old'), undefined],
  ])('T2 reads anew where %s is stored', async (_what, document, checkedAt) => {
    const { context, seen } = createConnection()
    const stored = { ...context.trust, document, checkedAt } as never
    const use = createTrustSource().current(settings, { ...context, trust: stored })
    await expect(use).rejects.toMatchObject({ code: 'oidc_discovery_failed' })
    expect(seen.fetches).toBe(1)
  })

  it.each([
    ['another token endpoint', { endpoints: { token: 'https://elsewhere.example/t' } }],
    ['other keys', { endpoints: { jwks: 'https://elsewhere.example/k' } }],
    ['another client, to which a provider may publish other addresses', { clientId: 'another' }],
  ])('T4 believes nothing that was read for %s', async (_what, change) => {
    const { context } = createConnection({ fetch: failWith(new TypeError('down')) })
    const source = createTrustSource()
    expect(await source.current(settings, context)).toEqual(trust('old'))
    const other = { issuer, ...change } as never
    await expect(source.current(other, context)).rejects.toMatchObject({
      code: 'oidc_discovery_failed',
    })
    const document = { ...trust('old'), base: trustBase(change) } as never
    const ofOthers = { ...context, trust: { ...context.trust, document } }
    await expect(source.current(settings, ofOthers)).rejects.toMatchObject({
      code: 'oidc_discovery_failed',
    })
    expect(await source.current(other, ofOthers)).toMatchObject({ jwks: keySet('old') })
  })

  it('T4 knows the entered values in whatever order a database gives them back', () => {
    const token = 'https://elsewhere.example/t'
    const jwks = 'https://elsewhere.example/k'
    expect(trustBase({ clientId: 'a', endpoints: { token, jwks } })).toBe(
      trustBase({ endpoints: { jwks, token }, clientId: 'a' }),
    )
  })

  it('N4 shares one load among all who need it, and stores it', async () => {
    const document = {
      ...{ issuer, jwks_uri: `${issuer}/k` },
      ...{ authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t` },
    }
    let fetches = 0
    const { context, seen } = createConnection({
      trust: {
        document: undefined,
        checkedAt: undefined,
        save: (saved) => void seen.saved.push(saved),
      },
      async fetch(url) {
        fetches += 1
        return Response.json(url.endsWith('/k') ? keySet('new') : document)
      },
      allowsHttp: () => false,
    })
    const source = createTrustSource()
    const use = (change: object = {}) => source.current({ issuer, ...change } as never, context)
    const loaded = { metadata: document, jwks: keySet('new'), base: trustBase({}) }
    expect(await Promise.all([use(), use()])).toEqual([loaded, loaded])
    expect(fetches).toBe(2)
    expect(seen.saved).toContainEqual(loaded)
    await use({ endpoints: { token: `${issuer}/t2` } })
    expect(fetches).toBe(4)
    await source.current({ issuer } as never, { ...context, connectionId: 'con_2' })
    expect(fetches).toBe(6)
    // What Okta publishes depends on the client that asks.
    await use({ clientId: 'another' })
    expect(fetches).toBe(8)
    await expect(use({ issuer: 'https://b.example.com' })).rejects.toMatchObject({
      code: 'oidc_issuer_mismatch',
    })
    expect(fetches).toBe(9)
  })
})

describe('createSharedAttempts', () => {
  const at = (seconds: number) => new Date(start + seconds * 1000)

  it('starts one attempt per name and cooldown, also when the clock goes back', async () => {
    const attempt = createSharedAttempts<number>(60_000)
    let count = 0
    const use = (name: string[], seconds: number) =>
      attempt(name, at(seconds), async () => ++count).result
    expect(await use(['a'], 0)).toBe(1)
    expect(await use(['a'], 59)).toBe(1)
    expect(await use(['a'], -59)).toBe(1)
    expect(await use(['a', 'b'], 59)).toBe(2)
    expect(await use(['a'], 60)).toBe(3)
    expect(await use(['a'], -60)).toBe(4)
  })

  it('forgets old attempts, and the oldest where there are too many', async () => {
    const attempt = createSharedAttempts<number>(60_000)
    let count = 0
    const use = (name: string, seconds: number) =>
      attempt([name], at(seconds), async () => ++count).result
    await use('first', 0)
    for (let index = 0; index < 1000; index++) await use(`n${index}`, 0)
    expect(await use('first', 1)).toBe(1002)
    expect(await use('n999', 1)).toBe(1001)
  })

  it('counts the age of an attempt from its last start', async () => {
    const attempt = createSharedAttempts<number>(60_000)
    let count = 0
    const use = (name: string, seconds: number) =>
      attempt([name], at(seconds), async () => ++count).result
    await use('first', 0)
    for (let index = 0; index < 999; index++) await use(`n${index}`, 30)
    expect(await use('first', 60)).toBe(1001)
    await use('one too many', 60)
    expect(await use('first', 61)).toBe(1001)
    expect(await use('n0', 61)).toBe(1003)
  })
})
