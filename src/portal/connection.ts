import { connectionError } from '../connection/error.ts'
import { SsoError } from '../errors.ts'
import { type Profile, profiles, type ProfileProtocol } from '../guides/index.ts'
import type { Connection, ConnectionRevision } from '../types/connection.ts'
import type { Visit } from './visit.ts'

/**
 * The connection that the address names. One of another organisation is none here, though its admin
 * may be the same person.
 *
 * @throws {SsoError} `connection_not_found`, `not_authorized`
 */
export async function connectionOf(visit: Visit): Promise<Connection> {
  const { sso, as, organizationId, parameters } = visit
  const connection = await sso.connections.get(parameters.connectionId ?? '', as)
  if (connection.organizationId === organizationId) return connection
  throw connectionError('connection_not_found')
}

/** What an admin edits, tests and switches on: the draft where there is one, else what is in use. */
export function revisionOf({ draft, live }: Connection): ConnectionRevision {
  const revision = draft ?? live
  if (revision) return revision
  throw new SsoError('internal_error')
}

/** Below the base path. */
export function pagePath({ id }: Pick<Connection, 'id'>, page = ''): string {
  return page === '' ? `/connections/${id}` : `/connections/${id}/${page}`
}

/** What is known of this identity provider; of a profile of the host’s own what holds for all. */
export function profileOf({ profile }: Pick<Connection, 'profile'>): Profile {
  const known = profiles.find(({ id }) => id === profile) ?? profiles.at(-1)
  if (known) return known
  throw new SsoError('internal_error')
}

export function profileProtocol(connection: Connection): ProfileProtocol {
  const { oidc, saml } = profileOf(connection)
  return connection.protocol === 'saml' ? saml : oidc
}

/** `undefined` where nobody knows whose it is. */
export function providerName({ profile }: Pick<Connection, 'profile'>): string | undefined {
  return profile === 'generic' ? undefined : profiles.find(({ id }) => id === profile)?.name
}

export function protocolName({ protocol }: Pick<Connection, 'protocol'>): string {
  return protocol === 'saml' ? 'SAML 2.0' : 'OpenID Connect'
}
