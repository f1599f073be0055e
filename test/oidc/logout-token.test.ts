import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { LogoutTokenExpectations } from '../../src/oidc/logout-token.ts'
import { validateLogoutToken } from '../../src/oidc/validate-logout-token.ts'
import { signedToken, signedTokenKeys as jwks, verdict } from '../support/signed-token.ts'

/** 2026-01-01T12:00:00Z */
const now = 1_767_268_800
const issuer = 'https://idp.example.com'
const event = 'http://schemas.openid.net/event/backchannel-logout'

/** After the example of OpenID Connect Back-Channel Logout section 2.4. */
const honest = {
  ...{ iss: issuer, sub: 'ann', aud: 'c', iat: now, exp: now + 120, jti: 'bWJq', sid: 's-1' },
  events: { [event]: {} },
}
const expected: LogoutTokenExpectations = {
  ...{ issuer, clientId: 'c', jwks, now: new Date(now * 1000) },
}
const outcome = (claims: object, change: object = {}, header: object = { typ: 'logout+jwt' }) =>
  verdict(
    validateLogoutToken(signedToken({ ...honest, ...claims }, header), { ...expected, ...change }),
  )

const invalid = 'oidc_logout_token_claims_invalid'
const kind = 'oidc_logout_token_kind_refused'
const expired = 'oidc_logout_token_expired'
const early = 'oidc_logout_token_not_yet_valid'
const otherIssuer = 'oidc_logout_token_issuer_mismatch'
const otherAudience = 'oidc_logout_token_audience_mismatch'

describe('validateLogoutToken', () => {
  it('L1 returns the claims of an honest token', async () => {
    const token = signedToken(honest, { typ: 'logout+jwt' })
    expect(await validateLogoutToken(token, expected)).toEqual(honest)
  })

  it.each(['logout+jwt', 'application/logout+jwt', 'Logout+JWT', 'JWT', undefined])(
    'L1 accepts the header typ %j',
    async (typ) => expect(await outcome({}, {}, { typ })).toBe('accepted'),
  )

  it.each(['at+jwt', 'secevent+jwt', 'id_token+jwt', 'dpop+jwt', '', 'logout'])(
    'O7 refuses the header typ %j',
    async (typ) => expect(await outcome({}, {}, { typ })).toBe(kind),
  )

  it.each([
    [{ sub: undefined }, 'accepted'],
    [{ sid: undefined }, 'accepted'],
    [{ sub: undefined, sid: undefined }, invalid],
    [{ events: { [event]: {}, 'https://example.com/other': {} } }, 'accepted'],
    [{ events: { [event]: { reason: 'password changed' } } }, 'accepted'],
    // Keycloak says in the payload what it is.
    [{ typ: 'Logout' }, 'accepted'],
    [{ aud: ['c'] }, 'accepted'],
    [{ auth_time: now }, 'accepted'],
  ])('L1 judges a token with %j as %s', async (claims, code) => {
    expect(await outcome(claims)).toBe(code)
  })

  const wrong: [string, unknown[]][] = [
    ['iss', [undefined, null, 1, '', ['i'], {}]],
    ['aud', [undefined, null, 1, '', {}, [1], [['c']]]],
    ['iat', [undefined, null, String(now), true, {}, -1]],
    ['exp', [undefined, null, String(now + 120), true, {}, -1]],
    ['jti', [undefined, null, 1, '', ['j'], {}]],
    ['sub', [null, 1, '', ['ann'], {}, 'a'.repeat(256)]],
    ['sid', [null, 1, '', ['s'], {}]],
    ['nbf', [null, '1', true]],
  ]

  it.each(wrong.flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'L1 refuses %s: %j',
    async (name, value) => expect(await outcome({ [name]: value })).toBe(invalid),
  )

  it.each([
    [undefined, kind],
    [null, invalid],
    [event, invalid],
    [[event], invalid],
    [[], invalid],
    [{}, kind],
    [{ [event]: null }, kind],
    [{ [event]: [] }, kind],
    [{ [event]: true }, kind],
    [{ [`${event}/`]: {} }, kind],
    [{ 'https://schemas.openid.net/event/backchannel-logout': {} }, kind],
    [{ 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} }, kind],
  ])('L1 refuses the events %j', async (events, code) => {
    expect(await outcome({ events })).toBe(code)
  })

  it.each([
    { typ: 'ID' },
    { typ: 'Bearer' },
    { typ: 'Refresh' },
    { token_use: 'id' },
    { token_use: 'access' },
    { tokenName: 'id_token' },
    { purpose: 'id' },
    { cid: 'c', scp: ['openid'] },
    { azpacr: '1' },
  ])('O7 refuses a token that is marked as another kind by %j', async (claims) => {
    expect(await outcome(claims)).toBe(kind)
  })

  it('L1 names every claim that is wrong at once', async () => {
    const token = signedToken({ ...honest, iss: 1, jti: 1, events: [] })
    await expect(validateLogoutToken(token, expected)).rejects.toThrow(
      'Missing or of the wrong type: iss, jti, events.',
    )
  })

  it.each(['n', '', null, 0])('L1 refuses the nonce %j', async (nonce) => {
    expect(await outcome({ nonce })).toBe(kind)
  })

  it.each([
    [{ iss: `${issuer}/` }, {}, otherIssuer],
    [{ iss: 'https://other.example.com' }, {}, otherIssuer],
    [{ aud: 'C' }, {}, otherAudience],
    [{ aud: [] }, {}, otherAudience],
    [{ aud: ['c', 'stranger'] }, {}, otherAudience],
    [{ aud: ['stranger'] }, { trustedAudiences: ['stranger'] }, otherAudience],
    [{ aud: ['c', 'stranger'] }, { trustedAudiences: ['stranger'] }, 'accepted'],
  ])('L1 judges %j with %j as %s', async (claims, change, code) => {
    expect(await outcome(claims, change)).toBe(code)
  })

  it.each([
    // Sixty seconds of tolerance, the default.
    [{ exp: now - 59, iat: now - 100 }, {}, 'accepted'],
    [{ exp: now - 60, iat: now - 100 }, {}, expired],
    [{ iat: now + 60 }, {}, 'accepted'],
    [{ iat: now + 61 }, {}, early],
    [{ nbf: now + 61 }, {}, early],
    // Five minutes, however long it claims to be valid.
    [{ iat: now - 359, exp: now + 9999 }, {}, 'accepted'],
    [{ iat: now - 360, exp: now + 9999 }, {}, expired],
    // None.
    [{ iat: now - 299 }, { clockToleranceSeconds: 0 }, 'accepted'],
    [{ iat: now - 300 }, { clockToleranceSeconds: 0 }, expired],
    [{ exp: now, iat: now - 10 }, { clockToleranceSeconds: 0 }, expired],
    [{ exp: now + 1, iat: now - 10 }, { clockToleranceSeconds: 0 }, 'accepted'],
    [{ iat: now + 1 }, { clockToleranceSeconds: 0 }, early],
    // Never more than 300, and nothing that is no number.
    [{ exp: now - 300, iat: now - 301 }, { clockToleranceSeconds: 9999 }, expired],
    [{ exp: now, iat: now - 10 }, { clockToleranceSeconds: Number.NaN }, expired],
    [{}, { now: new Date(Number.NaN) }, early],
  ])('L1 judges %j with %j as %s', async (claims, change, code) => {
    expect(await outcome(claims, change)).toBe(code)
  })

  it('L1 lets exp be absent only where that is allowed, and still wants it to be young', async () => {
    const { exp: _exp, ...without } = honest
    const judge = (claims: object, allowMissingExp?: boolean) =>
      verdict(validateLogoutToken(signedToken(claims), { ...expected, allowMissingExp }))
    expect(await judge(without)).toBe(invalid)
    expect(await judge(without, false)).toBe(invalid)
    expect(await judge(without, true)).toBe('accepted')
    expect(await judge({ ...without, iat: now - 360 }, true)).toBe(expired)
    expect(await judge({ ...honest, exp: now - 60 }, true)).toBe(expired)
    expect(await judge({ ...honest, exp: null }, true)).toBe(invalid)
  })

  it('O5 takes the listed tenants of a shared issuer only', async () => {
    const tenant = '11111111-2222-4333-8444-555555555555'
    const other = '99999999-2222-4333-8444-555555555555'
    const shared = {
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      allowedTenants: [tenant],
    }
    const from = (id: string) => ({ iss: `https://login.microsoftonline.com/${id}/v2.0` })
    expect(await outcome(from(tenant), shared)).toBe('accepted')
    expect(await outcome(from(other), shared)).toBe(otherIssuer)
    expect(await outcome(from('{tenantid}'), shared)).toBe(otherIssuer)
    expect(await outcome(from(tenant), { issuer: shared.issuer })).toBe(otherIssuer)
  })

  it('O3 refuses what is unsigned, encrypted, forged, or signed by nobody we know', async () => {
    const [header = '', payload = '', signature = ''] = signedToken(honest).split('.')
    const judge = (token: string, change: object = {}) =>
      verdict(validateLogoutToken(token, { ...expected, ...change }))
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(await judge(`${none}.${payload}.`)).toBe('oidc_logout_token_malformed')
    expect(await judge(`${none}.${payload}.AAAA`)).toBe('oidc_logout_token_algorithm_refused')
    expect(await judge('e30.AA.AA.AA.AA')).toBe('oidc_logout_token_malformed')
    expect(await judge(`${header}.${payload}.${'A'.repeat(86)}`)).toBe(
      'oidc_logout_token_signature_invalid',
    )
    const forged = Buffer.from(JSON.stringify({ ...honest, sub: 'eve' })).toString('base64url')
    expect(await judge(`${header}.${forged}.${signature}`)).toBe(
      'oidc_logout_token_signature_invalid',
    )
    expect(await judge(signedToken(honest), { jwks: { keys: [] } })).toBe(
      'oidc_logout_token_key_unknown',
    )
    expect(await judge(signedToken(honest), { algorithms: ['RS256'] })).toBe(
      'oidc_logout_token_algorithm_refused',
    )
    expect(await judge(signedToken(honest, { jku: issuer }))).toBe('oidc_logout_token_malformed')
  })

  it('O3 verifies HS256 with the client secret where that is asked for', async () => {
    const clientSecret = 'a client secret of 32 bytes, 0123'
    const input = [{ alg: 'HS256' }, honest]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const token = `${input}.${createHmac('sha256', clientSecret).update(input).digest('base64url')}`
    const judge = (change: object) =>
      verdict(validateLogoutToken(token, { ...expected, ...change }))
    expect(await judge({ algorithms: ['HS256'], clientSecret })).toBe('accepted')
    expect(await judge({ clientSecret })).toBe('oidc_logout_token_algorithm_refused')
    const short = { algorithms: ['HS256'], clientSecret: 'short' }
    expect(await judge(short)).toBe('oidc_client_secret_too_short')
  })

  it('asks the clock of the machine where no time is given', async () => {
    const { now: _now, ...unfixed } = expected
    const at = Math.floor(Date.now() / 1000)
    const judge = (iat: number) =>
      verdict(validateLogoutToken(signedToken({ ...honest, iat, exp: iat + 120 }), unfixed))
    expect(await judge(at)).toBe('accepted')
    expect(await judge(at - 400)).toBe(expired)
  })
})
