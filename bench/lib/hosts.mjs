/** A host app with one connection to an identity provider in this process. */
import { createSso, systemActor } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { createMockOidcProvider, createMockSamlIdp, memoryAccounts } from 'ssokit/testing'

const baseUrl = 'https://app.example.com'
const actor = { actor: systemActor }

/**
 * @param {'OIDC' | 'SAML'} protocol
 * @param {import('ssokit').SsoStorage} storage
 * @param {Partial<import('ssokit').SsoConfig>} [config]
 */
export async function createHost(protocol, storage, config = {}) {
  const provider = protocol === 'OIDC' ? byOidc() : bySaml()
  /** @type {Promise<unknown>[]} */
  const work = []
  let logins = 0
  const sso = createSso({
    ...{ baseUrl, storage, providers: [oidc(), saml()], fetch: provider.fetch },
    secrets: ['kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'],
    activation: { requires: [] },
    accounts: memoryAccounts(),
    onLogin: () => void (logins += 1),
    waitUntil: (promise) => void work.push(promise),
    ...config,
  })
  const { id } = await sso.connections.create({ organizationId: 'org_1', ...provider.input }, actor)
  await sso.connections.activate(id, actor)

  const host = {
    sso,
    id,
    logins: () => logins,
    start: () => sso.startLogin({ connectionId: id }),
    /** What the browser brings back. @param {import('ssokit').LoginStart} start */
    async answer(start) {
      const cookie = start.setCookie.map((line) => line.split(';')[0]).join('; ')
      return (await provider.answer(start)).toRequest(cookie)
    },
    /** @param {Request} request */
    async callback(request) {
      const response = await sso.handler(request)
      if (response.status !== 303) throw new Error(`The sign-in failed: ${response.status}`)
    },
    async settled() {
      while (work.length > 0) await work.shift()
    },
  }
  // The first one teaches the connection that it works, and makes the account.
  await host.callback(await host.answer(await host.start()))
  await host.settled()
  return host
}

function byOidc() {
  const idp = createMockOidcProvider()
  const { settings, secrets } = idp
  return {
    fetch: idp.fetch,
    input: { protocol: 'oidc', settings, secrets },
    answer: (/** @type {import('ssokit').LoginStart} */ start) => idp.authorize(start.url),
  }
}

function bySaml() {
  const idp = createMockSamlIdp()
  return {
    fetch: idp.fetch,
    input: { protocol: 'saml', settings: idp.settings, claims: { email: 'email' } },
    answer: (/** @type {import('ssokit').LoginStart} */ start) => idp.respondTo(start),
  }
}
