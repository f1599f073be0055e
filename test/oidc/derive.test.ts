import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDerivation, deriveSettings } from '../../src/oidc/derive.ts'
import type { JsonObject } from '../../src/types/json.ts'

const tenant = '11111111-2222-4333-8444-555555555555'
const microsoft = 'https://login.microsoftonline.com'
const org = 'https://acme.okta.com'

/** What Okta documents below an authorization server. */
const endpointsOf = (issuer: string) => ({
  authorization: `${issuer}/v1/authorize`,
  token: `${issuer}/v1/token`,
  userinfo: `${issuer}/v1/userinfo`,
  jwks: `${issuer}/v1/keys`,
  endSession: `${issuer}/v1/logout`,
})

describe('deriveSettings', () => {
  it.each([
    org,
    'acme.okta.com',
    `${org}/`,
    'https://ACME-admin.okta.com/admin',
    'https://id.acme.com',
  ])('KO-9 derives from %s the custom authorization server that every org has', (issuer) => {
    const host = issuer.includes('id.acme') ? 'https://id.acme.com' : org
    const derived = deriveSettings({ issuer }, 'okta')
    expect(derived).toMatchObject({
      issuer: `${host}/oauth2/default`,
      initiateIssuers: [host],
      endpoints: endpointsOf(`${host}/oauth2/default`),
    })
    expect(deriveSettings({ domain: issuer }, 'okta')).toMatchObject({ issuer: derived.issuer })
  })

  it('CL-10 CL-12 keeps the issuer of another custom authorization server', () => {
    const issuer = `${org}/oauth2/aus1`
    expect(deriveSettings({ issuer }, 'okta')).toEqual({
      ...{ issuer, initiateIssuers: [org], endpoints: endpointsOf(issuer), repairs: [] },
    })
  })

  it('KO-13 takes a domain without a scheme, and says nothing of the scheme', () => {
    expect(deriveSettings({ domain: 'acme.okta.com' }, 'okta').repairs).toEqual([])
    const { repairs } = deriveSettings({ domain: 'acme-admin.okta.com/' }, 'okta')
    expect(repairs.map(({ code }) => code)).toEqual(['admin_host', 'trailing_slash'])
    expect(deriveSettings({ issuer: 'acme.okta.com' }, 'okta').repairs).toMatchObject([
      { code: 'scheme_missing' },
    ])
  })

  it.each([
    [{ issuer: 'https://sso.example.com/a/' }, 'generic', 'https://sso.example.com/a/'],
    [{ domain: 'sso.example.com' }, 'generic', 'https://sso.example.com'],
    [{ domain: 'sso.example.com' }, 'no-such-profile', 'https://sso.example.com'],
    [{ domain: 'sso.example.com' }, 'constructor', 'https://sso.example.com'],
    [{ issuer: 'acme' }, 'generic', undefined],
    [{}, 'generic', undefined],
    [{ issuer: '' }, 'okta', undefined],
    [{ domain: tenant }, 'entra', `${microsoft}/${tenant}/v2.0`],
    [{ domain: 'contoso.com' }, 'entra', `${microsoft}/contoso.com/v2.0`],
    [{ issuer: `${microsoft}/common` }, 'entra', `${microsoft}/{tenantid}/v2.0`],
    [{ domain: 'https://portal.azure.com/#home' }, 'entra', undefined],
    [{ domain: 'https://entra.microsoft.com/x' }, 'generic', undefined],
    [{ domain: 'https://manage.auth0.com/dashboard/eu/acme' }, 'auth0', undefined],
    [{ domain: 'acme.eu.auth0.com' }, 'auth0', 'https://acme.eu.auth0.com/'],
    [{ domain: 'https://login.acme.com/' }, 'auth0', 'https://login.acme.com/'],
    [
      { issuer: 'https://sso.example.com/realms/a' },
      'keycloak',
      'https://sso.example.com/realms/a',
    ],
    [{}, 'google', 'https://accounts.google.com'],
    [{ issuer: 'https://mail.example.com' }, 'google', 'https://accounts.google.com'],
  ])('derives from %j, profile %s: %s', (entered, profile, issuer) => {
    expect(deriveSettings(entered, profile).issuer).toBe(issuer)
  })

  it('derives where third-party starts come from for Okta only', () => {
    for (const profile of ['generic', 'entra', 'auth0', 'keycloak', 'google']) {
      const derived = deriveSettings({ issuer: 'https://sso.example.com/realms/a' }, profile)
      expect(derived).not.toHaveProperty('initiateIssuers')
      expect(derived.endpoints).toEqual({})
    }
  })

  it('O5 derives the hosted domain of Google from the domain', () => {
    expect(deriveSettings({ domain: ' Example.com ' }, 'google')).toEqual({
      ...{ issuer: 'https://accounts.google.com', allowedTenants: ['example.com'] },
      ...{ endpoints: {}, repairs: [] },
    })
  })

  it('PU-14 PU-18 follows endpoints to their authorization server', () => {
    const server = `${org}/oauth2/aus1`
    const { token, userinfo } = endpointsOf(server)
    const derived = deriveSettings({ issuer: org }, 'okta', { token, userinfo })
    expect(derived).toMatchObject({ issuer: server, initiateIssuers: [org] })
    expect(derived.endpoints).toEqual(endpointsOf(server))
    // The server that is built in has the org itself as issuer.
    const builtIn = { token: `${org}/oauth2/v1/token` }
    expect(deriveSettings({ issuer: org }, 'okta', builtIn)).toMatchObject({ issuer: org })
  })

  it.each([
    ['elsewhere', { token: 'https://proxy.example.com/token' }],
    ['of another kind', { token: `${org}/oauth2/aus1/v1/userinfo` }],
    ['of another version', { token: `${org}/oauth2/aus1/v2/token` }],
    ['with more path', { token: `${org}/x/oauth2/aus1/v1/token` }],
    ['with a query', { token: `${org}/oauth2/aus1?x=/v1/token` }],
    ['in another spelling', { token: `https://ACME.okta.com/oauth2/aus1/v1/token` }],
    ['of two servers', { token: `${org}/oauth2/a/v1/token`, jwks: `${org}/oauth2/b/v1/keys` }],
  ])('PU-14 follows no endpoint %s', (_what, endpoints) => {
    const { issuer } = deriveSettings({ issuer: org }, 'okta', endpoints)
    expect(issuer).toBe(`${org}/oauth2/default`)
  })
})

/** A connection with the Okta profile, edited as the administrative calls do it. */
function createForm(profile: string = 'okta') {
  let stored: JsonObject = applyDerivation({ issuer: '' }, undefined, profile)
  return {
    /** Named settings are replaced whole. */
    edit: (change: JsonObject) =>
      (stored = applyDerivation({ ...stored, ...change }, stored, profile)),
    /** What a form without JavaScript shows, and posts again with whatever was typed into it. */
    shown: () => ({
      ...deriveSettings(
        (stored.entered ?? {}) as object,
        profile,
        (stored.endpoints ?? {}) as object,
      ).endpoints,
      ...(stored.endpoints as object | undefined),
    }),
  }
}

describe('applyDerivation', () => {
  const other = 'https://beta.okta.com'

  it('PU-17 derives again when the issuer URL changes', () => {
    const form = createForm()
    expect(form.edit({ entered: { issuer: org } })).toEqual({
      ...{ issuer: `${org}/oauth2/default`, initiateIssuers: [org], entered: { issuer: org } },
    })
    expect(form.edit({ entered: { issuer: other } })).toEqual({
      ...{ issuer: `${other}/oauth2/default`, initiateIssuers: [other] },
      entered: { issuer: other },
    })
    expect(form.edit({ entered: {} })).toEqual({ entered: {} })
  })

  it('PU-17 derives again where a form posts the old derived values together with a new URL', () => {
    const form = createForm()
    const { issuer = '' } = form.edit({ entered: { issuer: org }, endpoints: form.shown() })
    const posted = { entered: { issuer: other }, endpoints: form.shown(), issuer }
    expect(form.edit(posted)).toEqual({
      ...{ issuer: `${other}/oauth2/default`, initiateIssuers: [other] },
      entered: { issuer: other },
    })
  })

  it('PU-17 never overwrites what was edited', () => {
    const form = createForm()
    form.edit({ entered: { issuer: org } })
    const authorization = 'https://sso.acme.com/authorize'
    form.edit({ endpoints: { ...form.shown(), authorization } })
    form.edit({ issuer: `${org}/oauth2/aus9`, initiateIssuers: [] })
    expect(form.edit({ entered: { issuer: other }, endpoints: form.shown() })).toEqual({
      ...{ issuer: `${org}/oauth2/aus9`, initiateIssuers: [], endpoints: { authorization } },
      entered: { issuer: other },
    })
    // Emptied, or put back to what is derived, it follows again.
    expect(form.edit({ issuer: '' })).toMatchObject({ issuer: `${other}/oauth2/default` })
    expect(form.edit({ endpoints: { authorization: '' } })).not.toHaveProperty('endpoints')
  })

  it('PU-14 PU-15 PU-16 moves the issuer with endpoints that were edited, and keeps it there', () => {
    const form = createForm()
    form.edit({ entered: { issuer: org } })
    const { authorization, token, userinfo } = endpointsOf(`${org}/oauth2/aus1`)
    const moved = { issuer: `${org}/oauth2/aus1`, initiateIssuers: [org] }
    const saved = form.edit({ endpoints: { ...form.shown(), authorization, token, userinfo } })
    expect(saved).toMatchObject({ ...moved, endpoints: { authorization, token, userinfo } })
    expect(form.edit({ endpoints: form.shown() })).toEqual(saved)
    expect(form.edit({ scopes: ['openid'] })).toEqual({ ...saved, scopes: ['openid'] })
    const back = endpointsOf(`${org}/oauth2/default`)
    expect(form.edit({ endpoints: back })).not.toHaveProperty('endpoints')
  })

  it('PU-14 lets the endpoints that nobody touched follow the one that was edited', () => {
    const form = createForm()
    form.edit({ entered: { issuer: org } })
    const { token } = endpointsOf(`${org}/oauth2/aus1`)
    const saved = form.edit({ endpoints: { ...form.shown(), token } })
    expect(saved).toMatchObject({ issuer: `${org}/oauth2/aus1` })
    expect(saved.endpoints).toEqual({ token })
    expect(form.shown()).toEqual(endpointsOf(`${org}/oauth2/aus1`))
  })

  it('PU-17 takes what the issuer URL before derived for derived, whatever was edited beside it', () => {
    const form = createForm()
    const { authorization } = endpointsOf(`${org}/oauth2/aus1`)
    form.edit({ entered: { issuer: org }, endpoints: { authorization } })
    const { token } = endpointsOf(`${org}/oauth2/default`)
    const posted = { entered: { issuer: other }, endpoints: { authorization: '', token } }
    expect(form.edit(posted)).toEqual({
      ...{ issuer: `${other}/oauth2/default`, initiateIssuers: [other] },
      entered: { issuer: other },
    })
  })

  it('PU-24 tells where a tile comes from also where the issuer was entered as such', () => {
    const form = createForm('generic')
    const issuer = `${org}/oauth2/aus1`
    expect(form.edit({ issuer })).toEqual({ issuer, initiateIssuers: [org] })
    const moved = `${other}/oauth2/aus1`
    expect(form.edit({ issuer: moved })).toEqual({ issuer: moved, initiateIssuers: [other] })
    expect(form.edit({ issuer: other })).toEqual({ issuer: other })
    for (const [elsewhere, profile] of [
      ['https://sso.example.com/oauth2/aus1', 'generic'],
      ['https://sso.example.com/realms/a', 'okta'],
    ] as const) {
      const saved = createForm(profile).edit({ issuer: elsewhere })
      expect(saved).toEqual({ issuer: elsewhere })
    }
  })

  it('keeps the issuer that was entered as such beside an address', () => {
    const form = createForm()
    const saved = form.edit({ issuer: org, entered: { domain: 'acme.okta.com' } })
    expect(saved).toMatchObject({ issuer: org })
    expect(form.edit({ entered: { domain: 'beta.okta.com' } })).toMatchObject({ issuer: org })
  })

  it('leaves settings of a wrong form as they are, for the checks to refuse', () => {
    const wrong = { issuer: 7, entered: 'acme', endpoints: ['x'], initiateIssuers: 1 }
    expect(applyDerivation(wrong, { endpoints: 1, entered: [] }, 'okta')).toEqual(wrong)
    const entered = { issuer: 7, domain: null }
    expect(applyDerivation({ entered, endpoints: { token: 7 } } as never, {}, 'okta')).toEqual({
      ...{ entered, endpoints: { token: 7 } },
    })
  })

  it('X6 reads own members of what was entered only', () => {
    const hostile = JSON.parse('{"entered":{"__proto__":{"issuer":"https://acme.okta.com"}}}')
    expect(applyDerivation(hostile as JsonObject, undefined, 'okta')).toEqual(hostile)
  })
})

describe('any sequence of edits', () => {
  const names = ['authorization', 'token', 'userinfo', 'jwks', 'endSession'] as const
  const addresses = fc.constantFrom(
    ...[org, 'https://beta.okta.com', 'beta-admin.okta.com', `${org}/oauth2/aus1`, 'nonsense', ''],
  )
  // No derivation can produce these.
  const byHand = fc.integer({ min: 0, max: 5 }).map((id) => `https://hand.example.com/${id}`)
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('address' as const), value: addresses }),
      fc.record({
        kind: fc.constant('endpoint' as const),
        name: fc.constantFrom(...names),
        value: byHand,
      }),
      // Which other values follow from these is another test's business.
      fc.record({
        kind: fc.constant('server' as const),
        name: fc.constantFrom('token' as const, 'jwks' as const),
        value: fc.constantFrom(`${org}/oauth2/aus1`, `${org}/oauth2/aus2`, `${org}/oauth2`),
      }),
      fc.record({ kind: fc.constant('issuer' as const), value: byHand }),
      fc.record({ kind: fc.constant('start' as const), value: byHand }),
      fc.record({ kind: fc.constant('nothing' as const), value: fc.constant('') }),
    ),
    { maxLength: 12 },
  )

  it.each(['okta', 'entra', 'generic'])('PU-17 loses no value that was edited (%s)', (profile) => {
    fc.assert(
      fc.property(steps, fc.boolean(), (sequence, postsAll) => {
        const form = createForm(profile)
        const edited = new Map<string, unknown>()
        for (const step of sequence) {
          const all: JsonObject = postsAll ? { endpoints: form.shown() } : {}
          let change: JsonObject = all
          if (step.kind === 'address') change = { ...all, entered: { issuer: step.value } }
          if (step.kind === 'issuer') change = { ...all, issuer: step.value }
          if (step.kind === 'start') change = { ...all, initiateIssuers: [step.value] }
          if (step.kind === 'endpoint') {
            change = { endpoints: { ...form.shown(), [step.name]: step.value } }
            edited.set(step.name, step.value)
          }
          if (step.kind === 'server') {
            const url = endpointsOf(step.value)[step.name]
            change = { endpoints: { ...form.shown(), [step.name]: url } }
            edited.delete(step.name)
          }
          if (step.kind === 'issuer') edited.set('issuer', step.value)
          if (step.kind === 'start') edited.set('initiateIssuers', [step.value])
          const saved = form.edit(change)
          const flat = { ...saved, ...(saved.endpoints as object | undefined) }
          expect(flat).toMatchObject(Object.fromEntries(edited))
          // Saving again changes nothing.
          expect(form.edit({})).toEqual(saved)
          expect(form.edit({ endpoints: form.shown() })).toEqual(saved)
        }
      }),
    )
  })
})
