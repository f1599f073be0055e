import { connectionUrls } from '../config/paths.ts'
import { openSecret } from '../connection/sealed-secret.ts'
import type { ConnectionRecord, SealedSecrets } from '../storage/ports.ts'
import type { ConnectionRevision, ConnectionTrust } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { ConnectionUrls } from '../types/paths.ts'
import type { ProviderContext, PublishContext, SsoProvider } from '../types/provider.ts'
import type { Core } from './core.ts'

/** How long a stored copy of keys and metadata counts as fresh. */
const TRUST_SECONDS = 3600

export function urlsOf(core: Core, record: ConnectionRecord): ConnectionUrls {
  const { id, loginPath } = record.connection
  return connectionUrls(core.config.baseUrl, core.config.paths, id, loginPath)
}

/** True where one address takes the answers of several connections, so that rule O2 applies. */
export function hasSharedAnswers(core: Core, { routes }: Pick<SsoProvider, 'routes'>): boolean {
  const { templates } = core.config.paths
  return routes.some(
    ({ key, serves }) => serves === 'answers' && !templates[key].includes('{connectionId}'),
  )
}

/** Binds a provider's work to one connection: its settings, secrets, addresses and network. */
export async function providerContext(
  core: Core,
  record: ConnectionRecord,
  revision: ConnectionRevision,
  sealed: SealedSecrets,
): Promise<ProviderContext> {
  const network = await core.network()
  const { id, organizationId, profile, protocol, trust } = record.connection
  const provider = core.config.providerByProtocol.get(protocol)
  return {
    connectionId: id,
    organizationId,
    profile,
    settings: revision.settings as JsonObject,
    claims: revision.claims,
    urls: urlsOf(core, record),
    hasSharedCallback: provider !== undefined && hasSharedAnswers(core, provider),
    acceptsMixUpRisk: core.config.acceptsMixUpRisk,
    trust: {
      document: trust?.document,
      checkedAt: trust ? new Date(trust.checkedAt) : undefined,
      save: (document) =>
        core.background(() => saveTrust(core, record, document), { connectionId: id }),
    },
    fetch: network.fetchFor(id),
    isAllowedUrl: network.isAllowedUrl,
    allowsHttp: network.allowsHttp,
    secret: secretsOf(core, record, sealed),
    now: core.config.clock,
  }
}

/** What a document of this connection is made from; needs no network. */
export function publishContext(core: Core, record: ConnectionRecord): PublishContext {
  const { id, profile, live, draft } = record.connection
  const revisions = [
    { revision: live, sealed: record.sealed.live },
    { revision: draft, sealed: record.sealed.draft },
  ].flatMap(({ revision, sealed = {} }) =>
    revision
      ? [{ settings: revision.settings as JsonObject, secret: secretsOf(core, record, sealed) }]
      : [],
  )
  const urls = urlsOf(core, record)
  return { connectionId: id, profile, urls, revisions, now: core.config.clock }
}

function secretsOf(
  core: Core,
  { connection }: ConnectionRecord,
  sealed: SealedSecrets,
): ProviderContext['secret'] {
  const { id: connectionId, organizationId } = connection
  return async (field) => {
    const stored = sealed[field]
    return stored && openSecret(core.sealer, { organizationId, connectionId }, field, stored)
  }
}

export function newTrust(document: JsonObject, now: Date): ConnectionTrust {
  return {
    checkedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + TRUST_SECONDS * 1000).toISOString(),
    document,
  }
}

/** Stores a newer document, unless another process did so meanwhile. */
export async function saveTrust(
  core: Core,
  record: ConnectionRecord,
  document: JsonObject,
): Promise<void> {
  const { id, organizationId, trust } = record.connection
  const fresh = newTrust(document, core.config.clock())
  const dueAt = fresh.expiresAt === undefined ? null : new Date(fresh.expiresAt)
  const expected = trust?.checkedAt ?? null
  const outcome = await core.storage.connections.saveTrust(id, expected, fresh, dueAt)
  if (outcome === 'saved') core.emit({ type: 'trust.refreshed', connectionId: id, organizationId })
}
