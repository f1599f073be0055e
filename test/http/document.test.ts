import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SsoProvider } from '../../src/index.ts'
import type { PublishContext } from '../../src/types/provider.ts'
import {
  asSystem,
  baseUrl,
  createHarness,
  fakeConnection,
  storageWith,
} from '../support/harness.ts'
import { fakeProvider } from '../support/fake-provider.ts'

const routes: SsoProvider['routes'] = [
  { key: 'callback', methods: ['GET', 'POST'], serves: 'answers' },
  { key: 'jwks', methods: ['GET'], serves: 'document' },
]

/** The fake protocol, publishing what it is told of a connection. */
function publisher(
  publish: NonNullable<SsoProvider['publish']> = async () => document('{}'),
): SsoProvider {
  return fakeProvider({ routes, publish })
}

const document = (body: string) => ({ mediaType: 'application/json', body, maxAgeSeconds: 300 })

const get = (id: string, init: RequestInit = {}, path = `/sso/${id}/jwks`) =>
  new Request(`${baseUrl}${path}`, init)

async function scene(provider: SsoProvider = publisher(), config: object = {}) {
  const errors: { code: string }[] = []
  const harness = createHarness({
    ...{ providers: [provider], onError: (error) => void errors.push(error) },
    ...config,
  })
  const { id } = await harness.sso.connections.create(fakeConnection, asSystem)
  return { ...harness, errors, id }
}

afterEach(() => vi.restoreAllMocks())

describe('a published document', () => {
  it('lies at its address before the connection is activated', async () => {
    const seen: PublishContext[] = []
    const { sso, id } = await scene(
      publisher(async (key, context) => {
        seen.push(context)
        return document(JSON.stringify({ key }))
      }),
    )
    const response = await sso.handler(get(id))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ key: 'jwks' })
    expect(seen).toMatchObject([{ connectionId: id, profile: 'generic' }])
    expect(seen[0]?.urls.jwks).toBe(`${baseUrl}/sso/${id}/jwks`)
    expect(seen[0]?.revisions).toHaveLength(1)
  })

  it('says what it is, how long it may be kept, and that it is nothing else', async () => {
    const { sso, id } = await scene()
    const { headers } = await sso.handler(get(id))
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  it('T1 is made of both revisions of this connection and of their secrets only', async () => {
    const { sso, id } = await scene(
      publisher(async (_key, { revisions }) => {
        const secrets = await Promise.all(revisions.map(({ secret }) => secret('apiKey')))
        return document(JSON.stringify(secrets))
      }),
    )
    const secrets = (apiKey: string) => ({ secrets: { apiKey } })
    await sso.connections.create({ ...fakeConnection, ...secrets('stranger') }, asSystem)
    await sso.connections.update(id, secrets('live'), asSystem)
    await sso.connections.activate(id, asSystem)
    await sso.connections.update(id, secrets('draft'), asSystem)
    expect(await (await sso.handler(get(id))).json()).toEqual(['live', 'draft'])
    await sso.connections.disable(id, asSystem)
    expect(await (await sso.handler(get(id))).json()).toEqual(['live', 'draft'])
  })

  it('T1 does not exist for connections that do not, or no longer', async () => {
    const { sso, id, storage, errors } = await scene()
    const version = (await sso.connections.get(id, asSystem)).version
    expect((await sso.handler(get('con_unknown'))).status).toBe(404)
    expect((await sso.handler(get(id.toUpperCase()))).status).toBe(404)
    await storage.connections.remove(id, version)
    expect((await sso.handler(get(id))).status).toBe(404)
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('connection_not_found'))
  })

  it('T1 is not given out where the storage confuses upper and lower case', async () => {
    const { sso, id } = await scene(publisher(), {
      storage: storageWith('connections', ({ load }) => ({
        load: async (query) =>
          load('id' in query ? { id: query.id.replace('CON_', 'con_') } : query),
      })),
    })
    expect((await sso.handler(get(id))).status).toBe(200)
    const other = await sso.handler(get(id.replace('con_', 'CON_')))
    expect(other.status).toBe(404)
  })

  it('does not exist for connections of another protocol', async () => {
    const plain = { ...fakeProvider(), protocol: 'plain' }
    const { sso, errors } = await scene(publisher(), { providers: [publisher(), plain] })
    const input = { ...fakeConnection, protocol: 'plain' }
    const { id } = await sso.connections.create(input, asSystem)
    expect((await sso.handler(get(id))).status).toBe(404)
    expect(errors.map(({ code }) => code)).toEqual(['request_not_found'])
  })

  it('does not exist for a protocol that publishes something else', async () => {
    const publish = vi.fn(async () => document('{}'))
    const other = {
      ...{ ...publisher(publish), protocol: 'other' },
      routes: [{ key: 'metadata', methods: ['GET'], serves: 'document' }] as const,
    }
    const { sso } = await scene(publisher(), { providers: [publisher(), other] })
    const { id } = await sso.connections.create({ ...fakeConnection, protocol: 'other' }, asSystem)
    expect((await sso.handler(get(id))).status).toBe(404)
    expect((await sso.handler(get(id, {}, `/sso/${id}/metadata`))).status).toBe(200)
    expect(publish).toHaveBeenCalledOnce()
  })

  it('does not exist where its protocol has the route but publishes nothing', async () => {
    const { publish: _none, ...silent } = publisher()
    const { sso, id } = await scene(silent)
    expect((await sso.handler(get(id))).status).toBe(404)
  })

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'is only read, not asked for by %s',
    async (method) => {
      const publish = vi.fn(async () => document('{}'))
      const { sso, id } = await scene(publisher(publish))
      const response = await sso.handler(get(id, { method }))
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET')
      expect(publish).not.toHaveBeenCalled()
    },
  )

  it('ignores parameters and cookies', async () => {
    const { sso, id } = await scene()
    const headers = { cookie: '__Host-ssokit-flow-x=y' }
    const path = `/sso/${id}/jwks?ticket=ann&ref=x&iss=https://fake.example`
    const response = await sso.handler(get(id, { headers }, path))
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('is also served by intercept, and leaves every other visit to the host', async () => {
    const { sso, id } = await scene()
    const response = await sso.intercept(get(id))
    expect(response?.status).toBe(200)
    expect(response?.headers.get('content-type')).toBe('application/json')
    expect(await sso.intercept(get(id, { method: 'POST' }))).toBeUndefined()
    expect(await sso.intercept(get(id, {}, `/sso/${id}/jwks/more`))).toBeUndefined()
  })

  it('is an error with a code where the storage fails', async () => {
    const { sso, id, errors } = await scene(publisher(), {
      storage: storageWith('connections', ({ load }) => {
        let calls = 0
        return {
          load: async (...query) => {
            calls += 1
            if (calls > 1) throw new Error('connection lost at 10.0.0.7')
            return load(...query)
          },
        }
      }),
    })
    await sso.connections.get(id, asSystem)
    const response = await sso.handler(get(id))
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('10.0.0.7')
    expect(errors.map(({ code }) => code)).toEqual(['storage_unavailable'])
  })

  it('T4 is an error with a code where a secret cannot be opened, and shows nothing of it', async () => {
    const { sso, id, errors, storage } = await scene(
      publisher(async (_key, { revisions }) =>
        document(String(await revisions[0]?.secret('apiKey'))),
      ),
    )
    await sso.connections.update(id, { secrets: { apiKey: 'hidden' } }, asSystem)
    const other = createHarness({
      ...{
        storage,
        providers: [
          publisher(async (_key, { revisions }) =>
            document(String(await revisions[0]?.secret('apiKey'))),
          ),
        ],
      },
      secrets: ['Zt6WnE9bRj2LhXkD5oQvC8yUaM1sFgP4iNxTzKr7Hwd'],
    })
    const response = await other.sso.handler(get(id))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hidden')
    expect((await sso.handler(get(id))).status).toBe(200)
    expect(errors).toEqual([])
  })

  it('is an error page without details where the protocol itself fails', async () => {
    const { sso, id, errors } = await scene(
      publisher(async () => {
        throw new Error('a private detail')
      }),
    )
    const response = await sso.handler(get(id))
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('a private detail')
    expect(errors.map(({ code }) => code)).toEqual(['internal_error'])
  })
})
