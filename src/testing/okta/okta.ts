import { addOidcApp } from './oidc-app.ts'
import { addPerson, changePerson } from './people.ts'
import { answerTo } from './routes.ts'
import { addSamlApp } from './saml-app.ts'
import { addServer, serverHandle } from './server.ts'
import { createState } from './state.ts'
import type { MockOkta, MockOktaOptions } from './types.ts'

/**
 * An Okta organisation in this process: no port, no server, no account. Pages for browsers behind
 * `handler`, endpoints for the app's server behind `fetch`, and the console as calls. It behaves as
 * Okta's documentation says; `docs/testing-okta.md` names the page for each fact.
 *
 * @param options name of the organisation, and its clock
 * @returns the organisation, without people, groups and apps
 * @throws {Error} where `NODE_ENV` is `production`: whoever has a password of it is signed in
 * @example
 * ```ts
 * import { createSso } from 'ssokit'
 * import { oidc } from 'ssokit/oidc'
 * import { memoryStorage } from 'ssokit/storage/memory'
 * import { createMockOkta } from 'ssokit/testing'
 *
 * const okta = createMockOkta({ domain: 'acme.okta.com' })
 * okta.addPerson({
 *   login: 'ann@acme.example',
 *   firstName: 'Ann',
 *   lastName: 'Example',
 *   password: 'correct horse',
 *   groups: ['staff'],
 * })
 * const app = okta.addOidcApp({
 *   name: 'App',
 *   type: 'web',
 *   signInRedirectUris: ['https://app.example.com/callback'],
 *   access: ['staff'],
 * })
 * okta.defaultServer.addClaim({ name: 'groups', in: 'id_token', value: { groupsMatching: /.+/ } })
 *
 * const sso = createSso({
 *   baseUrl: 'https://app.example.com',
 *   secrets: [process.env.SSO_SECRET ?? ''],
 *   providers: [oidc()],
 *   storage: memoryStorage(),
 *   paths: { callback: '/callback' },
 *   fetch: okta.fetch,
 * })
 * console.log(sso, app.clientId, okta.defaultServer.issuer)
 * ```
 */
export function createMockOkta(options: MockOktaOptions = {}): MockOkta {
  if (globalThis.process?.env?.NODE_ENV === 'production') {
    throw new Error('createMockOkta signs in whoever it made up and must not run in production')
  }
  const state = createState(options)
  const { domain, orgUrl } = state

  const mockFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    // Nobody else's address answers here, as if there were no network.
    if (new URL(request.url).origin !== orgUrl) throw new TypeError('fetch failed')
    return handler(request)
  }
  const handler = async (request: Request): Promise<Response> => {
    const response = await answerTo(state, request)
    response.headers.set('date', state.clock().toUTCString())
    return response
  }

  return {
    ...{ domain, orgUrl, fetch: mockFetch, handler },
    addGroup(name, { isImported = false } = {}) {
      state.groups.set(name, { isImported })
    },
    addPerson: (person) => addPerson(state, person),
    setGroups: (login, groups) => changePerson(state, login, { groups }),
    deactivate: (login) => changePerson(state, login, { isActive: false }),
    addOidcApp: (settings) => addOidcApp(state, settings),
    addSamlApp: (settings) => addSamlApp(state, settings),
    addServer: (settings) => addServer(state, settings),
    defaultServer: serverHandle(state, 'default', defaultServerOf(state)),
  }
}

function defaultServerOf({ servers }: ReturnType<typeof createState>) {
  const server = servers.get('default')
  if (!server) throw new Error('mock Okta: the default server is missing')
  return server
}
