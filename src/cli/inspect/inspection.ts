import type { SsoError } from '../../errors.ts'
import type { Core } from '../../core/core.ts'
import { traceChecks } from '../../trace/checks.ts'
import type { LoadedConnection } from '../../storage/ports.ts'
import type { ConnectionRevision } from '../../types/connection.ts'
import type { ProviderContext, SsoProvider } from '../../types/provider.ts'
import type { LoginStep } from '../../types/trace.ts'
import type { CliCheck } from '../checks.ts'

/** Something that a file says. */
export interface Fact {
  readonly name: string
  readonly values: readonly string[]
  /** About a person: hidden on request. */
  readonly isPersonal?: true
}

/** What was found out about a file. */
export interface Inspection {
  /** Claims of the file, none of which needs to be true. */
  readonly facts: readonly Fact[]
  readonly checks: readonly CliCheck[]
  /** What ended it, or would end a sign-in. */
  readonly failure?: SsoError
  /** What was not looked at, and why. */
  readonly notes: readonly string[]
}

/** The connection that a file is held against; nothing of it reaches the network. */
export interface InspectedConnection {
  readonly core: Core
  readonly provider: SsoProvider
  readonly loaded: LoadedConnection
  readonly revision: ConnectionRevision
  readonly context: ProviderContext
}

/** `undefined` for what is not there. */
export function fact(
  name: string,
  value: string | readonly string[] | undefined,
  isPersonal?: true,
): readonly Fact[] {
  if (value === undefined) return []
  const values = typeof value === 'string' ? [value] : value
  return [{ name, values, ...(isPersonal ? { isPersonal } : {}) }]
}

/**
 * As the login trace lists them; what was not reached is unknown.
 *
 * @param reached steps that were begun
 * @param failure what ended it
 */
export function checksFor(
  steps: readonly LoginStep[],
  reached: readonly string[],
  failure: SsoError | undefined,
): readonly CliCheck[] {
  const checks = traceChecks(steps, { reached: [...reached], noted: new Map() }, failure)
  return checks.map(({ status, ...check }) => ({
    ...check,
    status: status === 'skipped' ? 'unknown' : status,
  }))
}
