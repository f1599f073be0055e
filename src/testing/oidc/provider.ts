import type { JsonObject } from '../../types/json.ts'
import { json } from './answers.ts'
import { authorizationPage, authorize } from './authorize.ts'
import { discoveryResponse, keySetResponse, publishedKeys } from './documents.ts'
import { makeToken } from './id-token.ts'
import { backchannelRequest, endSession, endSessionResponse } from './end-session.ts'
import { generateKey } from './keys.ts'
import { makeLogoutToken } from './logout-token.ts'
import { pushedResponse } from './pushed.ts'
import { createState, type MockState, originOf } from './state.ts'
import { tokenResponse } from './token-endpoint.ts'
import type { MockOidcOptions, MockOidcProvider, MockRequest } from './types.ts'
import { userinfoResponse } from './userinfo.ts'

/**
 * An OpenID provider in this process, behind an injected `fetch`: no port, no server. It makes the
 * checks that a real provider makes, and on request each mistake that a bad one makes.
 *
 * @param options who can sign in, and how the provider differs from an honest one
 * @returns the provider; its `fetch` is for `createSso({ fetch })`
 * @throws {Error} where `NODE_ENV` is `production`: it signs in whoever is named
 * @example
 * ```ts
 * import { createSso, systemActor } from 'ssokit'
 * import { oidc } from 'ssokit/oidc'
 * import { memoryStorage } from 'ssokit/storage/memory'
 * import { createMockOidcProvider } from 'ssokit/testing'
 *
 * const idp = createMockOidcProvider()
 * const sso = createSso({
 *   baseUrl: 'https://app.example.com',
 *   secrets: [process.env.SSO_SECRET ?? ''],
 *   providers: [oidc()],
 *   storage: memoryStorage(),
 *   fetch: idp.fetch,
 *   activation: { requires: ['check'] }, // the default asks for a test too, see docs/connections.md
 * })
 * const { settings, secrets } = idp
 * const { id } = await sso.connections.create(
 *   { organizationId: 'acme', protocol: 'oidc', settings, secrets },
 *   { actor: systemActor },
 * )
 * await sso.connections.activate(id, { actor: systemActor })
 * const start = await sso.startLogin({ connectionId: id })
 * const cookie = start.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
 * const answer = await idp.authorize(start.url)
 * const result = await sso.handleCallback(answer.toRequest(cookie))
 * console.log(result.kind)
 * ```
 */
export function createMockOidcProvider(options: MockOidcOptions = {}): MockOidcProvider {
  if (globalThis.process?.env?.NODE_ENV === 'production') {
    throw new Error('createMockOidcProvider signs in anybody and must not run in production')
  }
  const state = createState(options)
  const { issuer, clientId, clientSecret } = state
  const requests: MockRequest[] = []
  let keyCount = 1

  const mockFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(await logged(request.clone()))
    request.signal.throwIfAborted()
    const response = await answerTo(state, request)
    response.headers.set('date', state.clock().toUTCString())
    return response
  }

  return {
    issuer,
    clientId,
    clientSecret,
    fetch: mockFetch,
    settings: { issuer, clientId },
    secrets: { clientSecret },
    requests,
    defects: state.defects,
    authorize: async (authorizationUrl, person) => authorize(state, authorizationUrl, person),
    tamper(...defects) {
      state.defects.clear()
      for (const defect of defects) state.defects.add(defect)
    },
    changePerson(sub, change) {
      state.changedPeople.set(sub, { ...state.changedPeople.get(sub), ...change })
    },
    revokeGrants(sub) {
      for (const { grant, family } of state.refreshTokens.values()) {
        if (grant.person.sub === sub) family.isRevoked = true
      }
    },
    rotateKeys({ keepsKeyId = false } = {}) {
      keyCount += 1
      state.key = generateKey(state.algorithm, keepsKeyId ? state.key.kid : `key-${keyCount}`)
    },
    signIdToken: (claims: JsonObject) => makeToken(state, claims),
    signLogoutToken: (about) => makeLogoutToken(state, about),
    endSession: (start) => endSession(state, start),
    backchannelLogout: async (address, about) =>
      backchannelRequest(address, await makeLogoutToken(state, about)),
    keySet: async () => ({ keys: await publishedKeys(state) }),
    resetRequests() {
      requests.length = 0
    },
  }
}

async function answerTo(state: MockState, request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url)
  const base = originOf(state)
  const address = `${origin}${pathname}`
  if (address === `${base}/.well-known/openid-configuration`)
    return discoveryResponse(state, new URL(request.url))
  const { authorization, jwks, token, userinfo } = state.endpointPaths
  if (address === `${base}${authorization}`) return authorizationPage(state, new URL(request.url))
  if (address === `${base}${jwks}`) return keySetResponse(state)
  if (address === `${base}${token}`) return tokenResponse(state, request)
  if (address === `${base}/par` && state.pushedRequests) return pushedResponse(state, request)
  if (address === `${base}/end_session` && state.hasEndSession) {
    return endSessionResponse(state, request)
  }
  if (address === `${base}${userinfo}`) return userinfoResponse(state, request)
  // Nobody else's address answers here, as if there were no network.
  if (origin !== new URL(base).origin) throw new TypeError('fetch failed')
  return json({ error: 'not_found' }, 404)
}

async function logged(request: Request): Promise<MockRequest> {
  const { method, url, headers } = request
  return { method, url, headers: Object.fromEntries(headers), body: await request.text() }
}
