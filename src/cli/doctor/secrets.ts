import { revisionsOf } from '../../connection/candidate.ts'
import { openSecret } from '../../connection/sealed-secret.ts'
import type { Core } from '../../core/core.ts'
import { sealedWith } from '../../crypto/seal.ts'
import { openSession } from '../../session/record.ts'
import type { ConnectionRecord } from '../../storage/ports.ts'
import type { CliCheck } from '../checks.ts'

/** Sessions of one connection that are tried: all of an hour are sealed alike. */
const SESSIONS_TRIED = 20

/** Names that somebody reads to the end. */
const MAX_LISTED = 20

/** Tries to open what is sealed, and writes nothing: counts as it goes. */
export interface SecretScan {
  add(record: ConnectionRecord): Promise<void>
  checks(): readonly CliCheck[]
}

export function scanSecrets(core: Core): SecretScan {
  const [first = '', ...others] = core.config.secrets
  const isFirst = sealedWith(first)
  const unreadable: string[] = []
  let opened = 0
  let older = 0

  const tried = async (name: string, sealed: string, open: () => Promise<unknown>) => {
    try {
      await open()
      opened += 1
      if (!(await isFirst(sealed))) older += 1
    } catch {
      unreadable.push(name)
    }
  }

  return {
    async add(record) {
      const { id: connectionId, organizationId } = record.connection
      const owner = { connectionId, organizationId }
      for (const { sealed, isDraft } of revisionsOf(record)) {
        for (const [field, secret] of Object.entries(sealed)) {
          const name = `${field} of ${connectionId}${isDraft ? ' (draft)' : ''}`
          await tried(name, secret.sealed, () => openSecret(core.sealer, owner, field, secret))
        }
      }
      const sessions = await core.storage.sessions.find({ connectionId, limit: SESSIONS_TRIED })
      for (const session of sessions) {
        const { sealedTokens } = session
        if (sealedTokens === undefined || session.connectionId !== connectionId) continue
        const name = `session ${session.id} of ${connectionId}`
        await tried(name, sealedTokens, () => openSession(core, session))
      }
    },

    checks() {
      const name = 'secrets'
      if (unreadable.length > 0) {
        const listed = unreadable.slice(0, MAX_LISTED).join(', ')
        const more = unreadable.length > MAX_LISTED ? ' and more' : ''
        return [
          {
            ...{ name, status: 'fail', code: 'connection_secret_unreadable' },
            message: `${unreadable.length} of ${opened + unreadable.length} sealed values open with none of the \`secrets\`: ${listed}${more}.`,
            hint: 'Add the secret that they were sealed with to `secrets`, behind the first. If it is lost, enter the secrets of these connections again.',
          },
        ]
      }
      if (opened === 0) {
        return [{ name, status: 'pass', message: 'Nothing is sealed yet.' }]
      }
      const all = `All ${opened} sealed values that were tried open.`
      if (older === 0 || others.length === 0) return [{ name, status: 'pass', message: all }]
      return [
        {
          ...{ name, status: 'pass' },
          message: `${all} ${older} need another than the first of the \`secrets\`: \`ssokit secret rotate\` seals them anew.`,
        },
      ]
    },
  }
}
