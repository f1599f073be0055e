import { describe, expect, it } from 'vitest'
import { type CheckReport, systemActor } from '../../../src/index.ts'
import { generateClientKey } from '../../../src/oidc/index.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { codeOf } from '../../support/harness.ts'
import { createKeyScene } from '../oidc/client-scene.ts'
import { callsTo, createScene, type Scene, type SceneOptions } from '../oidc/scene.ts'

const actor = { actor: systemActor }

/** A live connection, and what is sent from now on. */
async function quiet(options: SceneOptions = {}): Promise<Scene> {
  const scene = await createScene(options)
  scene.idp.resetRequests()
  return scene
}

const check = ({ sso, connectionId }: Pick<Scene, 'sso' | 'connectionId'>) =>
  sso.connections.check(connectionId, actor)
const of = ({ checks }: CheckReport, name: string) => checks.filter((one) => one.name === name)
const credentials = async (scene: Scene) => of(await check(scene), 'client_credentials')[0]?.status
const bodies = (scene: Scene) =>
  callsTo(scene, '/token').map(({ body }) => new URLSearchParams(body))

/** A token endpoint that answers as told, and a provider that is honest in all else. */
function answering(answer: (body: URLSearchParams, header: string | null) => Response) {
  const idp = createMockOidcProvider({
    algorithm: 'ES256',
    clientAuthentication: ['client_secret_post'],
  })
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const response = await idp.fetch(request.clone())
    if (!request.url.endsWith('/token')) return response
    return answer(new URLSearchParams(await request.text()), request.headers.get('authorization'))
  }
  return { idp: { ...idp, fetch } }
}

const refusal = (error: string, status = 400, description = 'no') =>
  Response.json({ error, error_description: description }, { status })

describe('the probe of client id and secret, on the wire', () => {
  it('T6 is one authorization_code request, and one control with another secret', async () => {
    const scene = await quiet({ settings: { clientAuthentication: 'client_secret_post' } })
    expect(await credentials(scene)).toBe('pass')
    const [probe, control, ...others] = bodies(scene)
    expect(others).toEqual([])
    for (const body of [probe, control]) {
      expect(body?.get('grant_type')).toBe('authorization_code')
      expect(body?.get('redirect_uri')).toMatch(
        /^https:\/\/app\.example\.com\/sso\/con_.*\/callback$/,
      )
      expect(body?.get('client_id')).toBe('client-1')
      expect(body?.get('code')).toMatch(/^[\w-]{43}$/)
      expect(body?.get('code_verifier')).toMatch(/^[\w-]{43}$/)
      expect([...(body?.keys() ?? [])].sort()).toEqual(
        [
          ...['client_id', 'client_secret', 'code', 'code_verifier', 'grant_type'],
          'redirect_uri',
        ].sort(),
      )
    }
    expect(probe?.get('client_secret')).toBe(scene.idp.clientSecret)
    expect(control?.get('client_secret')).toMatch(/^[\w-]{43}$/)
    expect(probe?.get('code')).not.toBe(control?.get('code'))
  })

  it('T6 needs no control where the client is refused, nor where it is checked first', async () => {
    const wrong = await quiet()
    wrong.idp.tamper('invalid_client')
    expect(await credentials(wrong)).toBe('fail')
    expect(bodies(wrong)).toHaveLength(1)
    const keycloak = await quiet({ input: { profile: 'keycloak' } })
    expect(await credentials(keycloak)).toBe('pass')
    expect(bodies(keycloak)).toHaveLength(1)
  })

  it('T6 sends nothing where there is no turn', async () => {
    const scene = await quiet()
    await check(scene)
    const sent = bodies(scene).length
    expect(await codeOf(check(scene))).toBe('check_throttled')
    expect(bodies(scene)).toHaveLength(sent)
    scene.clock.advance(60)
    await check(scene)
    expect(bodies(scene)).toHaveLength(2 * sent)
  })

  it('T6 never happens in the background', async () => {
    const scene = await quiet()
    scene.clock.advance(86_400)
    await scene.sso.maintain()
    await scene.settled()
    expect(callsTo(scene, '/jwks').length).toBeGreaterThan(0)
    expect(bodies(scene)).toEqual([])
  })

  it('T6 presents no public client', async () => {
    const scene = await quiet({
      provider: { clientAuthentication: ['none'] },
      settings: { clientAuthentication: 'none' },
      input: { secrets: {} },
    })
    expect(await credentials(scene)).toBe('unknown')
    expect(bodies(scene)).toEqual([])
    // So it needs no turn either.
    expect(await codeOf(check(scene))).toBe('accepted')
  })

  it('T6 presents no client to which the provider would not listen', async () => {
    const idp = createMockOidcProvider({
      algorithm: 'ES256',
      clientAuthentication: ['private_key_jwt'],
    })
    const scene = await createScene({
      idp,
      settings: { clientAuthentication: 'client_secret_post' },
    })
    await scene.sso.connections.update(
      scene.connectionId,
      { settings: { clientAuthentication: 'auto' }, secrets: idp.secrets },
      actor,
    )
    idp.resetRequests()
    const report = await check(scene)
    expect(of(report, 'client_authentication')).toMatchObject([
      { status: 'fail', code: 'oidc_client_authentication_unsupported' },
    ])
    expect(of(report, 'client_credentials')).toMatchObject([{ status: 'unknown' }])
    expect(bodies(scene)).toEqual([])
  })

  it('T6 signs the control with a key that nobody published', async () => {
    const scene = await createKeyScene(await generateClientKey())
    scene.idp.resetRequests()
    expect(await credentials(scene)).toBe('pass')
    const kids = bodies(scene).map((body) => {
      const [header = ''] = (body.get('client_assertion') ?? '').split('.')
      return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
    })
    expect(kids).toHaveLength(2)
    expect(kids[0]).toBe(kids[1])
  })

  it('T4 sends the secret to the token endpoint only, and shows it nowhere', async () => {
    const scene = await quiet()
    const report = await check(scene)
    const connection = await scene.sso.connections.get(scene.connectionId, actor)
    const encoded = Buffer.from('client-1:secret-1').toString('base64')
    for (const text of ['secret-1', encoded]) {
      expect(JSON.stringify([report, connection, scene.events])).not.toContain(text)
      const others = scene.idp.requests.filter(({ url }) => !url.endsWith('/token'))
      expect(others.length).toBeGreaterThan(0)
      expect(JSON.stringify(others)).not.toContain(text)
    }
  })

  it.each([
    ['the same refusal of the code for everybody', () => refusal('invalid_grant'), 'unknown'],
    ['a refusal of the client for everybody', () => refusal('invalid_client', 401), 'fail'],
    ['401 without a word', () => new Response(null, { status: 401 }), 'fail'],
    [
      '401 with a page',
      () => new Response('<p>', { status: 401, headers: { 'content-type': 'text/html' } }),
      'fail',
    ],
    ['an error of its own', () => refusal('server_error', 500), 'unknown'],
    ['that it does not know the request', () => refusal('invalid_request'), 'unknown'],
    ['that the grant type is closed', () => refusal('unsupported_grant_type'), 'fail'],
  ])('T6 after %s', async (_what, answer, status) => {
    expect(await credentials(await quiet(answering(answer)))).toBe(status)
  })

  it('T6 after tokens for a made-up code', async () => {
    const tokens = () =>
      Response.json({ access_token: 'a', token_type: 'Bearer', id_token: 'e30.e30.AA' })
    expect(await credentials(await quiet(answering(tokens)))).toBe('fail')
  })

  it.each([
    ['keycloak', 'unauthorized_client', 401, 'Invalid client or Invalid client credentials'],
    ['auth0', 'access_denied', 401, 'Unauthorized'],
    ['entra', 'invalid_client', 401, 'AADSTS7000215: Invalid client secret provided.'],
    ['entra', 'unauthorized_client', 400, "AADSTS700016: Application with identifier 'x'"],
    [
      'okta',
      'invalid_client',
      401,
      'The client secret supplied for a confidential client is invalid.',
    ],
  ])('T6 refuses in the words of %s: %s', async (profile, error, status, description) => {
    const scene = await quiet({
      ...answering(() => refusal(error, status, description)),
      input: { profile },
    })
    const [found] = of(await check(scene), 'client_credentials')
    expect(found).toMatchObject({ status: 'fail', received: error })
  })

  it.each([
    ['a web page', () => new Response('<p>', { headers: { 'content-type': 'text/html' } })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: '/' } })],
  ])('fails by name where the token endpoint is %s', async (_what, answer) => {
    const report = await check(await quiet(answering(answer)))
    expect(of(report, 'token_endpoint')).toMatchObject([{ status: 'fail' }])
  })

  it('N3 repeats no word of a hostile answer', async () => {
    const scene = await quiet()
    scene.idp.tamper('token_hostile_description')
    const report = await check(scene)
    expect(JSON.stringify(report)).not.toMatch(/alert|INFO login/)
  })
})

describe('the documents that an examination reads', () => {
  it.each([
    ['discovery_500', 'discovery', 'oidc_discovery_failed'],
    ['discovery_404', 'discovery', 'oidc_discovery_failed'],
    ['discovery_html', 'discovery', 'network_media_type_refused'],
    ['discovery_issuer_mismatch', 'issuer', 'oidc_issuer_mismatch'],
    ['discovery_issuer_trailing_slash', 'issuer', 'oidc_issuer_mismatch'],
    ['discovery_http_token_endpoint', 'endpoints', 'oidc_metadata_invalid'],
    ['discovery_private_token_endpoint', 'endpoints', 'oidc_metadata_invalid'],
    ['discovery_missing_jwks_uri', 'endpoints', 'oidc_metadata_invalid'],
    ['jwks_empty', 'signing_keys', 'oidc_keys_unavailable'],
    ['jwks_500', 'signing_keys', 'oidc_keys_unavailable'],
    ['jwks_weak_rsa', 'signing_keys', 'oidc_keys_unavailable'],
  ] as const)('O1 fail by name: %s', async (defect, name, code) => {
    const isWeak = defect === 'jwks_weak_rsa'
    const scene = await quiet(isWeak ? { provider: { algorithm: 'RS256' } } : {})
    scene.idp.tamper(defect)
    const report = await check(scene)
    expect(report.status).toBe('fail')
    expect(of(report, name)).toMatchObject([{ status: 'fail', code }])
    const isDocument = name !== 'signing_keys'
    // A secret goes nowhere that the issuer did not name.
    if (isDocument) expect(bodies(scene)).toEqual([])
    scene.idp.tamper()
    scene.clock.advance(60)
    expect((await check(scene)).status).toBe('pass')
  })

  it('O2 find that a provider does not name itself although it promises to', async () => {
    const scene = await quiet({ provider: { sendsIssuer: true } })
    scene.idp.tamper('iss_missing_though_advertised')
    expect(of(await check(scene), 'issuer_in_answers')).toMatchObject([
      { status: 'pass' },
      { status: 'fail', code: 'oidc_response_issuer_mismatch' },
    ])
  })

  it('find a clock that is wrong', async () => {
    const scene = await quiet()
    const late = () => new Date(scene.clock().getTime() + 120_000)
    const other = await quiet({ provider: { clock: late, algorithm: 'ES256' } })
    expect(of(await check(other), 'clock')).toMatchObject([
      { status: 'fail', received: '120 seconds ahead' },
    ])
  })

  it('find a redirect URI that the provider does not know', async () => {
    const redirectUris = ['https://app.example.com/other']
    const [found] = of(await check(await quiet({ provider: { redirectUris } })), 'redirect_uri')
    expect(found).toMatchObject({ status: 'fail', code: 'oidc_request_rejected' })
  })
})
