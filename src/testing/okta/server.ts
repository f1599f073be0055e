import { idTokenClaims } from './claims.ts'
import { checkExpression } from './expression.ts'
import { oktaId } from './ids.ts'
import { issuerOf } from './issuer.ts'
import { isAssigned, personOf } from './people.ts'
import { isGranted } from './scopes.ts'
import { type AuthorizationServer, createServer, type OktaState, secondsOf } from './state.ts'
import type { MockOktaServer, MockOktaServerSettings } from './types.ts'

/** New ones have no access policy, so that nobody gets a token of them yet. */
export function addServer(state: OktaState, settings: MockOktaServerSettings): MockOktaServer {
  const id = oktaId('aus')
  const server = createServer(state.domain, id, settings)
  state.servers.set(id, server)
  return serverHandle(state, id, server)
}

export function serverHandle(
  state: OktaState,
  id: string,
  server: AuthorizationServer,
): MockOktaServer {
  return {
    id,
    issuer: `${state.orgUrl}/oauth2/${id}`,
    change(settings) {
      server.settings = { ...server.settings, ...settings }
    },
    addScope({ name, isDefault = false }) {
      server.scopes.set(name, { isDefault })
    },
    addClaim(claim) {
      if ('expression' in claim.value) checkExpression(claim.value.expression)
      if (server.claims.some(({ name, in: token }) => name === claim.name && token === claim.in)) {
        throw new Error(`mock Okta: there is a claim ${claim.name} already`)
      }
      server.claims.push(claim)
    },
    removeClaim(name) {
      const others = server.claims.filter((claim) => claim.name !== name)
      server.claims.splice(0, server.claims.length, ...others)
    },
    addPolicy: (policy) => void server.policies.push(policy),
    removePolicies: () => void server.policies.splice(0),
    preview({ clientId, login, scopes }) {
      const client = state.clients.get(clientId)
      const person = personOf(state, login)
      if (!client) throw new Error(`mock Okta: there is no app ${clientId}`)
      if (!isAssigned(person, client.assignments)) {
        throw new Error('mock Okta: User is not assigned to the client application.')
      }
      if (!isGranted(server, client, ['authorization_code'], scopes)) {
        throw new Error('mock Okta: Policy evaluation failed for this request')
      }
      const family = { isRevoked: false }
      const grant = { server, client, login, scopes, authTime: secondsOf(state), family }
      return idTokenClaims(state, { ...grant, nonce: undefined }, person, {
        issuer: issuerOf(state, server, client, state.domain),
        isThin: true,
      })
    },
  }
}
