import { describe, expect, it } from 'vitest'
import type { ClaimMapping, OidcSettings } from '../../src/index.ts'
import { fetchUserinfo, needsUserinfo } from '../../src/oidc/userinfo.ts'
import { verifyUserinfoToken } from '../../src/oidc/userinfo-token.ts'
import { signedToken, signedTokenKeys, verdict } from '../support/signed-token.ts'

describe('needsUserinfo', () => {
  const scopes = ['openid', 'profile', 'email']
  const needs = (userinfo: OidcSettings['userinfo'], claims: object) =>
    needsUserinfo({ userinfo, scopes }, idToken, claims as ClaimMapping)
  const mapping = { email: 'email', name: 'name', givenName: 'given_name', require: [] }
  const idToken = {
    email: 'a@example.com',
    name: 'A',
    empty: '',
    nothing: null,
    none: [],
    no: false,
  }

  it.each([
    ['when_needed', {}, false],
    ['always', {}, true],
    ['never', { require: ['dept'] }, false],
    ['when_needed', { subject: 'oid' }, true],
    ['when_needed', { subject: 'email' }, false],
    ['when_needed', { email: 'upn' }, true],
    ['when_needed', { name: 'title' }, true],
    ['when_needed', { groups: 'groups' }, true],
    ['when_needed', { groups: 'none' }, false],
    ['when_needed', { custom: { x: 'dept' } }, true],
    ['when_needed', { custom: { x: 'no' } }, false],
    ['when_needed', { require: ['dept'] }, true],
    ['when_needed', { require: ['email'] }, false],
    ['when_needed', { require: ['empty'] }, true],
    ['when_needed', { require: ['nothing'] }, true],
    ['when_needed', { groups: 'toString' }, true],
    // The standard parts of a name, where the whole is there, are not worth a round trip …
    ['when_needed', { familyName: 'family_name' }, false],
    // … those that an admin chose are, and so are all of them where there is no whole.
    ['when_needed', { givenName: 'vorname' }, true],
    ['when_needed', { name: undefined }, true],
    ['when_needed', { name: 'empty', givenName: undefined }, true],
  ] as const)('O6 decides for %s and %j: %s', (policy, change, expected) => {
    expect(needs(policy, { ...mapping, ...change })).toBe(expected)
  })

  it('KO-10 asks for no name that the scope openid alone cannot bring', () => {
    const bare = { sub: 'ann', login_email: 'ann@example.com' }
    const names = { name: 'name', givenName: 'given_name', familyName: 'family_name' }
    const ofKonnect = { ...names, email: 'login_email', require: [] }
    const asks = (asked: string[], change: object = {}) =>
      needsUserinfo({ userinfo: 'when_needed', scopes: asked }, bare, { ...ofKonnect, ...change })
    expect(asks(['openid'])).toBe(false)
    expect(asks(['openid', 'profile'])).toBe(true)
    // Claims of the admin's choice may come with any scope.
    expect(asks(['openid'], { groups: 'groups' })).toBe(true)
    expect(asks(['openid'], { name: 'display' })).toBe(true)
    expect(asks(['openid'], { require: ['name'] })).toBe(true)
    expect(asks(['openid'], { email: 'email' })).toBe(true)
  })
})

describe('fetchUserinfo', () => {
  const metadata = {
    issuer: 'https://idp.example.com',
    userinfo_endpoint: 'https://idp.example.com/userinfo',
  }
  const answering = (body: string, mediaType: string, status = 200) =>
    fetchUserinfo(
      metadata,
      'c',
      { accessToken: 'at', subject: 'ann' },
      {
        fetch: async () => new Response(body, { status, headers: { 'content-type': mediaType } }),
      },
    )

  it('O6 tells a signed answer by its media type, and leaves it unread', async () => {
    for (const mediaType of ['application/jwt', 'Application/JWT; charset=utf-8']) {
      expect(await answering('e30.e30.AA\n', mediaType)).toEqual({ token: 'e30.e30.AA' })
    }
    const claims = { sub: 'ann', email: 'ann@example.com' }
    expect(await answering(JSON.stringify(claims), 'application/json')).toEqual({ claims })
  })

  it.each([
    ['e30.e30.AA', 'application/jwt', 500, 'oidc_userinfo_failed'],
    ['e30.e30.AA', 'application/json', 200, 'oidc_userinfo_failed'],
    ['{"sub":"eve"}', 'application/json', 200, 'oidc_userinfo_subject_mismatch'],
    ['{}', 'application/json', 200, 'oidc_userinfo_failed'],
    ['[]', 'application/json', 200, 'oidc_userinfo_failed'],
    ['{"sub":["ann"]}', 'application/json', 200, 'oidc_userinfo_failed'],
  ])('O6 refuses %s as %s with status %s', async (body, mediaType, status, code) => {
    await expect(answering(body, mediaType, status)).rejects.toMatchObject({ code })
  })

  it('O6 asks with the access token in the header, and for JSON first', async () => {
    const calls: unknown[] = []
    const fetch = async (...call: unknown[]) => {
      calls.push(call)
      return Response.json({ sub: 'ann' })
    }
    await fetchUserinfo(metadata, 'c', { accessToken: 'at', subject: 'ann' }, { fetch })
    const init = { headers: { authorization: 'Bearer at' }, accept: 'userinfo' }
    expect(calls).toEqual([[metadata.userinfo_endpoint, init]])
  })
})

describe('verifyUserinfoToken', () => {
  /** 2026-01-01T12:00:00Z */
  const now = 1_767_268_800
  const honest = { iss: 'https://idp.example.com', aud: 'c', sub: 'ann', name: 'Ann' }
  const outcome = (claims: object, change: object = {}) =>
    verdict(
      verifyUserinfoToken(signedToken({ ...honest, ...claims }), {
        ...{ issuer: honest.iss, clientId: 'c', subject: 'ann', jwks: signedTokenKeys },
        now: new Date(now * 1000),
        ...change,
      }),
    )

  it.each([
    [{}, 'accepted'],
    [{ exp: now - 59 }, 'accepted'],
    [{ exp: now - 60 }, 'oidc_userinfo_expired'],
    [{ exp: String(now + 60) }, 'oidc_userinfo_expired'],
    [{ exp: null }, 'oidc_userinfo_expired'],
    [{ nbf: now + 60 }, 'accepted'],
    [{ nbf: now + 61 }, 'oidc_userinfo_expired'],
    [{ nbf: '1' }, 'oidc_userinfo_expired'],
    [{ iss: 'https://other.example.com' }, 'oidc_userinfo_issuer_mismatch'],
    [{ iss: undefined }, 'oidc_userinfo_issuer_mismatch'],
    [{ iss: [honest.iss] }, 'oidc_userinfo_issuer_mismatch'],
    [{ aud: ['c'] }, 'accepted'],
    [{ aud: 'other' }, 'oidc_userinfo_audience_mismatch'],
    [{ aud: undefined }, 'oidc_userinfo_audience_mismatch'],
    [{ aud: ['c', 'stranger'] }, 'oidc_userinfo_audience_mismatch'],
    [{ aud: { c: true } }, 'oidc_userinfo_audience_mismatch'],
    [{ sub: 'eve' }, 'oidc_userinfo_subject_mismatch'],
    [{ sub: undefined }, 'oidc_userinfo_subject_mismatch'],
    [{ sub: ['ann'] }, 'oidc_userinfo_subject_mismatch'],
  ])('O6 judges %j as %s', async (claims, code) => {
    expect(await outcome(claims)).toBe(code)
  })

  it('O3 takes the algorithms of the connection only, and a known key only', async () => {
    expect(await outcome({}, { algorithms: ['RS256'] })).toBe('oidc_userinfo_algorithm_refused')
    expect(await outcome({}, { jwks: { keys: [] } })).toBe('oidc_userinfo_key_unknown')
    expect(await outcome({}, { now: new Date(Number.NaN) })).toBe('oidc_userinfo_expired')
  })
})
