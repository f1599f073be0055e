import { randomText } from '../oidc/encoding.ts'
import { oktaId } from './ids.ts'
import { createAssignments, groupsOfAccess } from './people.ts'
import type { OidcClient, OktaState } from './state.ts'
import type { MockOktaOidcApp, MockOktaOidcSettings } from './types.ts'

export function addOidcApp(state: OktaState, settings: MockOktaOidcSettings): MockOktaOidcApp {
  const { assignments, assign, unassign } = createAssignments(state, settings.access)
  const client: OidcClient = {
    ...{ clientId: oktaId('0oa'), settings, assignments },
    secret: settings.type === 'web' ? newSecret() : undefined,
  }
  state.clients.set(client.clientId, client)
  return {
    clientId: client.clientId,
    get clientSecret() {
      return client.secret
    },
    get settings() {
      return client.settings
    },
    change(change) {
      if (change.type !== undefined && change.type !== client.settings.type) {
        throw new Error('mock Okta: an app keeps its type')
      }
      client.settings = { ...client.settings, ...change }
      if (change.access === undefined) return
      assignments.groups.clear()
      for (const name of groupsOfAccess(change.access)) assignments.groups.add(name)
    },
    ...{ assign, unassign },
    newSecret() {
      if (client.secret === undefined) throw new Error('mock Okta: this app has no secret')
      client.secret = newSecret()
      return client.secret
    },
  }
}

/** With characters that a form has to escape, as Okta's have. */
const newSecret = (): string => `${randomText()}-${randomText()}_`
