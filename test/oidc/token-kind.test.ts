import { describe, expect, it } from 'vitest'
import { verifyUserinfoToken } from '../../src/oidc/userinfo-token.ts'
import { validateIdToken } from '../../src/oidc/validate-id-token.ts'
import { validateLogoutToken } from '../../src/oidc/validate-logout-token.ts'
import { signedToken, signedTokenKeys as jwks, verdict } from '../support/signed-token.ts'

/** 2026-01-01T12:00:00Z */
const now = 1_767_268_800
const issuer = 'https://idp.example.com'
const common = { issuer, clientId: 'c', jwks, now: new Date(now * 1000) }

/** Every kind of token that one provider signs with one key for one client. */
const about = { iss: issuer, sub: 'ann', aud: 'c', iat: now, exp: now + 300 }
const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
const kinds = {
  idToken: { ...about, auth_time: now },
  logoutToken: { ...about, jti: 'j', sid: 's', events: event },
  userinfo: { iss: issuer, aud: 'c', sub: 'ann', email: 'ann@example.com' },
  /** CL-11: the audience of the authorization server is the client id. */
  accessTokenOkta: { ...about, ver: 1, jti: 'AT.x', cid: 'c', uid: '00u1', scp: ['openid'] },
  accessTokenEntra: { ...about, azp: 'c', azpacr: '1', scp: 'access_as_user', ver: '2.0' },
  accessTokenEntraV1: { ...about, appid: 'c', appidacr: '1', scp: 'access_as_user', ver: '1.0' },
  accessTokenKeycloak: { ...about, typ: 'Bearer', azp: 'c', scope: 'openid' },
  accessTokenCognito: { ...about, token_use: 'access', client_id: 'c', scope: 'openid' },
  accessTokenPing: { ...about, tokenName: 'access_token', grant_type: 'authorization_code' },
  accessTokenCurity: { ...about, purpose: 'access_token', scope: 'openid', delegationId: 'd' },
  refreshTokenKeycloak: { ...about, typ: 'Refresh', azp: 'c' },
  securityEvent: {
    ...{ iss: issuer, aud: 'c', iat: now, exp: now + 300, jti: 'j', sub: 'ann' },
    events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} },
  },
} as const
type Kind = keyof typeof kinds

/** What each token is when it comes in the place of an ID token, a logout token and userinfo. */
const asIdToken = (token: string) => verdict(validateIdToken(token, common))
const asLogoutToken = (token: string) => verdict(validateLogoutToken(token, common))
const asUserinfo = (token: string) =>
  verdict(verifyUserinfoToken(token, { ...common, subject: 'ann' }))

describe('tokens in the place of one another', () => {
  const table: Readonly<Record<Kind, readonly [string, string, string]>> = {
    // Userinfo needs no marks of its own: what an ID token says of the person is no lie there.
    idToken: ['accepted', 'kind_refused', 'accepted'],
    logoutToken: ['kind_refused', 'accepted', 'kind_refused'],
    // Signed userinfo has no lifetime, so it is no ID token.
    userinfo: ['claims_invalid', 'kind_refused', 'accepted'],
    accessTokenOkta: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenEntra: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenEntraV1: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenKeycloak: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenCognito: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenPing: ['kind_refused', 'kind_refused', 'kind_refused'],
    accessTokenCurity: ['kind_refused', 'kind_refused', 'kind_refused'],
    refreshTokenKeycloak: ['kind_refused', 'kind_refused', 'kind_refused'],
    securityEvent: ['kind_refused', 'kind_refused', 'kind_refused'],
  }

  it.each(Object.keys(kinds) as Kind[])(
    'O7 takes %s for what it is, and for nothing else',
    async (kind) => {
      const token = signedToken(kinds[kind])
      const verdicts = [await asIdToken(token), await asLogoutToken(token), await asUserinfo(token)]
      const names = verdicts.map((code) =>
        code.replace(/^oidc_(id_token|logout_token|userinfo)_/, ''),
      )
      expect(names).toEqual(table[kind])
    },
  )

  it('O7 believes the header where the claims say nothing (RFC 9068, RFC 8725 section 3.11)', async () => {
    const silent = kinds.idToken
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT', 'dpop+jwt', 'secevent+jwt', 'x']) {
      const token = signedToken(silent, { typ })
      expect(await asIdToken(token)).toBe('oidc_id_token_kind_refused')
      expect(await asUserinfo(token)).toBe('oidc_userinfo_kind_refused')
      expect(await asLogoutToken(signedToken(kinds.logoutToken, { typ }))).toBe(
        'oidc_logout_token_kind_refused',
      )
    }
    expect(await asIdToken(signedToken(silent, { typ: 'logout+jwt' }))).toBe(
      'oidc_id_token_kind_refused',
    )
    for (const typ of ['JWT', 'jwt', 'application/jwt', undefined]) {
      expect(await asIdToken(signedToken(silent, { typ }))).toBe('accepted')
    }
  })

  it('CL-11 takes no access token for an ID token although its audience is the client id', async () => {
    // With a nonce of ours in it, as no provider would write it: the marks alone decide.
    const withNonce = (claims: object) => signedToken({ ...claims, nonce: 'n' })
    const judge = (claims: object) =>
      verdict(validateIdToken(withNonce(claims), { ...common, nonce: 'n' }))
    expect(await judge(kinds.idToken)).toBe('accepted')
    for (const name of Object.keys(kinds).filter((kind) => kind.startsWith('accessToken'))) {
      expect(await judge(kinds[name as Kind])).toBe('oidc_id_token_kind_refused')
    }
    // Without a mark the nonce decides: it is in ID tokens only.
    const unmarked = signedToken({ ...about, scope: 'openid', client_id: 'c' })
    expect(await verdict(validateIdToken(unmarked, { ...common, nonce: 'n' }))).toBe(
      'oidc_id_token_nonce_mismatch',
    )
  })

  it('CL-18 wants the client id as the audience of the ID token, and nothing like it', async () => {
    expect(await asIdToken(signedToken({ ...kinds.idToken, aud: 'c' }))).toBe('accepted')
    for (const aud of ['C', 'c ', 'cc', issuer, 'api://default', `${issuer}/oauth2/default`]) {
      expect(await asIdToken(signedToken({ ...kinds.idToken, aud }))).toBe(
        'oidc_id_token_audience_mismatch',
      )
    }
  })
})

describe('ID tokens of vendors', () => {
  /** Shapes retyped from the vendors' own examples; identifiers are invented. */
  const shapes: readonly [string, object][] = [
    [
      'Okta, custom authorization server',
      {
        ...{
          ver: 1,
          jti: 'ID.4eAWJOCMB3SX8XewDfVR',
          amr: ['pwd', 'mfa'],
          idp: '00o1',
          name: 'Ann',
        },
        ...{ preferred_username: 'ann@example.com', auth_time: now, at_hash: 'preview_at_hash' },
        ...{
          groups: ['Everyone', 'admins'],
          login_email: 'ann@example.com',
          email: 'a@example.com',
        },
      },
    ],
    [
      'Okta, org authorization server',
      {
        ...{ ver: 1, jti: 'ID.x', amr: ['pwd'], idp: '00o1', auth_time: now, at_hash: 'x' },
        ...{ name: 'Ann', email: 'ann@example.com', preferred_username: 'ann@example.com' },
        sid: 'idx1',
      },
    ],
    [
      'Entra, version 2.0',
      {
        ...{
          aio: 'x',
          idp: 'https://sts.windows.net/1/',
          name: 'Ann',
          nbf: now,
          oid: 'o',
          rh: '0.A',
        },
        ...{
          preferred_username: 'ann@example.com',
          tid: 't',
          uti: 'u',
          ver: '2.0',
          roles: ['Admin'],
        },
        ...{ groups: ['11111111-2222-4333-8444-555555555555'], email: 'ann@example.com', sid: 's' },
        ...{ xms_edov: true, acct: 0, login_hint: 'O.x', c_hash: 'x' },
      },
    ],
    [
      'Entra, version 1.0',
      {
        ...{
          amr: ['pwd'],
          family_name: 'Ann',
          given_name: 'Ann',
          ipaddr: '192.0.2.1',
          name: 'Ann',
        },
        ...{
          oid: 'o',
          tid: 't',
          unique_name: 'ann@example.com',
          upn: 'ann@example.com',
          ver: '1.0',
        },
        ...{ nbf: now, uti: 'u', pwd_exp: '1000', pwd_url: 'https://portal.example.com' },
      },
    ],
    [
      'Entra External ID',
      { ...{ nbf: now, tfp: 'B2C_1_x', idp: 'google.com', ver: '1.0', emails: ['a@example.com'] } },
    ],
    [
      'AD FS',
      {
        ...{
          nbf: now,
          upn: 'ann@corp.example',
          unique_name: 'CORP\\ann',
          sid: 'S-1-5-21-1',
          scp: 'openid',
        },
        ...{ apptype: 'Confidential', appid: 'c', ver: '1.0', auth_time: now, pwd_exp: '1733602' },
        authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      },
    ],
    [
      'Auth0',
      {
        ...{
          sid: 's',
          nickname: 'ann',
          name: 'ann@example.com',
          picture: 'https://x.example/a.png',
        },
        ...{
          updated_at: '2026-01-01T12:00:00.000Z',
          email: 'ann@example.com',
          email_verified: true,
        },
        ...{
          org_id: 'org_1',
          org_name: 'acme',
          'https://acme.example/roles': ['admin'],
          amr: ['mfa'],
        },
      },
    ],
    [
      'Google',
      {
        ...{
          azp: 'c',
          hd: 'example.com',
          email: 'ann@example.com',
          email_verified: true,
          at_hash: 'x',
        },
        ...{ name: 'Ann', picture: 'https://x.example/a.png', given_name: 'Ann', locale: 'en' },
      },
    ],
    [
      'Keycloak',
      {
        ...{ jti: 'j', typ: 'ID', azp: 'c', session_state: 's', at_hash: 'x', acr: '1', sid: 's' },
        ...{ auth_time: now, email_verified: true, preferred_username: 'ann', groups: ['/staff'] },
        ...{
          realm_access: { roles: ['offline_access'] },
          resource_access: { account: { roles: [] } },
        },
      },
    ],
    [
      'Amazon Cognito',
      {
        ...{ token_use: 'id', 'cognito:username': 'ann', 'cognito:groups': ['a'], event_id: 'e' },
        ...{ origin_jti: 'o', jti: 'j', auth_time: now, email_verified: true, at_hash: 'x' },
        identities: [{ userId: '1', providerName: 'Okta', primary: 'true' }],
      },
    ],
    [
      'PingOne',
      {
        ...{ acr: 'Single_Factor', amr: ['pwd'], auth_time: now, at_hash: 'x', sid: 's', jti: 'j' },
        ...{ env: 'e', org: 'o', 'p1.region': 'EU', preferred_username: 'ann' },
      },
    ],
    ['PingFederate', { 'pi.sri': 's', s_hash: 'x', jti: 'j', auth_time: now, at_hash: 'x' }],
    [
      'PingAM and ForgeRock',
      {
        ...{ tokenName: 'id_token', tokenType: 'JWTToken', auditTrackingId: 'a', subname: 'ann' },
        ...{
          azp: 'c',
          realm: '/alpha',
          acr: '0',
          s_hash: 'x',
          c_hash: 'x',
          at_hash: 'x',
          sid: 's',
        },
        'org.forgerock.openidconnect.ops': 'x',
      },
    ],
    [
      'Curity',
      { purpose: 'id', azp: 'c', acr: 'urn:x', delegation_id: 'd', s_hash: 'x', nbf: now },
    ],
    [
      'Cloud Foundry UAA',
      {
        ...{ client_id: 'c', cid: 'c', azp: 'c', grant_type: 'authorization_code', zid: 'uaa' },
        ...{ scope: ['openid'], rev_sig: 'x', origin: 'ldap', user_name: 'ann', amr: ['pwd'] },
      },
    ],
    ['OneLogin', { ...{ preferred_username: 'ann', groups: ['a'], at_hash: 'x', sid: 's' } }],
    [
      'JumpCloud',
      { ...{ at_hash: 'x', auth_time: now, jti: 'j', rat: now, sid: 's', groups: ['a'] } },
    ],
    ['Salesforce', { ...{ at_hash: 'x', custom_attributes: {}, user_type: 'STANDARD' } }],
  ]

  it.each(shapes)('O7 accepts those of %s, with and without a nonce', async (_vendor, claims) => {
    const token = (more: object) => signedToken({ ...about, ...claims, ...more }, { typ: 'JWT' })
    expect(await asIdToken(token({}))).toBe('accepted')
    const withNonce = validateIdToken(token({ nonce: 'n' }), { ...common, nonce: 'n' })
    expect(await verdict(withNonce)).toBe('accepted')
  })

  it.each(shapes)('O7 takes none of %s for a logout token', async (_vendor, claims) => {
    const token = signedToken({ ...about, ...claims, jti: 'j', sid: 's' })
    expect(await asLogoutToken(token)).toBe('oidc_logout_token_kind_refused')
  })
})
