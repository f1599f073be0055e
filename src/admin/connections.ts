import { withoutExpiredTest } from '../connection/evidence.ts'
import { candidateOf, revisionsOf } from '../connection/candidate.ts'
import { by } from '../audit/actor.ts'
import { urlsOf } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { linkOfActor } from '../core/link-actors.ts'
import { organizationOf } from '../core/organization.ts'
import { organizationRecords } from '../core/organization-records.ts'
import { randomToken } from '../crypto/random.ts'
import { connectionError } from '../connection/error.ts'
import { SsoError } from '../errors.ts'
import type { Connection } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { SetupLink } from '../types/setup-link.ts'
import type { ConnectionsApi } from '../types/connections-api.ts'
import { activate } from './activate.ts'
import { authorize } from './authorize.ts'
import { checkConnection } from './check.ts'
import { editHeader, refuseMoved } from './header.ts'
import { linkInputIssues } from './link-rules.ts'
import { checkVersion, loadConnection, loadFor, providerOf, store } from './records.ts'
import { discardDraft } from './discard.ts'
import { disable, remove } from './remove.ts'
import { editRevision, emptyContent, firstContent, refuseInvalid } from './revisions.ts'
import { bindLink } from './setup-links.ts'
import { testConnection } from './test.ts'

/** The administrative calls of `sso.connections`. */
export function createConnectionsApi(core: Core): ConnectionsApi {
  const { config, storage } = core
  const presented = (connection: Connection) => withoutExpiredTest(connection, config.clock())

  return {
    activate: (id, options) => activate(core, id, options),
    disable: (id, options) => disable(core, id, options),
    discardDraft: (id, options) => discardDraft(core, id, options),
    remove: (id, options) => remove(core, id, options),
    test: (id, options) => testConnection(core, id, options),
    trace: async (id, options) =>
      (await import('../trace/list.ts')).listAttempts(core, id, options),

    async create(input, { actor }) {
      const organizationId = organizationOf(core, input.organizationId)
      await authorize(core, 'connection.create', actor, organizationId)
      await core.checkEntitlement(organizationId)
      const link = linkOfActor(core, actor)
      const profile = input.profile ?? 'generic'
      if (link) refuseInvalid(linkInputIssues(link, { ...input, profile }))
      const provider = providerOf(core, input.protocol)
      const now = config.clock().toISOString()
      const id = `con_${randomToken(16)}`
      const owner = { organizationId, connectionId: id, profile }
      const { header, issues } = editHeader(core, { profile, description: '' }, input)
      // The host's `connectionDefaults` must not be asked for a profile that is none.
      refuseInvalid(issues.filter(({ path }) => path === 'profile'))
      const content = await firstContent(core, provider, { organizationId, profile })
      const base = { content, sealed: {}, revisions: [] }
      const edited = await editRevision(core, provider, owner, base, input, issues)
      const { revision, sealed } = edited
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
      if (outcome === 'login_path_taken') throw connectionError('connection_login_path_taken')
      if (outcome === 'id_taken') throw new SsoError('internal_error')
      if (link) await bindOrTakeBack(core, link, connection)
      const about = { connectionId: id, organizationId, ...by(core, actor) }
      core.emit({ type: 'connection.created', ...about })
      return connection
    },

    async get(id, options) {
      const { record } = await loadFor(core, 'connection.read', id, options)
      return presented(record.connection)
    },

    async list(organizationId, { actor }) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'connection.read', actor, id)
      const records = await organizationRecords(core, id)
      const link = linkOfActor(core, actor)
      return records
        .filter(({ connection }) => !link || connection.id === link.scope.connectionId)
        .map(({ connection }) => presented(connection))
    },

    async update(id, input, options) {
      const { record } = await loadFor(core, 'connection.update', id, options)
      const { connection } = record
      const { organizationId, profile } = connection
      await core.checkEntitlement(organizationId)
      checkVersion(connection, options)
      const link = linkOfActor(core, options.actor)
      if (link) refuseInvalid(linkInputIssues(link, input))
      const provider = providerOf(core, connection.protocol)
      const candidate = candidateOf(record)
      const base = {
        content: candidate?.revision ?? (await emptyContent(core, provider, profile)),
        sealed: candidate?.sealed ?? {},
        revisions: revisionsOf(record),
      }
      const owner = { organizationId, connectionId: id, profile }
      refuseMoved(connection, input)
      const { header, issues } = editHeader(core, connection, input)
      if (connection.status === 'active' && isOtherHeader(connection, header)) {
        // People see it at once, and rule T5 keeps such changes from whoever only sets up.
        await authorize(core, 'connection.activate', options.actor, organizationId)
      }
      const edited = await editRevision(core, provider, owner, base, input, issues)
      const { revision, sealed, erased } = edited
      const { loginPath: _replaced, ...rest } = connection
      const updated = await store(core, record, {
        ...record,
        connection: { ...rest, ...header, draft: revision },
        sealed: { ...record.sealed, draft: sealed },
      })
      const about = { connectionId: id, organizationId, ...by(core, options.actor) }
      core.emit({ type: 'connection.updated', ...about })
      if (erased.length > 0) {
        core.emit({ type: 'connection.secrets_erased', fields: erased, ...about })
      }
      return presented(updated)
    },

    async check(id, options) {
      const { record } = await loadFor(core, 'connection.check', id, options)
      await core.checkEntitlement(record.connection.organizationId)
      checkVersion(record.connection, options)
      return checkConnection(core, record, options.actor)
    },

    async setup(id) {
      const { record } = await loadConnection(core, id)
      const urls = urlsOf(core, record)
      const { protocol, profile } = record.connection
      const settings = (candidateOf(record)?.revision.settings ?? {}) as JsonObject
      const fields = await providerOf(core, protocol).setupFields({ profile, urls, settings })
      return { fields, loginUrl: urls.organizationLogin }
    },
  }
}

/** A link sets up one connection: what it cannot be bound to must not stay behind (rule T5). */
async function bindOrTakeBack(
  core: Core,
  link: SetupLink,
  { id, version }: Connection,
): Promise<void> {
  try {
    await bindLink(core, link, id)
  } catch (error) {
    await core.storage.connections.remove(id, version).catch(() => {})
    throw error
  }
}

/** Login path and description are no part of a draft: login pages are led by the one and show the other. */
function isOtherHeader(
  before: Pick<Connection, 'loginPath' | 'description'>,
  after: Pick<Connection, 'loginPath' | 'description'>,
): boolean {
  return before.loginPath !== after.loginPath || before.description !== after.description
}
