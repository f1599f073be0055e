import * as client from 'openid-client'
import { createSso, systemActor } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { memoryStorage } from 'ssokit/storage/memory'
import { createMockOidcProvider } from 'ssokit/testing'

export const title = 'requests of one sign-in in a process that has just started'

const redirectUri = 'https://app.example.com/sso/callback'

export async function measure() {
  return [
    await bySsokit('ssokit', {}),
    await bySsokit('ssokit, claims in userinfo only', { isThin: true }),
    await byOpenIdClient('openid-client, signature unchecked (its default)', false),
    await byOpenIdClient('openid-client, signature checked', true),
  ]
}

/**
 * @param {string} name
 * @param {{ isThin?: boolean }} options
 */
async function bySsokit(name, options) {
  const idp = createMockOidcProvider(options)
  const storage = memoryStorage()
  /** @type {Promise<unknown>[]} */
  const work = []
  const config = {
    baseUrl: 'https://app.example.com',
    secrets: ['kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'],
    providers: [oidc()],
    activation: { requires: [] },
    fetch: idp.fetch,
    onLogin() {},
    waitUntil: (/** @type {Promise<unknown>} */ promise) => void work.push(promise),
  }
  const actor = { actor: systemActor }
  const admin = createSso({ ...config, storage })
  const { settings, secrets } = idp
  const connection = { organizationId: 'org_1', protocol: 'oidc', settings, secrets }
  const { id } = await admin.connections.create(connection, actor)
  await admin.connections.activate(id, actor)

  // The process that the person meets knows nothing but the storage.
  const counted = countCalls(storage)
  const sso = createSso({ ...config, storage: counted.storage })
  idp.resetRequests()
  const start = await sso.startLogin({ connectionId: id })
  const atStart = counted.take()
  const requestsAtStart = idp.requests.length
  const answer = await idp.authorize(start.url)
  const cookie = start.setCookie.map((line) => line.split(';')[0]).join('; ')
  const response = await sso.handler(answer.toRequest(cookie))
  if (response.status !== 303) throw new Error(`The sign-in failed: ${response.status}`)
  const requests = idp.requests.length
  const atCallback = counted.take()
  await Promise.all(work)
  return {
    library: name,
    'IdP at start': String(requestsAtStart),
    'IdP in all': String(requests),
    'storage at start': atStart,
    'storage at callback': atCallback,
  }
}

/** @param {import('ssokit').SsoStorage} storage */
function countCalls(storage) {
  const readers = new Set(['load', 'get', 'list', 'find'])
  let reads = 0
  let writes = 0
  const counting = Object.fromEntries(
    Object.entries(storage).map(([port, methods]) => [
      port,
      Object.fromEntries(
        Object.entries(methods).map(([method, call]) => [
          method,
          (/** @type {unknown[]} */ ...args) => {
            if (readers.has(method)) reads += 1
            else writes += 1
            return call(...args)
          },
        ]),
      ),
    ]),
  )
  return {
    storage: /** @type {import('ssokit').SsoStorage} */ (/** @type {unknown} */ (counting)),
    take() {
      const text = `${reads} read, ${writes} written`
      reads = 0
      writes = 0
      return text
    },
  }
}

/**
 * @param {string} name
 * @param {boolean} isChecked
 */
async function byOpenIdClient(name, isChecked) {
  const idp = createMockOidcProvider()
  const { clientId, clientSecret } = idp
  const fetch = /** @type {import('openid-client').CustomFetch} */ (
    /** @type {unknown} */ (idp.fetch)
  )
  const configuration = await client.discovery(
    new URL(idp.issuer),
    clientId,
    undefined,
    client.ClientSecretBasic(clientSecret),
    { [client.customFetch]: fetch },
  )
  configuration[client.customFetch] = fetch
  if (isChecked) client.enableNonRepudiationChecks(configuration)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  })
  const requestsAtStart = idp.requests.length
  const answer = await idp.authorize(url)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce }
  await client.authorizationCodeGrant(configuration, new URL(answer.url), checks)
  return {
    library: name,
    'IdP at start': String(requestsAtStart),
    'IdP in all': String(idp.requests.length),
    'storage at start': '–',
    'storage at callback': '–',
  }
}
