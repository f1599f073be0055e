import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/index.ts'
import type { MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import { callsTo, createScene, expectRefused, expectSignedIn } from './scene.ts'

const clientSecret = 'sécrèt:50%+ a/b=&"\'~*()!_-.'

async function tokenCall(provider: MockOidcOptions, settings: object = {}) {
  const scene = await createScene({ provider, settings })
  await expectSignedIn(scene)
  const [call] = callsTo(scene, '/token')
  if (!call) throw new Error('no token call')
  return { scene, call, body: new URLSearchParams(call.body) }
}

describe('client authentication', () => {
  it('O8 form-encodes id and secret before joining them [oidcc-client-test-client-secret-basic]', async () => {
    const { call, body } = await tokenCall({ clientId: 'app:1 %', clientSecret })
    expect(call.headers.authorization).toMatch(/^Basic /)
    expect(body.has('client_secret')).toBe(false)
    expect(body.has('client_id')).toBe(false)
  })

  it('O8 sends the secret in the body where that is configured or all the provider takes', async () => {
    const configured = { clientAuthentication: 'client_secret_post' }
    const supported = { clientSecret, clientAuthentication: ['client_secret_post'] } as const
    for (const made of [tokenCall({ clientSecret }, configured), tokenCall(supported)]) {
      const { call, body } = await made
      expect(call.headers.authorization).toBeUndefined()
      expect(body.get('client_secret')).toBe(clientSecret)
    }
  })

  it('O8 keeps to what is configured, whatever the provider says it takes', async () => {
    const scene = await createScene({
      provider: { clientAuthentication: ['client_secret_post'] },
      settings: { clientAuthentication: 'client_secret_basic' },
    })
    await expectRefused(scene, 'oidc_client_rejected')
  })

  it('O8 sends no secret for a public client, even if one is stored', async () => {
    const { call, body } = await tokenCall(
      { clientSecret, clientAuthentication: ['none'] },
      { clientAuthentication: 'none' },
    )
    expect(call.headers.authorization).toBeUndefined()
    expect([...body.keys()].sort()).toEqual([
      ...['client_id', 'code', 'code_verifier', 'grant_type', 'redirect_uri'],
    ])
  })

  it('O8 sends the secret to the token endpoint and to nobody else', async () => {
    const secret = 'only-for-the-token-endpoint'
    const { scene } = await tokenCall(
      { clientSecret: secret, isThin: true },
      { clientAuthentication: 'client_secret_post' },
    )
    const receivers = scene.idp.requests.filter((call) => JSON.stringify(call).includes(secret))
    expect(receivers.map(({ url }) => url)).toEqual(['https://idp.example.com/token'])
  })

  it('O8 lets neither secret nor code nor token into errors and events', async () => {
    const scene = await createScene({ provider: { clientSecret: 'my-secret-1234' } })
    let code = ''
    scene.idp.tamper('unauthorized_client')
    const error = await expectRefused(scene, 'oidc_client_rejected', {
      change: (answer) => void (code = answer.fields.get('code') ?? ''),
    })
    scene.idp.tamper('userinfo_challenge', 'token_wrong_type')
    const other = await expectRefused(scene, 'oidc_token_response_invalid')
    expect(code).toHaveLength(22)
    const { body } = callsTo(scene, '/token')[1] ?? {}
    const verifier = new URLSearchParams(body).get('code_verifier') ?? ''
    const seen = inspect([error, other, scene.events], { depth: 9, showHidden: true })
    for (const hidden of ['my-secret-1234', code, verifier]) expect(seen).not.toContain(hidden)
  })

  it('O8 does not activate a connection that lacks its secret', async () => {
    const refusal = await createScene({ input: { secrets: {} } }).catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { path: 'secrets.clientSecret' },
    ])
  })
})
