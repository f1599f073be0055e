import { broken, findRecord, force, overwrite, tick } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const connectionWriteMistakes: readonly BrokenStore[] = [
  broken(
    'login paths are not unique',
    [
      'connections: create refuses a login path that any organisation has, drafts included',
      'connections: create gives a login path to one of 50 parallel callers',
    ],
    ({ connections }) => ({
      connections: {
        create: async (record) => {
          const result = await connections.create(record)
          if (result !== 'login_path_taken') return result
          const { loginPath: _, ...connection } = record.connection
          return connections.create({ ...record, connection })
        },
      },
    }),
  ),
  broken(
    'login paths are unique per organisation only',
    ['connections: create refuses a login path that any organisation has, drafts included'],
    ({ connections }) => ({
      connections: {
        create: (record) => {
          const { organizationId, loginPath } = record.connection
          if (loginPath === undefined) return connections.create(record)
          const scoped = { ...record.connection, loginPath: `${organizationId}/${loginPath}` }
          return connections.create({ ...record, connection: scoped })
        },
      },
    }),
  ),
  broken(
    'login paths are compared without case',
    ['connections: load by loginPath tells paths apart byte by byte'],
    ({ connections }) => ({
      connections: {
        create: (record) => {
          const loginPath = record.connection.loginPath?.toLowerCase()
          if (loginPath === undefined) return connections.create(record)
          return connections.create({ ...record, connection: { ...record.connection, loginPath } })
        },
      },
    }),
  ),
  broken(
    'connections.update looks at no version',
    [
      'connections: update with another version is a conflict and leaves the record',
      'connections: update lets one of 50 parallel callers with the same version win',
    ],
    (sound) => ({
      connections: {
        update: (id, _version, record) =>
          force(async () => {
            const version = (await findRecord(sound, id))?.connection.version ?? 0
            return sound.connections.update(id, version, record)
          }),
      },
    }),
  ),
  broken(
    'update compares the version, then writes',
    ['connections: update lets one of 50 parallel callers with the same version win'],
    (sound) => ({
      connections: {
        update: async (id, version, record) => {
          const stored = await findRecord(sound, id)
          if (stored === undefined) return 'absent'
          if (stored.connection.version !== version) return 'conflict'
          await tick()
          await overwrite(sound, record)
          return 'updated'
        },
      },
    }),
  ),
  broken(
    'update merges instead of replacing',
    ['connections: update replaces the whole record, evidence and trust included'],
    (sound) => ({
      connections: {
        update: async (id, version, record) => {
          const stored = await findRecord(sound, id)
          const connection = { ...stored?.connection, ...record.connection }
          return sound.connections.update(id, version, { ...record, connection })
        },
      },
    }),
  ),
  broken(
    'saveTrust writes whatever is stored',
    [
      'connections: saveTrust with another instant is a conflict and leaves the record',
      'connections: saveTrust lets one of 50 parallel callers win, first and later',
    ],
    (sound) => ({
      connections: {
        saveTrust: (id, _expected, trust, dueAt) =>
          force(async () => {
            const stored = await findRecord(sound, id)
            const checkedAt = stored?.connection.trust?.checkedAt ?? null
            return sound.connections.saveTrust(id, checkedAt, trust, dueAt)
          }),
      },
    }),
  ),
  broken(
    'saveEvidence reads the record and writes it back',
    [
      'connections: saveEvidence of 50 parallel callers keeps the newest of each field',
      'connections: saveEvidence and saveTrust lose no update that runs at the same time',
      'connections: saveEvidence and saveTrust at the same time lose nothing of each other',
    ],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const stored = await findRecord(sound, id)
          if (stored === undefined) return
          await tick()
          const connection = { ...stored.connection, ...evidence }
          await overwrite(sound, { ...stored, connection })
        },
      },
    }),
  ),
  broken(
    'saveEvidence replaces newer evidence',
    ['connections: saveEvidence never replaces newer evidence by older, field by field'],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const stored = await findRecord(sound, id)
          if (stored === undefined) return
          const connection = { ...stored.connection, ...evidence }
          await sound.connections.update(id, connection.version, { ...stored, connection })
        },
      },
    }),
  ),
  broken(
    'saveTrust reads the record and writes it back',
    ['connections: saveEvidence and saveTrust lose no update that runs at the same time'],
    (sound) => ({
      connections: {
        saveTrust: async (id, expected, trust, dueAt) => {
          const stored = await findRecord(sound, id)
          if ((stored?.connection.trust?.checkedAt ?? null) !== expected) return 'conflict'
          if (stored === undefined) return 'conflict'
          await tick()
          const connection = { ...stored.connection, trust }
          await overwrite(sound, { ...stored, connection, dueAt })
          return 'saved'
        },
      },
    }),
  ),
  broken(
    'remove looks at no version',
    [
      'connections: remove takes the expected version only',
      'connections: remove and update at once: one of 50 parallel callers wins',
    ],
    (sound) => ({
      connections: {
        remove: (id) =>
          force(async () => {
            const version = (await findRecord(sound, id))?.connection.version ?? 0
            return sound.connections.remove(id, version)
          }),
      },
    }),
  ),
]
