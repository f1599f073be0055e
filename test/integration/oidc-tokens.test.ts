import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { validateIdToken, validateLogoutToken } from '../../src/oidc/index.ts'
import { verifyUserinfoToken } from '../../src/oidc/userinfo-token.ts'
import { verdict } from '../support/signed-token.ts'

/** The parts of npm `oidc-provider` that make tokens. */
interface TokenMaker {
  readonly Client: { find(id: string): Promise<TokenClient> }
  readonly IdToken: new (
    claims: object,
    about: { client: TokenClient; ctx: undefined },
  ) => {
    scope: string
    set(name: string, value: unknown): void
    issue(options: { use: 'idtoken' | 'userinfo' }): Promise<string>
  }
}
interface TokenClient {
  backchannelLogout(subject: string, sessionId: string): Promise<void>
}

const issuer = 'https://idp.example.com'
const clientSecret = 'a client secret of the tests, 0123456789'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const keys = [
  { ...rsa.privateKey.export({ format: 'jwk' }), kid: 'r', use: 'sig' },
  { ...ec.privateKey.export({ format: 'jwk' }), kid: 'e', use: 'sig' },
  { ...ed.privateKey.export({ format: 'jwk' }), kid: 'o', use: 'sig' },
]
const publicKeys = [rsa, ec, ed].map(({ publicKey }) => publicKey.export({ format: 'jwk' }))
const jwks = { keys: publicKeys.map((key, at) => ({ ...key, kid: keys[at]?.kid })) as never }

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const
let maker: TokenMaker
let posted: string[]

beforeAll(async () => {
  for (const method of ['warn', 'info'] as const) vi.spyOn(console, method).mockReturnValue()
  const { Provider } = await import('oidc-provider')
  posted = []
  const values = [...algorithms]
  maker = new Provider(issuer, {
    clients: algorithms.map((algorithm) => ({
      ...{ client_id: algorithm, client_secret: clientSecret },
      redirect_uris: ['https://app.example.com/cb'],
      id_token_signed_response_alg: algorithm,
      userinfo_signed_response_alg: algorithm,
      backchannel_logout_uri: 'https://app.example.com/backchannel-logout',
      backchannel_logout_session_required: true,
    })),
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: values, userinfoSigningAlgValues: values },
    claims: { openid: ['sub', 'email'] },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    fetch: async (_url: string, { body }: { body: URLSearchParams }) => {
      posted.push(body.get('logout_token') ?? '')
      return new Response()
    },
  }) as unknown as TokenMaker
})

const make = async (
  clientId: string,
  use: 'idtoken' | 'userinfo',
  more: object = {},
): Promise<string> => {
  const client = await maker.Client.find(clientId)
  const claims = { sub: 'ann', email: 'ann@example.com' }
  const token = new maker.IdToken(claims, { client, ctx: undefined })
  token.scope = 'openid'
  for (const [name, value] of Object.entries(more)) token.set(name, value)
  return token.issue({ use })
}
const makeLogoutToken = async (clientId: string): Promise<string> => {
  await (await maker.Client.find(clientId)).backchannelLogout('ann', 'session-1')
  return posted.at(-1) ?? ''
}

describe.each(algorithms)('tokens of npm oidc-provider, signed with %s', (algorithm) => {
  const isSecret = algorithm === 'HS256'
  const common = {
    ...{ issuer, clientId: algorithm, jwks },
    ...(isSecret ? { algorithms: ['HS256'], clientSecret } : {}),
  }
  const userinfo = { ...common, subject: 'ann', now: new Date() }

  it('O4 are accepted as ID tokens with their nonce and hashes', async () => {
    const token = await make(algorithm, 'idtoken', {
      ...{ nonce: 'n', at_hash: 'an access token', c_hash: 'a code' },
    })
    const expected = { ...common, nonce: 'n', accessToken: 'an access token', code: 'a code' }
    expect(await validateIdToken(token, expected)).toMatchObject({ sub: 'ann' })
    const others = [{ nonce: 'm' }, { accessToken: 'another' }, { code: 'another' }]
    for (const change of others) {
      expect(await verdict(validateIdToken(token, { ...expected, ...change }))).not.toBe('accepted')
    }
  })

  it('L1 are accepted as logout tokens', async () => {
    const claims = await validateLogoutToken(await makeLogoutToken(algorithm), common)
    expect(claims).toMatchObject({ sub: 'ann', sid: 'session-1', jti: expect.any(String) })
  })

  it('O6 are accepted as userinfo', async () => {
    const token = await make(algorithm, 'userinfo')
    expect(await verifyUserinfoToken(token, userinfo)).toMatchObject({
      email: 'ann@example.com',
    })
  })

  it('O7 are not accepted in one another’s place', async () => {
    const idToken = await make(algorithm, 'idtoken')
    const logoutToken = await makeLogoutToken(algorithm)
    const ofUserinfo = await make(algorithm, 'userinfo')
    expect(await verdict(validateIdToken(logoutToken, common))).toBe('oidc_id_token_kind_refused')
    expect(await verdict(validateIdToken(ofUserinfo, common))).toBe('oidc_id_token_claims_invalid')
    for (const token of [idToken, ofUserinfo]) {
      const kind = 'oidc_logout_token_kind_refused'
      expect(await verdict(validateLogoutToken(token, common))).toBe(kind)
    }
    expect(await verdict(verifyUserinfoToken(logoutToken, userinfo))).toBe(
      'oidc_userinfo_kind_refused',
    )
  })

  it('T1 are not accepted by another client', async () => {
    const clientId = 'another'
    const idToken = await make(algorithm, 'idtoken')
    expect(await verdict(validateIdToken(idToken, { ...common, clientId }))).toBe(
      'oidc_id_token_audience_mismatch',
    )
    const logoutToken = await makeLogoutToken(algorithm)
    expect(await verdict(validateLogoutToken(logoutToken, { ...common, clientId }))).toBe(
      'oidc_logout_token_audience_mismatch',
    )
  })
})
