import { broken, findRecord, force, overwrite, tick } from './broken.ts'
import type { BrokenStore } from './broken.ts'

export const connectionWriteMistakes: readonly BrokenStore[] = [
  broken(
    'update replaces trust and evidence by older ones',
    ['connections: update keeps trust and evidence that are newer than what it was given'],
    (sound) => ({
      connections: {
        update: async (id, expectedVersion, record) => {
          const result = await sound.connections.update(id, expectedVersion, record)
          if (result === 'updated') await overwrite(sound, record)
          return result
        },
      },
    }),
  ),
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
    ['connections: update replaces the whole record, with newer evidence and trust'],
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
  broken(
    'create looks at the login path before the id',
    ['connections: create gives id_taken where the login path is taken too'],
    ({ connections }) => ({
      connections: {
        create: async (record) => {
          const { loginPath } = record.connection
          const taken = loginPath === undefined ? [] : await connections.load({ loginPath })
          return taken.length > 0 ? 'login_path_taken' : connections.create(record)
        },
      },
    }),
  ),
  broken(
    'update looks at the login path before the version',
    ['connections: update answers absent and conflict before login_path_taken'],
    ({ connections }) => ({
      connections: {
        update: async (id, version, record) => {
          const { loginPath } = record.connection
          const taken = loginPath === undefined ? [] : await connections.load({ loginPath })
          const isTaken = taken.some((each) => each.record.connection.id !== id)
          return isTaken ? 'login_path_taken' : connections.update(id, version, record)
        },
      },
    }),
  ),
]
