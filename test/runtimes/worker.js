/** In workerd: `POST /checks` with the input answers what became of each check; the rest is a host. */
import { waitUntil } from 'cloudflare:workers'
import { createSso, systemActor } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { runChecks } from './checks.js'
import facts from './facts.json'

const actor = systemActor

/** One for all requests, made where workers can neither wait nor have random numbers. */
const sso = createSso({
  baseUrl: 'http://localhost:3000',
  secrets: ['kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'],
  providers: [oidc(), saml()],
  storage: memoryStorage(),
  activation: { requires: [] },
  network: facts.oidcProvider.network,
  waitUntil,
  onLogin: ({ session }) => ({
    setCookie: [`session=${encodeURIComponent(JSON.stringify(session))}`],
  }),
})

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/checks') return Response.json(await runChecks(await request.json()))
    if (pathname === '/refresh') return Response.json(await sso.refresh(await request.json()))
    if (pathname !== '/connections') return sso.handler(request)
    const { secrets } = facts.oidcProvider
    // With a refresh token.
    const settings = {
      ...facts.oidcProvider.settings,
      scopes: ['openid', 'email', 'offline_access'],
    }
    const connection = { organizationId: 'acme', protocol: 'oidc', settings, secrets }
    const { id } = await sso.connections.create(connection, { actor })
    await sso.connections.activate(id, { actor })
    return Response.json({ id })
  },
}
