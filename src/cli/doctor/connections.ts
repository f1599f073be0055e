import { worstStatus } from '../../connection/checks.ts'
import type { Core } from '../../core/core.ts'
import { isSsoError } from '../../errors.ts'
import type { ConnectionRecord } from '../../storage/ports.ts'
import type { Check } from '../../types/check.ts'
import { systemActor } from '../../types/config.ts'
import type { Connection } from '../../types/connection.ts'
import type { Sso } from '../../types/sso.ts'
import { type CliCheck, checksOf } from '../checks.ts'

/** What the examination of one connection came to. */
export interface ExaminedConnection {
  readonly checks: readonly CliCheck[]
  /** What its identity provider said of the time. */
  readonly clock?: Check
}

/** Says nothing about the connection. */
const skipping = ['check_throttled', 'organization_not_entitled', 'connection_not_found'] as const

/**
 * Lets `connections.check` examine what would be activated: it asks the identity provider for its
 * documents, and nobody signs in.
 */
export async function examineConnection(
  { connections }: Pick<Sso, 'connections'>,
  { connection }: ConnectionRecord,
): Promise<ExaminedConnection> {
  const { id: connectionId, draft, protocol, profile } = connection
  const about = `${protocol}, ${profile}${draft ? ', its draft' : ''}`
  try {
    const { checks } = await connections.check(connectionId, { actor: systemActor })
    return examined(checks, about, connectionId)
  } catch (error) {
    const latest = isSsoError(error, 'check_throttled') ? latestChecks(connection) : undefined
    if (latest) return examined(latest, `${about}, a minute ago`, connectionId)
    if (skipping.some((code) => isSsoError(error, code))) {
      const message = `${about}: not examined. ${(error as Error).message}`
      return { checks: [{ name: 'connection', status: 'unknown', message, connectionId }] }
    }
    return { checks: checksOf('connection', error).map((check) => ({ ...check, connectionId })) }
  }
}

/** What the last examination of this very revision found. */
function latestChecks({ check, draft, live }: Connection): readonly Check[] | undefined {
  const isCurrent = check !== undefined && check.fingerprint === (draft ?? live)?.fingerprint
  return isCurrent ? (check.report?.checks as unknown as readonly Check[] | undefined) : undefined
}

function examined(
  checks: readonly Check[],
  about: string,
  connectionId: string,
): ExaminedConnection {
  const clock = checks.find(({ name }) => name === 'clock')
  const others = checks.filter(({ name }) => name !== 'clock')
  const findings = others.filter(({ status }) => status === 'warn' || status === 'fail')
  const passed = others.filter(({ status }) => status === 'pass').length
  const summary: CliCheck = {
    name: 'connection',
    status: findings.length === 0 ? 'pass' : worstStatus(findings),
    message: `${about}: ${passed} of ${others.length} checks passed.`,
    connectionId,
  }
  return {
    checks: [summary, ...findings.map((check) => ({ ...check, connectionId }))],
    ...(clock ? { clock } : {}),
  }
}

/** Whether the clock of this machine agrees with those of the identity providers that were asked. */
export function clockChecks({ config }: Core, clocks: readonly Check[]): readonly CliCheck[] {
  const name = 'clock'
  const bad = clocks.find(({ status }) => status === 'fail' || status === 'warn')
  if (bad) return [bad]
  const count = clocks.filter(({ status }) => status === 'pass').length
  if (count > 0) {
    const whose = count === 1 ? 'the identity provider' : `${count} identity providers`
    return [{ name, status: 'pass', message: `This machine’s clock agrees with ${whose}.` }]
  }
  const message = `No identity provider said what time it is; here it is ${config.clock().toISOString()}.`
  return [{ name, status: 'unknown', message }]
}
