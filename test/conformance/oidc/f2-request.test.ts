import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { callsTo, createScene, expectSignedIn, type Scene } from './scene.ts'

const parametersOf = async (scene: Scene, options: object = {}) => {
  const { url } = await scene.sso.startLogin({ connectionId: scene.connectionId }, options)
  return Object.fromEntries(new URL(url).searchParams)
}

describe('the authorization request', () => {
  it('F2 carries state, nonce and an S256 challenge, new ones of 256 bits each time', async () => {
    const scene = await createScene()
    const starts = await Promise.all(Array.from({ length: 20 }, () => parametersOf(scene)))
    const secrets = starts.flatMap(({ state, nonce, code_challenge }) => [
      ...[state, nonce, code_challenge],
    ])
    expect(new Set(secrets).size).toBe(60)
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
    expect(new Set(starts.map((start) => start.code_challenge_method))).toEqual(new Set(['S256']))
  })

  it('F2 proves with the verifier that belongs to the challenge, and does not show it before', async () => {
    const scene = await createScene()
    let challenge = ''
    const { url } = await scene.sso.startLogin({ connectionId: scene.connectionId })
    await expectSignedIn(scene)
    const verifier = new URLSearchParams(callsTo(scene, '/token')[0]?.body).get('code_verifier')
    challenge = createHash('sha256').update(String(verifier)).digest('base64url')
    expect(challenge).toMatch(/^[\w-]{43}$/)
    expect(url).not.toContain(String(verifier))
  })

  it('F3 consists of these parameters and no others', async () => {
    const scene = await createScene()
    expect(await parametersOf(scene)).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: `${baseUrl}/sso/${scene.connectionId}/callback`,
      scope: 'openid profile email',
      state: expect.any(String),
      nonce: expect.any(String),
      code_challenge: expect.any(String),
      code_challenge_method: 'S256',
    })
    const options = {
      ...{ prompt: 'select_account', maxAge: 60, acrValues: 'mfa', uiLocales: 'de' },
      loginHint: 'ann@example.com',
    }
    expect(await parametersOf(scene, options)).toMatchObject({
      ...{ prompt: 'select_account', max_age: '60', acr_values: 'mfa', ui_locales: 'de' },
      login_hint: 'ann@example.com',
    })
  })

  it('F3 keeps a forced authentication whatever else is prompted for', async () => {
    const scene = await createScene()
    expect((await parametersOf(scene, { forceAuthn: true })).prompt).toBe('login')
    const both = { forceAuthn: true, prompt: 'select_account' }
    expect((await parametersOf(scene, both)).prompt).toBe('select_account login')
    expect((await parametersOf(scene, { forceAuthn: false })).prompt).toBeUndefined()
  })

  it('F3 lets the endpoint’s own query override nothing', async () => {
    const authorization =
      'https://idp.example.com/authorize?client_id=evil&state=x&Nonce=x&prompt=none&realm=acme'
    const scene = await createScene({ settings: { endpoints: { authorization } } })
    const parameters = await parametersOf(scene)
    expect(parameters).toMatchObject({ client_id: 'client-1', realm: 'acme' })
    expect(parameters.prompt).toBeUndefined()
    expect(parameters.Nonce).toBeUndefined()
    await expectSignedIn(scene)
  })

  it.each([
    ...['state', 'nonce', 'redirect_uri', 'client_id', 'response_type', 'response_mode', 'scope'],
    ...['code_challenge', 'code_challenge_method', 'request', 'request_uri', 'prompt', 'max_age'],
    ...['STATE', 'Redirect_Uri'],
  ])('F3 does not store the extra parameter %s', async (name) => {
    const extraParameters = { [name]: 'x', audience: 'https://api.example.com' }
    const refusal = await createScene({ settings: { extraParameters } }).catch(
      (error: unknown) => error,
    )
    expect(isSsoError(refusal, 'connection_invalid') && refusal.issues).toMatchObject([
      { path: 'settings.extraParameters' },
    ])
  })

  it('F3 sends extra parameters of the connection’s own', async () => {
    const scene = await createScene({ settings: { extraParameters: { audience: 'api' } } })
    expect((await parametersOf(scene)).audience).toBe('api')
    await expectSignedIn(scene)
  })
})
