import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/index.ts'
import { generateClientKey } from '../../../src/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { certificate, certifiedKey, decodeJwt } from '../../support/client-key.ts'
import { baseUrl } from '../../support/harness.ts'
import { actor, createKeyScene, publishedKeys } from './client-scene.ts'
import {
  callsTo,
  createHost,
  createScene,
  expectRefused,
  expectSignedIn,
  type Scene,
} from './scene.ts'

const assertionsOf = (scene: Scene, path = '/token') =>
  callsTo(scene, path).map(({ body }) => new URLSearchParams(body).get('client_assertion') ?? '')

const pem = (type: 'P-256' | 'Ed25519') => {
  const { privateKey } =
    type === 'P-256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519')
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' })).trim()
}

describe('private_key_jwt', () => {
  it('O8 signs people in at a provider that checks everything, with the key it finds published', async () => {
    for (const privateKey of [certifiedKey, pem('P-256'), pem('Ed25519')]) {
      const scene = await createKeyScene(privateKey)
      await expectSignedIn(scene)
      const [token = ''] = assertionsOf(scene)
      // The mock provider refuses whatever is not exactly this.
      expect(decodeJwt(token).claims).toMatchObject({ aud: scene.idp.issuer, iss: 'client-1' })
      expect(callsTo(scene, '/token')[0]?.headers).not.toHaveProperty('authorization')
    }
  })

  it('O8 never uses an assertion twice', async () => {
    const scene = await createKeyScene(certifiedKey)
    for (let login = 0; login < 3; login++) await expectSignedIn(scene)
    await Promise.all([1, 2, 3].map(() => expectSignedIn(scene)))
    const tokens = assertionsOf(scene).map((token) => decodeJwt(token).claims.jti)
    expect(new Set(tokens).size).toBe(6)
  })

  it('O8 goes by the host’s clock, wherever the machine’s stands', async () => {
    const scene = await createKeyScene(certifiedKey)
    scene.clock.set('2031-05-05T05:05:05Z')
    await expectSignedIn(scene)
    const { iat, exp } = decodeJwt(assertionsOf(scene)[0] ?? '').claims
    expect([iat, exp]).toEqual([1935723905, 1935723965])
  })

  it('O8 uses PS256 where the provider insists', async () => {
    const scene = await createKeyScene(certifiedKey, {
      provider: { assertionAlgorithms: ['PS256'] },
    })
    await expectSignedIn(scene)
    expect(decodeJwt(assertionsOf(scene)[0] ?? '').header.alg).toBe('PS256')
  })

  it('O8 prefers the key to the secret where both are stored', async () => {
    const scene = await createKeyScene(certifiedKey, {
      provider: { clientAuthentication: ['client_secret_basic', 'private_key_jwt'] },
      input: { secrets: { privateKey: certifiedKey, clientSecret: 'not-sent' } },
    })
    await expectSignedIn(scene)
    expect(assertionsOf(scene)).toHaveLength(1)
    expect(JSON.stringify(scene.idp.requests)).not.toContain('not-sent')
  })

  it('O8 speaks to Entra and Okta as they are, by profile and by deviation', async () => {
    const provider = { assertionAudience: 'endpoint' } as const
    const bundle = `${certifiedKey}\n${certificate}`
    const variants = [
      { input: { profile: 'okta', secrets: { privateKey: certifiedKey } } },
      { input: { profile: 'entra', secrets: { privateKey: bundle } } },
      { settings: { deviations: ['assertion_audience_token_endpoint'] } },
    ]
    for (const variant of variants) {
      await expectSignedIn(await createKeyScene(certifiedKey, { ...variant, provider }))
    }
    const strict = await createKeyScene(certifiedKey, { provider })
    const error = await expectRefused(strict, 'oidc_client_rejected')
    expect(error.detail).toMatchObject({ description: 'aud is wrong' })
  })

  it('O8 does not activate with a provider that could never let this client in', async () => {
    const attempts = [
      () => createKeyScene(certifiedKey, { provider: { assertionAlgorithms: ['ES256'] } }),
      () => createKeyScene(certifiedKey, { provider: { clientAuthentication: ['none'] } }),
      () =>
        createKeyScene(certifiedKey, {
          input: { profile: 'entra', secrets: { privateKey: certifiedKey } },
        }),
      () => createScene({ provider: { clientAuthentication: ['private_key_jwt'] } }),
    ]
    for (const attempt of attempts) {
      const refusal = await attempt().catch((error: unknown) => error)
      expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
        {
          path: 'settings.clientAuthentication',
          code: 'oidc_client_authentication_unsupported',
          hint: expect.stringMatching(/key|certificate/),
        },
      ])
    }
  })

  it('O8 ends a sign-in with a code where the provider has changed its mind since', async () => {
    const clientAuthentication: ['private_key_jwt' | 'client_secret_basic'] = ['private_key_jwt']
    const scene = await createKeyScene(certifiedKey, { provider: { clientAuthentication } })
    await expectSignedIn(scene)
    const calls = callsTo(scene, '/token').length
    clientAuthentication[0] = 'client_secret_basic'
    // The stored copy of what the provider publishes is too old by now.
    scene.clock.advance(8 * 86_400)
    await expectRefused(scene, 'oidc_client_authentication_unsupported')
    expect(callsTo(scene, '/token')).toHaveLength(calls)
    clientAuthentication[0] = 'private_key_jwt'
    scene.clock.advance(8 * 86_400)
    await expectSignedIn(scene)
  })

  it('O8 does not activate without the key that is configured', async () => {
    const attempt = createScene({
      provider: { clientAuthentication: ['private_key_jwt'] },
      settings: { clientAuthentication: 'private_key_jwt' },
    })
    const refusal = await attempt.catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { path: 'secrets.privateKey' },
    ])
  })

  it('O8 refuses a key that is none when it is entered, and stores nothing', async () => {
    const scene = await createKeyScene(certifiedKey)
    const before = await scene.sso.connections.get(scene.connectionId, actor)
    const secrets = { privateKey: certifiedKey.slice(0, -40) }
    const update = scene.sso.connections.update(scene.connectionId, { secrets }, actor)
    const refusal = await update.catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_invalid') && refusal.issues).toMatchObject([
      { path: 'secrets.privateKey', hint: expect.stringContaining('BEGIN PRIVATE KEY') },
    ])
    expect(inspect(refusal, { depth: 9 })).not.toContain(certifiedKey.slice(100, 130))
    expect(await scene.sso.connections.get(scene.connectionId, actor)).toEqual(before)
    await expectSignedIn(scene)
  })

  it('O8 lets neither key nor assertion into errors, events, addresses or what hosts see', async () => {
    const scene = await createKeyScene(certifiedKey, { provider: { pushedRequests: 'required' } })
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    scene.idp.tamper('token_challenge')
    const first = await expectRefused(scene, 'oidc_client_rejected')
    scene.idp.tamper('invalid_client')
    const second = await expectRefused(scene, 'oidc_client_rejected')
    scene.idp.tamper('pushed_hostile_description')
    const third = await scene.sso
      .startLogin({ connectionId: scene.connectionId })
      .catch((error: unknown) => error)
    scene.idp.tamper()
    const tokens = [...assertionsOf(scene), ...assertionsOf(scene, '/par')]
    expect(tokens).toHaveLength(6)
    const connection = await scene.sso.connections.get(scene.connectionId, actor)
    const seen = inspect([start, first, second, third, scene.events, connection], {
      ...{ depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null },
    })
    const keyLines = certifiedKey.split('\n').slice(1, -1)
    const ids = tokens.map((token) => String(decodeJwt(token).claims.jti))
    for (const hidden of [...tokens, ...ids, ...keyLines]) expect(seen).not.toContain(hidden)
  })

  it('O8 sends assertions to the provider’s own endpoints and to nobody else', async () => {
    const scene = await createKeyScene(certifiedKey, {
      provider: { pushedRequests: 'advertised', isThin: true },
    })
    await expectSignedIn(scene)
    const receivers = scene.idp.requests.filter((call) =>
      JSON.stringify(call).includes('assertion'),
    )
    expect(receivers.map(({ url }) => url)).toEqual([
      ...['https://idp.example.com/par', 'https://idp.example.com/token'],
    ])
  })
})

describe('an assertion that a provider tries to use at another one', () => {
  const honest = 'https://idp.example.com'
  const evil = 'https://evil.example.net'
  const host = fixedClock()

  /** Names the honest provider's endpoints in its own discovery document, as far as that helps it. */
  async function lure(profile: string) {
    const privateKey = certifiedKey
    let keys = async (): Promise<{ keys: never[] }> => ({ keys: [] })
    const idp = (issuer: string, assertionAudience: 'issuer' | 'endpoint') =>
      createMockOidcProvider({
        ...{ issuer, clock: host, algorithm: 'ES256', assertionAudience },
        ...{ clientAuthentication: ['private_key_jwt'], pushedRequests: 'required' },
        clientKeys: () => keys(),
      })
    const audience = profile === 'okta' ? 'endpoint' : 'issuer'
    const [victim, attacker] = [idp(honest, audience), idp(evil, audience)]
    const stolen: URLSearchParams[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!request.url.startsWith(evil)) return victim.fetch(request)
      if (request.url.endsWith('/par')) {
        stolen.push(new URLSearchParams(await request.clone().text()))
      }
      const response = await attacker.fetch(request)
      if (!request.url.endsWith('/openid-configuration')) return response
      const document = (await response.json()) as object
      const lies = { ...document, token_endpoint: `${honest}/token` }
      return Response.json(lies)
    }
    const made = createHost(fetch, host)
    const { id } = await made.connect(attacker, { input: { profile, secrets: { privateKey } } })
    keys = async () => (await publishedKeys({ ...made, connectionId: id })) as { keys: never[] }
    await made.sso.startLogin({ connectionId: id })
    return { stolen: stolen[0] ?? new URLSearchParams(), victim }
  }

  it.each(['generic', 'okta'])(
    'O8 is worth nothing there, not even for the same client and key (%s)',
    async (profile) => {
      const { stolen, victim } = await lure(profile)
      const token = stolen.get('client_assertion') ?? ''
      expect(decodeJwt(token).claims.aud).toBe(profile === 'okta' ? `${evil}/par` : evil)
      for (const path of ['/token', '/par']) {
        const response = await victim.fetch(`${honest}${path}`, { method: 'POST', body: stolen })
        expect(await response.json()).toEqual({
          ...{ error: 'invalid_client', error_description: 'aud is wrong' },
        })
      }
    },
  )
})

describe('public clients', () => {
  const settings = { clientAuthentication: 'none' }
  const provider = { clientAuthentication: ['none'] } as const

  it('CL-3 needs no secret, sends none, and proves with PKCE that the code is its own', async () => {
    const scene = await createScene({ provider, settings, input: { secrets: {} } })
    await expectSignedIn(scene)
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const asked = new URL(start.url).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    const [call] = callsTo(scene, '/token')
    const body = new URLSearchParams(call?.body)
    expect(call?.headers).not.toHaveProperty('authorization')
    expect(body.get('code_verifier')).toMatch(/^[\w-]{43,128}$/)
    for (const name of ['client_secret', 'client_assertion']) expect(body.has(name)).toBe(false)
  })

  it('CL-3 a stolen code is worth nothing without the verifier', async () => {
    const scene = await createScene({ provider, settings, input: { secrets: {} } })
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const { fields } = await scene.idp.authorize(start.url)
    const stolen = new URLSearchParams({
      ...{
        grant_type: 'authorization_code',
        code: fields.get('code') ?? '',
        client_id: 'client-1',
      },
      redirect_uri: `${baseUrl}/sso/${scene.connectionId}/callback`,
      code_verifier: 'v'.repeat(43),
    })
    const response = await scene.idp.fetch(`${scene.idp.issuer}/token`, {
      ...{ method: 'POST', body: stolen },
    })
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('CL-3 is never chosen by itself: without a secret nothing is activated', async () => {
    const refusal = await createScene({ provider, input: { secrets: {} } }).catch((error) => error)
    expect(isSsoError(refusal, 'connection_not_ready')).toBe(true)
    const withSecret = await createScene({ provider }).catch((error) => error)
    expect(isSsoError(withSecret, 'connection_not_ready') && withSecret.issues).toMatchObject([
      { code: 'oidc_client_authentication_unsupported', hint: expect.stringContaining('lient') },
    ])
  })
})

describe('a generated key', () => {
  it('O8 works as it is', async () => {
    await expectSignedIn(await createKeyScene(await generateClientKey()))
  })
})
