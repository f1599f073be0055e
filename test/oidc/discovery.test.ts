import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoError } from '../../src/errors.ts'
import { fetchMetadata } from '../../src/oidc/discovery.ts'
import { anyError } from '../support/error-texts.ts'

const issuer = 'https://idp.example.com'
const documentOf = (name: string) => ({
  issuer: name,
  authorization_endpoint: `${name}/a`,
  token_endpoint: `${name}/t`,
  jwks_uri: `${name}/k`,
  authorization_response_iss_parameter_supported: true,
})
const entered = {
  ...{ authorization: 'https://e.example.com/a', token: 'https://e.example.com/t' },
  jwks: 'https://e.example.com/k',
}

/** Fetches with an answer of our choice. */
async function discover(
  settings: object,
  answer: () => Response | Promise<Response>,
  profile?: string,
) {
  const calls: string[] = []
  const context = {
    ...(profile === undefined ? {} : { profile }),
    isAllowedUrl: (url: string) => url.startsWith('https://') && !url.includes('inside'),
    fetch: async (url: string) => {
      calls.push(url)
      return answer()
    },
  }
  const result = await fetchMetadata({ issuer, ...settings }, context).catch((error: unknown) => {
    if (isSsoError(error)) return error
    throw error
  })
  return { calls, result }
}

const status = (code: number) => () => new Response(null, { status: code })
const fail = (error: SsoError) => async (): Promise<Response> => {
  throw error
}
/** What the network guard makes of an answer that is a web page. */
const page = (code: number) =>
  fail(anyError('network_media_type_refused', { detail: { status: code } }))

describe('fetchMetadata', () => {
  it.each([
    [issuer, {}, `${issuer}/.well-known/openid-configuration`],
    [`${issuer}/`, {}, `${issuer}/.well-known/openid-configuration`],
    [`${issuer}/realms/a`, {}, `${issuer}/realms/a/.well-known/openid-configuration`],
    [issuer, { clientId: 'c' }, `${issuer}/.well-known/openid-configuration`],
    [
      'https://login.microsoftonline.com/{tenantid}/v2.0',
      { clientId: 'c' },
      'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration',
    ],
  ])('O1 reads the document of %s with %j at %s', async (name, settings, url) => {
    const { calls, result } = await discover({ issuer: name, ...settings }, () =>
      Response.json(documentOf(name)),
    )
    expect(calls).toEqual([url])
    expect(result).toEqual(documentOf(name))
  })

  it('CL-14 asks Okta with the client id, by its domain or by the profile', async () => {
    const at = async (name: string, settings: object, profile?: string) =>
      (
        await discover(
          { issuer: name, ...settings },
          () => Response.json(documentOf(name)),
          profile,
        )
      ).calls
    const path = '/.well-known/openid-configuration'
    const okta = 'https://acme.okta.com/oauth2/aus1'
    expect(await at(okta, { clientId: '0oa1' })).toEqual([`${okta}${path}?client_id=0oa1`])
    expect(await at(okta, { clientId: 'a b&c' })).toEqual([`${okta}${path}?client_id=a+b%26c`])
    expect(await at(okta, {})).toEqual([`${okta}${path}`])
    expect(await at(okta, { clientId: '' })).toEqual([`${okta}${path}`])
    expect(await at(issuer, { clientId: '0oa1' }, 'okta')).toEqual([
      `${issuer}${path}?client_id=0oa1`,
    ])
    expect(await at(issuer, { clientId: '0oa1' }, 'auth0')).toEqual([`${issuer}${path}`])
  })

  it.each([404, 410])('N1 takes %i for no document, and then what was entered', async (code) => {
    for (const answer of [status(code), page(code)]) {
      expect((await discover({ endpoints: entered }, answer)).result).toEqual({
        issuer,
        authorization_endpoint: entered.authorization,
        token_endpoint: entered.token,
        jwks_uri: entered.jwks,
      })
    }
  })

  it.each(['authorization', 'token', 'jwks'])(
    'N1 does not do without a document where no %s endpoint was entered',
    async (name) => {
      const { [name as 'token']: _missing, ...endpoints } = entered
      const { result } = await discover({ endpoints }, status(404))
      expect(result).toMatchObject({
        code: 'oidc_discovery_failed',
        issues: [{ path: 'settings.issuer', code: 'oidc_discovery_failed' }],
      })
    },
  )

  it('N1 checks entered endpoints also where there is no document', async () => {
    const endpoints = { ...entered, token: 'https://inside.example.com/t' }
    expect((await discover({ endpoints }, status(404))).result).toMatchObject({
      code: 'oidc_metadata_invalid',
    })
  })

  it.each([
    ['an error', status(500), 'oidc_discovery_failed'],
    ['a refusal', status(401), 'oidc_discovery_failed'],
    ['nothing', status(204), 'oidc_discovery_failed'],
    [
      'a document under another status',
      () => Response.json(documentOf(issuer), { status: 203 }),
      'oidc_discovery_failed',
    ],
    ['a page', page(200), 'network_media_type_refused'],
    ['a page of a proxy', page(503), 'network_media_type_refused'],
    ['no answer', fail(anyError('network_timeout')), 'network_timeout'],
    ['no network', fail(anyError('network_failed')), 'network_failed'],
    [
      'a redirect',
      fail(anyError('network_redirect_refused', { detail: { status: 404 } })),
      'network_redirect_refused',
    ],
    ['half a document', () => new Response('{"issuer":'), 'oidc_discovery_failed'],
    ['a list', () => Response.json([documentOf(issuer)]), 'oidc_discovery_failed'],
    ['null', () => Response.json(null), 'oidc_discovery_failed'],
    [
      'a document without issuer',
      () => Response.json({ token_endpoint: 'x' }),
      'oidc_discovery_failed',
    ],
    ['another issuer', () => Response.json(documentOf(`${issuer}/`)), 'oidc_issuer_mismatch'],
  ])('N1 lets %s not lead to endpoints that were entered', async (_what, answer, code) => {
    expect((await discover({ endpoints: entered }, answer)).result).toMatchObject({ code })
  })

  it('PU-18 lets entered endpoints win over published ones, on other hosts too', async () => {
    const { result } = await discover({ endpoints: entered }, () =>
      Response.json({ ...documentOf(issuer), userinfo_endpoint: 'https://u.example.net/u' }),
    )
    expect(result).toMatchObject({
      ...{ authorization_endpoint: entered.authorization, token_endpoint: entered.token },
      ...{ jwks_uri: entered.jwks, userinfo_endpoint: 'https://u.example.net/u' },
      authorization_response_iss_parameter_supported: true,
    })
  })

  it('suggests the org itself where it has no custom authorization server', async () => {
    const okta = 'https://acme.okta.com'
    const failed = async (name: string) => (await discover({ issuer: name }, status(404))).result
    expect(await failed(`${okta}/oauth2/default`)).toMatchObject({ issues: [{ suggestion: okta }] })
    const [issue] = ((await failed(`${okta}/oauth2/aus1`)) as SsoError).issues ?? []
    expect(issue).not.toHaveProperty('suggestion')
  })

  it('tells that the client id is unknown where the provider was asked with it', async () => {
    const hintOf = async (name: string) =>
      ((await discover({ issuer: name, clientId: 'c' }, status(400))).result as SsoError).hint
    expect(await hintOf('https://acme.okta.com')).toContain('client id')
    expect(await hintOf(issuer)).not.toContain('client id')
  })
})
