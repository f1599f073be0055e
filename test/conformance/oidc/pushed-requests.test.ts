import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoErrorCode } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type PushedDefect } from '../../../src/testing/oidc/index.ts'
import { certifiedKey } from '../../support/client-key.ts'
import { baseUrl, codeOf } from '../../support/harness.ts'
import { createKeyScene } from './client-scene.ts'
import { callsTo, createHost, createScene, expectSignedIn, type Scene, signIn } from './scene.ts'

const required = { provider: { pushedRequests: 'required' } } as const

const start = ({ sso, connectionId }: Scene, options: object = {}) =>
  sso.startLogin({ connectionId }, options)

/** Holds whoever waits for it until it is opened. */
function createGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

describe('a pushed authorization request', () => {
  it.each(['advertised', 'required'] as const)(
    'F2 carries everything that is asked for, and the browser a reference only, where it is %s',
    async (pushedRequests) => {
      const scene = await createScene({
        provider: { pushedRequests },
        settings: { extraParameters: { audience: 'api' } },
      })
      const { url } = await start(scene, { loginHint: 'ann@example.com', prompt: 'login' })
      const names = [...new URL(url).searchParams.keys()]
      expect(names).toEqual(['client_id', 'request_uri'])
      expect(url).not.toContain('ann')
      const [call] = callsTo(scene, '/par')
      expect(call?.headers.authorization).toMatch(/^Basic /)
      const pushed = new URLSearchParams(call?.body)
      expect(Object.fromEntries(pushed)).toMatchObject({
        ...{ response_type: 'code', client_id: 'client-1', scope: 'openid profile email' },
        ...{ redirect_uri: `${baseUrl}/sso/${scene.connectionId}/callback` },
        ...{ code_challenge_method: 'S256', login_hint: 'ann@example.com', prompt: 'login' },
        ...{ audience: 'api' },
      })
      for (const name of ['state', 'nonce', 'code_challenge']) {
        expect(pushed.get(name)).toMatch(/^[\w-]{43}$/)
      }
      await expectSignedIn(scene)
    },
  )

  it('brings the answer back by form as well', async () => {
    const scene = await createScene({ ...required, settings: { responseMode: 'form_post' } })
    const { response, login } = await signIn(scene)
    expect([response.status, login?.identity.subject]).toEqual([303, 'ann'])
  })

  it('is made anew for every sign-in', async () => {
    const scene = await createScene(required)
    const urls = await Promise.all([start(scene), start(scene), start(scene)])
    expect(new Set(urls.map(({ url }) => url)).size).toBe(3)
    expect(callsTo(scene, '/par')).toHaveLength(3)
  })

  it('can be left to providers that require it', async () => {
    const settings = { pushedAuthorizationRequests: 'when_required' }
    const scene = await createScene({ provider: { pushedRequests: 'advertised' }, settings })
    await expectSignedIn(scene)
    expect(callsTo(scene, '/par')).toEqual([])
    await expectSignedIn(await createScene({ ...required, settings }))
  })

  it('O8 is signed for with a key of its own assertion', async () => {
    await expectSignedIn(await createKeyScene(certifiedKey, required))
  })

  it('CL-3 is pushed by a public client without proof', async () => {
    const scene = await createScene({
      provider: { clientAuthentication: ['none'], pushedRequests: 'required' },
      settings: { clientAuthentication: 'none' },
      input: { secrets: {} },
    })
    await expectSignedIn(scene)
    const [call] = callsTo(scene, '/par')
    expect(call?.headers).not.toHaveProperty('authorization')
    const names = [...new URLSearchParams(call?.body).keys()]
    expect(names).not.toContain('client_secret')
    expect(names).not.toContain('client_assertion')
  })

  const cases: [PushedDefect, SsoErrorCode][] = [
    ['pushed_500', 'oidc_pushed_request_failed'],
    ['pushed_html', 'network_media_type_refused'],
    ['pushed_not_json', 'oidc_pushed_request_failed'],
    ['pushed_redirect', 'network_redirect_refused'],
    ['pushed_200', 'oidc_pushed_request_failed'],
    ['pushed_invalid_client', 'oidc_client_rejected'],
    ['pushed_challenge', 'oidc_client_rejected'],
    ['pushed_invalid_redirect_uri', 'oidc_request_rejected'],
    ['pushed_invalid_scope', 'oidc_scope_rejected'],
    ['pushed_hostile_description', 'oidc_request_rejected'],
    ['pushed_without_request_uri', 'oidc_pushed_request_failed'],
    ['pushed_request_uri_as_number', 'oidc_pushed_request_failed'],
    ['pushed_request_uri_javascript', 'oidc_pushed_request_failed'],
    ['pushed_request_uri_control_characters', 'oidc_pushed_request_failed'],
    ['pushed_request_uri_too_long', 'oidc_pushed_request_failed'],
    ['pushed_without_expires_in', 'oidc_pushed_request_failed'],
    ['pushed_expires_in_zero', 'oidc_pushed_request_failed'],
  ]

  it.each(cases)('N3 sends nobody anywhere after %s: %s', async (defect, code) => {
    for (const pushedRequests of ['advertised', 'required'] as const) {
      const scene = await createScene({ provider: { pushedRequests } })
      scene.idp.tamper(defect)
      const path = `${baseUrl}/sso/${scene.connectionId}/login`
      const response = await scene.sso.handler(new Request(path))
      const [error] = scene.errors
      expect(error?.code).toBe(code)
      expect(response.status).toBe(error?.status)
      expect(response.headers.get('location')).toBeNull()
      expect(response.headers.getSetCookie()).toEqual([])
      expect(await response.text()).not.toContain('alert(1)')
      scene.idp.tamper()
      await expectSignedIn(scene)
    }
  })

  it('N3 cuts and escapes what the endpoint says, and tells the admin', async () => {
    const scene = await createScene(required)
    scene.idp.tamper('pushed_hostile_description')
    const error: unknown = await start(scene).catch((cause: unknown) => cause)
    if (!isSsoError(error)) throw new Error('no error')
    expect(String(error.detail?.description).length).toBeLessThan(300)
    expect(JSON.stringify(error)).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
    expect(error.publicMessage).not.toContain('script')
  })

  it.each(['pushed_request_uri_expired', 'pushed_request_uri_foreign'] as const)(
    'leads nowhere with %s, and the next one works',
    async (defect) => {
      const scene = await createScene(required)
      scene.idp.tamper(defect)
      await expect(signIn(scene)).rejects.toThrow('unknown or expired')
      expect(scene.logins).toEqual([])
      scene.idp.tamper()
      await expectSignedIn(scene)
    },
  )

  it.each(['discovery_private_pushed_endpoint', 'discovery_http_pushed_endpoint'] as const)(
    'N1 is never pushed to what the guard refuses: %s',
    async (defect) => {
      const scene = await createScene({ provider: { pushedRequests: 'advertised' } })
      scene.idp.tamper(defect)
      scene.clock.advance(8 * 86_400)
      await expectSignedIn(scene)
      expect(callsTo(scene, '/par')).toEqual([])

      const strict = await createScene(required)
      strict.idp.tamper(defect)
      strict.clock.advance(8 * 86_400)
      expect(await codeOf(start(strict))).toBe('oidc_metadata_invalid')
      expect(callsTo(strict, '/par')).toEqual([])
    },
  )

  it('N1 keeps a connection from being activated whose provider requires what it does not offer', async () => {
    const { idp } = await createScene(required)
    idp.tamper('discovery_without_pushed_endpoint')
    const refusal = await createScene({ idp }).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { path: 'settings.pushedAuthorizationRequests', code: 'oidc_metadata_invalid' },
    ])
    idp.tamper()
    await createScene({ idp })
  })

  it('N2 gives up on an endpoint that never answers', async () => {
    const config = { network: { timeoutMilliseconds: 300 } }
    const scene = await createScene({ ...required, config })
    scene.idp.tamper('pushed_slow')
    expect(await codeOf(start(scene))).toBe('network_timeout')
    scene.idp.tamper()
    await expectSignedIn(scene)
  })

  it('N2 bounds what a flood of sign-ins can set off, and only for its own connection', async () => {
    const clock = fixedClock()
    const idpAt = (issuer: string) =>
      createMockOidcProvider({ issuer, clock, algorithm: 'ES256', pushedRequests: 'required' })
    const [flooded, quiet] = [idpAt('https://a.example.com'), idpAt('https://b.example.com')]
    const gate = createGate()
    let [underWay, most] = [0, 0]
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!request.url.startsWith(flooded.issuer)) return quiet.fetch(request)
      if (!request.url.endsWith('/par')) return flooded.fetch(request)
      underWay += 1
      most = Math.max(most, underWay)
      await gate.opened
      underWay -= 1
      return flooded.fetch(request)
    }
    const network = { concurrency: 4, timeoutMilliseconds: 30_000 }
    const { sso, connect } = createHost(fetch, clock, { network })
    const target = { connectionId: (await connect(flooded)).id }
    const other = { connectionId: (await connect(quiet, {}, 'org_2')).id }

    let refused = 0
    const busy = createGate()
    const flood = Array.from({ length: 120 }, async () => {
      const code = await codeOf(sso.startLogin(target))
      if (code === 'network_busy' && ++refused === 16) busy.open()
      return code
    })
    // Four are under way and a hundred wait; the other sixteen are told at once.
    await busy.opened
    expect(most).toBe(4)
    expect(await codeOf(sso.startLogin(other))).toBe('accepted')
    gate.open()
    const codes = await Promise.all(flood)
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(104)
    expect(most).toBe(4)
  })
})
