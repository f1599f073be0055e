import type { Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { Login, PendingJoin } from '../types/login.ts'
import type { ProviderAnswer } from '../types/provider.ts'
import type { JoinTicket } from './join-cookie.ts'

/** A verified answer that waits for the person. It stays on our side, sealed. */
export interface JoinRecord {
  /** Digest of the settings by which the answer was verified (rule T2). */
  readonly settings: string
  readonly answer: ProviderAnswer
  readonly needs: PendingJoin['needs']
  readonly asOf: Date
  readonly returnTo: string
  readonly initiatedBy: Login['authentication']['initiatedBy']
  readonly correlationId: string
}

export async function putRecord(core: Core, ticket: JoinTicket, record: JoinRecord): Promise<void> {
  const key = await keyOf(ticket)
  const sealed = await core.sealer.seal('join', contextOf(ticket), toJson(record))
  await core.storage.ephemeral.put(key, sealed, new Date(ticket.expiresAt))
}

/** Leaves the record where it is: the prompt may be shown as often as it is visited. */
export async function readRecord(core: Core, ticket: JoinTicket): Promise<JoinRecord | undefined> {
  const sealed = await core.storage.ephemeral.get(await keyOf(ticket), core.config.clock())
  return typeof sealed === 'string' ? openRecord(core, ticket, sealed) : undefined
}

/** True for one caller only: whoever takes it completes the join (rule S18). */
export async function takeRecord(core: Core, ticket: JoinTicket): Promise<boolean> {
  const taken = await core.storage.ephemeral.take(await keyOf(ticket), core.config.clock())
  return typeof taken === 'string'
}

const keyOf = async ({ handle }: JoinTicket): Promise<string> =>
  `join:${await sha256(`join ${handle}`)}`

/** Moved to another ticket or connection it does not open (rule T1). */
const contextOf = ({ handle, connectionId }: JoinTicket): readonly string[] => [
  ...['record', connectionId, handle],
]

function toJson({ answer, asOf, ...rest }: JoinRecord): JsonValue {
  const { claims, authentication, session, ...facts } = answer
  const { expiresAt } = session
  return {
    ...rest,
    asOf: asOf.toISOString(),
    answer: {
      ...facts,
      claims: [...claims].map(([name, claim]) => [name, claim]),
      authentication: { ...authentication, at: authentication.at.toISOString() },
      session: { ...session, ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}) },
    },
  } as unknown as JsonObject
}

/** As `toJson` wrote it: nobody but us can have sealed it. */
interface StoredRecord extends Omit<JoinRecord, 'asOf' | 'answer'> {
  readonly asOf: string
  readonly answer: Omit<ProviderAnswer, 'claims' | 'authentication' | 'session'> & {
    readonly claims: readonly (readonly [string, { value: JsonValue; source: string }])[]
    readonly authentication: Omit<ProviderAnswer['authentication'], 'at'> & { readonly at: string }
    readonly session: Omit<ProviderAnswer['session'], 'expiresAt'> & { readonly expiresAt?: string }
  }
}

async function openRecord(core: Core, ticket: JoinTicket, sealed: string): Promise<JoinRecord> {
  const opened = await core.sealer.open('join', contextOf(ticket), sealed)
  const { answer, asOf, ...rest } = opened as unknown as StoredRecord
  const { claims, authentication, session, ...facts } = answer
  const { expiresAt, ...held } = session
  return {
    ...rest,
    asOf: new Date(asOf),
    answer: {
      ...facts,
      claims: new Map(claims),
      authentication: { ...authentication, at: new Date(authentication.at) },
      session: { ...held, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) },
    },
  }
}
