import { ClientSecretBasic, None } from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { authorizationUrl } from '../../src/oidc/authorization.ts'
import { pushAuthorizationRequest } from '../../src/oidc/pushed-request.ts'
import { pushedRequestEndpoint } from '../../src/oidc/pushed-request-endpoint.ts'

const issuer = 'https://idp.example.com'
const endpoint = `${issuer}/par`
const reference = 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c'

const request = {
  ...{ redirectUri: 'https://app.example.com/cb', state: 's', nonce: 'n', codeChallenge: 'c' },
  ...{ loginHint: 'ann@example.com', prompt: 'login' },
}
const settings = { clientId: 'client', scopes: ['openid', 'email'] }

interface Sent {
  readonly url: string
  readonly method?: string | undefined
  readonly headers: Headers
  readonly body: URLSearchParams
}

/** Pushes a request to an endpoint that gives this answer. */
async function push(
  answer: Response | Error,
  options: { authorizationEndpoint?: string; isPublic?: boolean; extraParameters?: object } = {},
) {
  const { authorizationEndpoint = `${issuer}/authorize`, isPublic, extraParameters } = options
  const sent: Sent[] = []
  const given = { ...settings, ...(extraParameters ? { extraParameters } : {}) }
  const url = authorizationUrl(given as typeof settings, { ...request, authorizationEndpoint })
  const location = await pushAuthorizationRequest(
    url,
    {
      metadata: {
        ...{ issuer, authorization_endpoint: authorizationEndpoint },
        pushed_authorization_request_endpoint: endpoint,
      },
      clientId: 'client',
      authentication: isPublic ? None() : ClientSecretBasic('secret'),
    },
    {
      allowsHttp: () => false,
      fetch: async (to, { method, headers, body } = {}) => {
        sent.push({ url: to, method, headers: new Headers(headers), body: body as URLSearchParams })
        if (answer instanceof Error) throw answer
        return answer
      },
    },
  )
  return { location: new URL(location), sent, url: new URL(url) }
}

const json = (body: unknown, status = 201, headers = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
const accepted = () => json({ request_uri: reference, expires_in: 60 })

const advertised = { issuer, pushed_authorization_request_endpoint: endpoint }
const required = { ...advertised, require_pushed_authorization_requests: true }

describe('pushedRequestEndpoint', () => {
  it.each([
    [undefined, { issuer }, undefined],
    [undefined, advertised, endpoint],
    ['when_advertised', advertised, endpoint],
    ['when_required', advertised, undefined],
    ['when_required', { ...advertised, require_pushed_authorization_requests: false }, undefined],
    ['when_required', required, endpoint],
    [undefined, required, endpoint],
  ] as const)('for the setting %s and %j is %s', (wanted, metadata, expected) => {
    const given = wanted === undefined ? {} : { pushedAuthorizationRequests: wanted }
    expect(pushedRequestEndpoint(given, metadata)).toBe(expected)
  })
})

describe('pushedRequestEndpoint of a provider that contradicts itself', () => {
  it('N1 is refused instead of passed by', () => {
    const metadata = { issuer, require_pushed_authorization_requests: true }
    for (const given of [{}, { pushedAuthorizationRequests: 'when_required' } as const]) {
      expect(() => pushedRequestEndpoint(given, metadata)).toThrow(
        expect.objectContaining({ code: 'oidc_metadata_invalid' }),
      )
    }
  })
})

describe('pushAuthorizationRequest', () => {
  it('F2 pushes every parameter and lets the browser carry a reference only [RFC 9126 2.1, 4]', async () => {
    const { location, sent, url } = await push(accepted())
    expect(sent).toHaveLength(1)
    const [{ url: to, method, body, headers } = {} as Sent] = sent
    expect([to, method]).toEqual([endpoint, 'POST'])
    expect(Object.fromEntries(body)).toEqual(Object.fromEntries(url.searchParams))
    expect(body.get('code_challenge')).toBe('c')
    expect(headers.get('authorization')).toBe(`Basic ${btoa('client:secret')}`)
    expect(location.href).toBe(
      `${issuer}/authorize?client_id=client&request_uri=${encodeURIComponent(reference)}`,
    )
  })

  it('CL-3 lets a public client push without proof', async () => {
    const { sent } = await push(accepted(), { isPublic: true })
    expect(sent[0]?.headers.has('authorization')).toBe(false)
    expect(sent[0]?.body.get('client_id')).toBe('client')
    expect(sent[0]?.body.has('client_secret')).toBe(false)
  })

  it('keeps the endpoint’s own query in the address and pushes the rest [RFC 6749 3.1]', async () => {
    const authorizationEndpoint = `${issuer}/authorize?p=B2C_1&state=theirs&request_uri=theirs`
    const { location, sent } = await push(accepted(), {
      ...{ authorizationEndpoint, extraParameters: { audience: 'api' } },
    })
    expect(Object.fromEntries(location.searchParams)).toEqual({
      ...{ p: 'B2C_1', client_id: 'client', request_uri: reference },
    })
    expect(location.searchParams.getAll('request_uri')).toHaveLength(1)
    const body = Object.fromEntries(sent[0]?.body ?? [])
    expect(body).toMatchObject({ state: 's', audience: 'api' })
    expect(body).not.toHaveProperty('p')
    expect(body).not.toHaveProperty('request_uri')
  })

  it.each([
    ['urn:ietf:params:oauth:request_uri:x'],
    ['URN:example:1'],
    ['https://idp.example.com/requests/1?a=b'],
    [`urn:${'a'.repeat(508)}`],
  ])('goes on with %s', async (requestUri) => {
    const { location } = await push(json({ request_uri: requestUri, expires_in: 1 }))
    expect(location.searchParams.get('request_uri')).toBe(requestUri)
  })

  it.each([
    [{ expires_in: 60 }],
    [{ request_uri: 1, expires_in: 60 }],
    [{ request_uri: '', expires_in: 60 }],
    [{ request_uri: [reference], expires_in: 60 }],
    [{ request_uri: 'javascript:alert(1)', expires_in: 60 }],
    [{ request_uri: 'http://idp.example.com/1', expires_in: 60 }],
    [{ request_uri: 'data:,x', expires_in: 60 }],
    [{ request_uri: '/relative', expires_in: 60 }],
    [{ request_uri: ` ${reference}`, expires_in: 60 }],
    [{ request_uri: `${reference}\n`, expires_in: 60 }],
    [{ request_uri: `${reference}\r\nLocation: x`, expires_in: 60 }],
    [{ request_uri: 'urn:\u202e', expires_in: 60 }],
    [{ request_uri: 'urn:', expires_in: 60 }],
    [{ request_uri: 'urn:a b', expires_in: 60 }],
    [{ request_uri: 'https://idp.example.com/\u007f', expires_in: 60 }],
    [{ request_uri: `urn:${'a'.repeat(509)}`, expires_in: 60 }],
    [{ request_uri: reference }],
    [{ request_uri: reference, expires_in: 0 }],
    [{ request_uri: reference, expires_in: -1 }],
    [{ request_uri: reference, expires_in: 'soon' }],
    [[reference]],
    [null],
  ])('sends nobody anywhere after %j', async (body) => {
    await expect(push(json(body))).rejects.toMatchObject({ code: 'oidc_pushed_request_failed' })
  })

  it.each([
    ['invalid_client', 401, 'oidc_client_rejected'],
    ['invalid_request', 400, 'oidc_request_rejected'],
    ['invalid_scope', 400, 'oidc_scope_rejected'],
    ['access_denied', 403, 'oidc_access_denied'],
    ['temporarily_unavailable', 429, 'oidc_provider_unavailable'],
    ['something_else', 400, 'oidc_pushed_request_failed'],
  ])('tells the admin about %s [RFC 9126 2.3]', async (error, status, code) => {
    const said = { error, error_description: 'The redirect_uri is not registered.' }
    // A challenge beside it must not hide what the body says.
    for (const headers of [{}, { 'www-authenticate': 'Basic realm="x"' }]) {
      await expect(push(json(said, status, headers))).rejects.toMatchObject({
        ...{ code, detail: { error, description: said.error_description } },
      })
    }
  })

  it.each([
    ['a challenge alone', json({}, 401, { 'www-authenticate': 'Basic' }), 'oidc_client_rejected'],
    ['a failure', json({ error: 'server_error' }, 500), 'oidc_pushed_request_failed'],
    [
      'another success',
      json({ request_uri: reference, expires_in: 60 }, 200),
      'oidc_pushed_request_failed',
    ],
    [
      'text that is not JSON',
      new Response('{', { status: 201, headers: { 'content-type': 'application/json' } }),
      'oidc_pushed_request_failed',
    ],
  ])('refuses %s', async (_what, answer, code) => {
    await expect(push(answer)).rejects.toMatchObject({ code })
  })
})
