import type { Connection } from '../../../src/types/connection.ts'
import { broken, findRecord, force, overwrite, tick } from './broken.ts'
import type { BrokenStore, Ports } from './broken.ts'

type Evidence = Pick<Connection, 'check' | 'test' | 'lastLogin'>

/** Keeps of the given evidence the fields that the filter takes. */
function keep(
  evidence: Evidence,
  take: (
    name: keyof Evidence,
    given: { readonly fingerprint: string; readonly at: string },
  ) => boolean,
): Evidence {
  const names = ['check', 'test', 'lastLogin'] as const
  const kept = names.flatMap((name) => {
    const given = evidence[name]
    return given !== undefined && take(name, given) ? [[name, given] as const] : []
  })
  return Object.fromEntries(kept)
}

async function write(sound: Ports, id: string, evidence: Evidence): Promise<void> {
  const record = await findRecord(sound, id)
  if (record === undefined) return
  await overwrite(sound, { ...record, connection: { ...record.connection, ...evidence } })
}

export const connectionEvidenceMistakes: readonly BrokenStore[] = [
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
    ['connections: saveEvidence keeps evidence that is as new or newer, field by field'],
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
    'evidence replaces what is as new',
    ['connections: saveEvidence keeps evidence that is as new or newer, field by field'],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const stored = (await findRecord(sound, id))?.connection
          await sound.connections.saveEvidence(id, evidence)
          await write(
            sound,
            id,
            keep(evidence, (name, { at }) => stored?.[name]?.at === at),
          )
        },
      },
    }),
  ),
  broken(
    'evidence of any revision is taken',
    [
      'connections: saveEvidence takes what the live or the draft revision proved, nothing else',
      'connections: saveEvidence follows the revisions of an update',
    ],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const stored = (await findRecord(sound, id))?.connection
          await write(
            sound,
            id,
            keep(evidence, (name, { at }) => (stored?.[name]?.at ?? '') < at),
          )
        },
      },
    }),
  ),
  broken(
    'evidence of the draft is ignored',
    [
      'connections: saveEvidence takes what the live or the draft revision proved, nothing else',
      'connections: saveEvidence follows the revisions of an update',
    ],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const live = (await findRecord(sound, id))?.connection.live?.fingerprint
          const ofLive = keep(evidence, (_name, { fingerprint }) => fingerprint === live)
          await sound.connections.saveEvidence(id, ofLive)
        },
      },
    }),
  ),
  broken(
    'one field of another revision spoils the others',
    ['connections: saveEvidence takes what the live or the draft revision proved, nothing else'],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const { live, draft } = (await findRecord(sound, id))?.connection ?? {}
          const fingerprints = [live?.fingerprint, draft?.fingerprint]
          const known = keep(evidence, (_name, given) => fingerprints.includes(given.fingerprint))
          const isKnown = Object.keys(known).length === Object.keys(evidence).length
          if (isKnown) await sound.connections.saveEvidence(id, evidence)
        },
      },
    }),
  ),
  broken(
    'saveEvidence compares the fingerprint, then writes',
    ['connections: saveEvidence of a revision that an update replaces at once leaves nothing'],
    (sound) => ({
      connections: {
        saveEvidence: async (id, evidence) => {
          const live = (await findRecord(sound, id))?.connection.live?.fingerprint
          await tick()
          await write(
            sound,
            id,
            keep(evidence, (_name, { fingerprint }) => fingerprint === live),
          )
        },
      },
    }),
  ),
]
