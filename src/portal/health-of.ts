import type { Connection } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { Tone } from './components.ts'
import { connectionHealth, type Health, lastSignIn } from './health.ts'
import { ifAllowed } from './permission.ts'
import type { Visit } from './visit.ts'

/** Enough attempts to find the last one that says something about the connection. */
const ATTEMPTS = 20

export interface ShownHealth {
  readonly health: Health
  readonly tone: Tone
  /** When somebody last came in, as far back as attempts are kept; else when the first one did. */
  readonly lastSignInAt: string | undefined
}

/** How a connection is doing, from everything that this visitor may know of it. */
export async function healthOf(visit: Visit, connection: Connection): Promise<ShownHealth> {
  const { sso, as, core } = visit
  const trace = sso.connections.trace(connection.id, { ...as, limit: ATTEMPTS })
  const attempts = (await ifAllowed(trace)) ?? []
  const health = connectionHealth(connection, {
    now: core.config.clock(),
    certificatesEndAt: certificatesEnd(visit, connection),
    attempts,
  })
  const { lastLogin } = connection
  return {
    ...{ health, tone: toneOf(health) },
    lastSignInAt: lastSignIn(attempts)?.at ?? lastLogin?.at,
  }
}

function certificatesEnd({ core }: Visit, { protocol, live, trust }: Connection): Date | undefined {
  const provider = core.config.providerByProtocol.get(protocol)
  const settings = live?.settings as JsonObject | undefined
  return settings && provider?.certificatesEndAt?.(settings, trust?.document)
}

function toneOf({ kind }: Health): Tone {
  if (kind === 'working') return 'good'
  if (kind === 'certificate' || kind === 'attempt') return 'warn'
  return kind === 'failing' ? 'bad' : 'quiet'
}
