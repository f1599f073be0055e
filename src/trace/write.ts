import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import type { Identity } from '../types/identity.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoginStep, TraceEntry, TracePerson } from '../types/trace.ts'
import { traceChecks } from './checks.ts'
import { opaqueSteps, stepsAfter, stepsBefore } from './core-steps.ts'
import { boundedEntry, reducedEmail } from './entry.ts'
import { timeSortedId } from './entry-id.ts'
import { ringsOf } from './rings.ts'
import type { Ending, TracedConnection, Trail } from './trail.ts'

/** Random bytes, for entries of one millisecond. */
const ID_BYTES = 9
/** 128 bits of the digest, in base64url. */
const SUBJECT_LENGTH = 22

/** Makes the entry of an attempt and appends it. */
export async function writeAttempt(
  core: Core,
  trail: Trail,
  { connectionId, correlationId, milliseconds, outcome, failure }: Ending,
  at: Date,
): Promise<void> {
  const owner = trail.connection ?? (await ownerOf(core, connectionId))
  // Removed, or never there: nobody could read it.
  if (!owner) return
  const { initiatedBy, identity } = trail
  const { organizationId, protocol, revision } = owner
  const person = identity && (await personOf(core, [organizationId, connectionId], identity))
  const entry: TraceEntry = boundedEntry({
    id: timeSortedId('log', at, randomToken(ID_BYTES)),
    ...{ at: at.toISOString(), correlationId },
    ...{ outcome, protocol, initiatedBy, milliseconds },
    ...(revision ? { fingerprint: revision.fingerprint } : {}),
    checks: traceChecks(await stepsOf(core, trail, owner), trail, failure),
    ...(person ? { person } : {}),
  })
  const { id } = entry
  const [verified, unverified] = ringsOf(connectionId)
  const isFloodable = failure !== undefined && !trail.isVerified && trail.kind !== 'test'
  await core.storage.journal.append([
    {
      ...{ id, at: entry.at, kind: 'login', correlationId },
      organizationId,
      connectionId: isFloodable ? unverified : verified,
      body: entry as unknown as JsonObject,
    },
  ])
}

async function ownerOf(core: Core, id: string): Promise<TracedConnection | undefined> {
  const [loaded] = await core.storage.connections.load({ id })
  const connection = loaded?.record.connection
  return connection?.id === id ? connection : undefined
}

/** A join decides again about an answer that was verified before; the protocol takes no part in it. */
async function stepsOf(
  core: Core,
  { kind }: Trail,
  { protocol, profile, revision }: TracedConnection,
): Promise<readonly LoginStep[]> {
  if (kind === 'join') return [...stepsBefore.slice(1), ...stepsAfter]
  const provider = core.config.providerByProtocol.get(protocol)
  const settings = (revision?.settings ?? {}) as JsonObject
  const own = await provider?.loginSteps?.({ profile, settings })
  return [...stepsBefore, ...(own ?? opaqueSteps), ...stepsAfter]
}

async function personOf(
  core: Core,
  context: readonly string[],
  { issuer, subject, email }: Identity,
): Promise<TracePerson> {
  const digest = await core.sealer.digest('trace', context, JSON.stringify([issuer, subject]))
  return {
    ...(email === undefined ? {} : { email: reducedEmail(email) }),
    subject: digest.slice(0, SUBJECT_LENGTH),
  }
}
