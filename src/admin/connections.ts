import type { Core } from '../core/core.ts'
import { reportNotices } from '../core/refresh-trust.ts'
import { urlsOf } from '../core/connection-context.ts'
import { randomToken } from '../crypto/random.ts'
import { SsoError } from '../errors.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { AdminAction } from '../types/config.ts'
import type { Connection } from '../types/connection.ts'
import type { SsoProvider } from '../types/provider.ts'
import type { AdminOptions, ConnectionsApi } from '../types/sso.ts'
import { activateConnection } from './activate.ts'
import { authorize } from './authorize.ts'
import { editHeader, organizationOf } from './header.ts'
import { editRevision, emptyContent } from './revisions.ts'

const PAGE_SIZE = 100

/** The administrative calls of `sso.connections`. */
export function createConnectionsApi(core: Core): ConnectionsApi {
  const { config, storage } = core

  const loadFor = async (action: AdminAction, id: string, { actor }: AdminOptions) => {
    const record = await loadRecord(core, id)
    await authorize(core, action, actor, record.connection.organizationId)
    return record
  }

  return {
    async create(input, { actor }) {
      const organizationId = organizationOf(core, input.organizationId)
      await authorize(core, 'connection.create', actor, organizationId)
      await core.checkEntitlement(organizationId)
      const provider = providerOf(core, input.protocol)
      const now = config.clock().toISOString()
      const id = `con_${randomToken(16)}`
      const profile = input.profile ?? 'generic'
      const owner = { organizationId, connectionId: id, profile }
      const header = editHeader(core, { profile, description: '' }, input)
      const base = { content: await emptyContent(core, provider, profile), sealed: {} }
      const { revision, sealed } = await editRevision(core, provider, owner, base, input)
      const connection: Connection = {
        id,
        organizationId,
        protocol: input.protocol,
        ...header,
        status: 'draft',
        version: 1,
        draft: revision,
        createdAt: now,
        updatedAt: now,
      }
      const outcome = await storage.connections.create({
        ...{ connection, sealed: { draft: sealed }, issuers: [], dueAt: null },
      })
      if (outcome === 'login_path_taken') throw new SsoError('connection_login_path_taken')
      if (outcome === 'id_taken') throw new SsoError('internal_error')
      core.emit({ type: 'connection.created', connectionId: id, organizationId })
      return connection
    },

    async get(id, options) {
      return (await loadFor('connection.read', id, options)).connection
    },

    async list(organizationId, { actor }) {
      await authorize(core, 'connection.read', actor, organizationId)
      const connections: Connection[] = []
      for (;;) {
        const after = connections.at(-1)?.id
        const page = await storage.connections.list({
          organizationId,
          limit: PAGE_SIZE,
          ...(after === undefined ? {} : { after }),
        })
        connections.push(...page.map(({ connection }) => connection))
        if (page.length < PAGE_SIZE || connections.at(-1)?.id === after) {
          return connections.sort(byAge)
        }
      }
    },

    async update(id, input, options) {
      const record = await loadFor('connection.update', id, options)
      const { connection } = record
      const { organizationId, profile } = connection
      await core.checkEntitlement(organizationId)
      checkVersion(connection, options)
      const provider = providerOf(core, connection.protocol)
      const content =
        connection.draft ?? connection.live ?? (await emptyContent(core, provider, profile))
      const previous = connection.draft ? record.sealed.draft : record.sealed.live
      const base = { content, sealed: previous ?? {} }
      const owner = { organizationId, connectionId: id, profile }
      const header = editHeader(core, connection, input)
      const { revision, sealed, erased } = await editRevision(core, provider, owner, base, input)
      const { loginPath: _replaced, ...rest } = connection
      const updated = await store(core, record, {
        ...record,
        connection: { ...rest, ...header, draft: revision },
        sealed: { ...record.sealed, draft: sealed },
      })
      core.emit({ type: 'connection.updated', connectionId: id, organizationId })
      if (erased.length > 0) {
        const about = { connectionId: id, organizationId, fields: erased }
        core.emit({ type: 'connection.secrets_erased', ...about })
      }
      return updated
    },

    async activate(id, options) {
      const record = await loadFor('connection.activate', id, options)
      const { connection } = record
      await core.checkEntitlement(connection.organizationId)
      checkVersion(connection, options)
      const activated = await activateConnection(
        core,
        providerOf(core, connection.protocol),
        record,
      )
      await store(core, record, activated.record)
      const about = { connectionId: id, organizationId: connection.organizationId }
      core.emit({ type: 'connection.activated', fingerprint: activated.fingerprint, ...about })
      reportNotices(core, about, activated.notices)
      return { state: 'active' }
    },

    async disable(id, options) {
      const record = await loadFor('connection.disable', id, options)
      checkVersion(record.connection, options)
      const disabled = await store(core, record, {
        ...record,
        connection: { ...record.connection, status: 'disabled' },
        dueAt: null,
      })
      const { organizationId } = disabled
      core.emit({ type: 'connection.disabled', connectionId: id, organizationId })
      return disabled
    },

    async setup(id) {
      const record = await loadRecord(core, id)
      const urls = urlsOf(core, record)
      const provider = providerOf(core, record.connection.protocol)
      return { fields: provider.setupFields(urls), loginUrl: urls.organizationLogin }
    },
  }
}

/** Oldest first; the storage pages by id. */
function byAge(left: Connection, right: Connection): number {
  return left.createdAt < right.createdAt ||
    (left.createdAt === right.createdAt && left.id < right.id)
    ? -1
    : 1
}

async function loadRecord(core: Core, id: string): Promise<ConnectionRecord> {
  const [loaded] = await core.storage.connections.load({ id })
  if (!loaded) throw new SsoError('connection_not_found')
  return loaded.record
}

/** Moves the version and stores, if nobody was faster. */
async function store(
  core: Core,
  previous: ConnectionRecord,
  next: ConnectionRecord,
): Promise<Connection> {
  const { id, version } = previous.connection
  const updatedAt = core.config.clock().toISOString()
  const connection = { ...next.connection, version: version + 1, updatedAt }
  const outcome = await core.storage.connections.update(id, version, { ...next, connection })
  if (outcome === 'updated') return connection
  if (outcome === 'login_path_taken') throw new SsoError('connection_login_path_taken')
  throw new SsoError(outcome === 'absent' ? 'connection_not_found' : 'connection_conflict')
}

function checkVersion(connection: Connection, { expectedVersion }: AdminOptions): void {
  if (expectedVersion === undefined || expectedVersion === connection.version) return
  throw new SsoError('connection_conflict', {
    detail: { expected: expectedVersion, found: connection.version },
  })
}

function providerOf(core: Core, protocol: string): SsoProvider {
  const provider = core.config.providerByProtocol.get(protocol)
  if (provider) return provider
  const known = [...core.config.providerByProtocol.keys()].join(' or ')
  const hint = `Use ${known}, or add the protocol to \`providers\`.`
  const message = `No provider speaks the protocol ${JSON.stringify(protocol)}.`
  const issue = { path: 'protocol', code: 'connection_protocol_unknown', message, hint }
  throw new SsoError('connection_invalid', { message, issues: [issue] })
}
