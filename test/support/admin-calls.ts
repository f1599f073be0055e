import type { AdminAction, Sso } from '../../src/index.ts'
import { fakeConnection } from './harness.ts'

/** What a call is about: things of the organisation org_1. */
export interface AdminSubject {
  readonly sso: Sso
  readonly connectionId: string
}

export interface AdminCall {
  /** What `authorize` is asked. */
  readonly action: AdminAction
  run(subject: AdminSubject, actor: unknown): Promise<unknown>
}

/** Every call that acts for an organisation, by its place in `Sso`. */
export const adminCalls: Readonly<Record<string, AdminCall>> = {
  'connections.create': {
    action: 'connection.create',
    run: ({ sso }, actor) => sso.connections.create(fakeConnection, { actor }),
  },
  'connections.get': {
    action: 'connection.read',
    run: ({ sso, connectionId }, actor) => sso.connections.get(connectionId, { actor }),
  },
  'connections.list': {
    action: 'connection.read',
    run: ({ sso }, actor) => sso.connections.list('org_1', { actor }),
  },
  'connections.update': {
    action: 'connection.update',
    run: ({ sso, connectionId }, actor) =>
      sso.connections.update(connectionId, { claims: { name: 'nickname' } }, { actor }),
  },
  'connections.discardDraft': {
    action: 'connection.update',
    run: ({ sso, connectionId }, actor) => sso.connections.discardDraft(connectionId, { actor }),
  },
  'connections.check': {
    action: 'connection.check',
    run: ({ sso, connectionId }, actor) => sso.connections.check(connectionId, { actor }),
  },
  'connections.test': {
    action: 'connection.test',
    run: ({ sso, connectionId }, actor) => sso.connections.test(connectionId, { actor }),
  },
  'connections.trace': {
    action: 'journal.read',
    run: ({ sso, connectionId }, actor) => sso.connections.trace(connectionId, { actor }),
  },
  'connections.activate': {
    action: 'connection.activate',
    run: ({ sso, connectionId }, actor) => sso.connections.activate(connectionId, { actor }),
  },
  'connections.disable': {
    action: 'connection.disable',
    run: ({ sso, connectionId }, actor) => sso.connections.disable(connectionId, { actor }),
  },
  'connections.remove': {
    action: 'connection.remove',
    run: ({ sso, connectionId }, actor) => sso.connections.remove(connectionId, { actor }),
  },
  'setupLinks.create': {
    action: 'setup_link.create',
    run: ({ sso }, actor) => sso.setupLinks.create('org_1', { actor }),
  },
  'setupLinks.list': {
    action: 'setup_link.create',
    run: ({ sso }, actor) => sso.setupLinks.list('org_1', { actor }),
  },
  'setupLinks.revoke': {
    action: 'setup_link.revoke',
    run: ({ sso }, actor) => sso.setupLinks.revoke('org_1', 'lnk_1', { actor }),
  },
  'audit.list': {
    action: 'journal.read',
    run: ({ sso }, actor) => sso.audit.list('org_1', { actor }),
  },
  'policies.get': {
    action: 'policy.read',
    run: ({ sso }, actor) => sso.policies.get('org_1', { actor }),
  },
  'policies.set': {
    action: 'policy.update',
    run: ({ sso }, actor) => sso.policies.set('org_1', { mode: 'mixed' }, { actor }),
  },
  'policies.preflight': {
    action: 'policy.read',
    run: ({ sso }, actor) => sso.policies.preflight('org_1', { mode: 'enforced_all' }, { actor }),
  },
  'domains.claim': {
    action: 'domain.claim',
    run: ({ sso }, actor) => sso.domains.claim('org_1', 'acme.example', { actor }),
  },
  'domains.list': {
    action: 'domain.read',
    run: ({ sso }, actor) => sso.domains.list('org_1', { actor }),
  },
  'domains.instructions': {
    action: 'domain.read',
    run: ({ sso }, actor) => sso.domains.instructions('org_1', 'acme.example', { actor }),
  },
  'domains.release': {
    action: 'domain.release',
    run: ({ sso }, actor) => sso.domains.release('org_1', 'acme.example', { actor }),
  },
  verifyDomain: {
    action: 'domain.verify',
    run: ({ sso }, actor) => sso.verifyDomain('org_1', 'acme.example', { actor }),
  },
}

/** Calls without an actor, and why they need none. A new one must be thought about here. */
export const openCalls: Readonly<Record<string, string>> = {
  handler: 'requests of browsers',
  intercept: 'requests of browsers',
  errorResponse: 'an error that the host has already',
  startLogin: 'sends a browser to its provider',
  handleCallback: 'an answer to a flow of this browser',
  startLogout: 'a session that the host has',
  handleLogout: 'messages of identity providers, and browsers on their way back',
  isSessionEnded: 'asked by the host about an id that only it has',
  refresh: 'a session that the host has',
  pendingJoin: 'a join of this browser',
  completeJoin: 'a join of this browser',
  loginOptions: 'domain and policy alone',
  mayUsePassword: 'asked by the host after it checked a password',
  maintain: 'background work',
  rotateSecrets: 'background work, of whoever may configure the host',
  'domains.verifyPending': 'background work',
  'connections.setup':
    'addresses that follow from the id; the identity provider’s admin has no account here',
}
