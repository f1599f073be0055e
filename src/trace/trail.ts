import type { AccessReason } from '../access/facts.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { Identity } from '../types/identity.ts'
import type { LoginInitiator } from '../types/login.ts'
import type { TraceCheck, TraceOutcome } from '../types/trace.ts'
import type { Failure } from './facts.ts'

/** What is noted of one attempt while it goes on; the trace is made of it afterwards. */
export interface Trail {
  readonly kind: 'login' | 'join' | 'test'
  readonly initiatedBy: LoginInitiator
  /** Steps in the order in which they began. */
  readonly reached: string[]
  /** Checks that report for themselves. */
  readonly noted: Map<string, Pick<TraceCheck, 'status' | 'code'>>
  connection?: TracedConnection
  /** The identity provider vouched for what came: nobody else could have sent it. */
  isVerified: boolean
  /** Set after verification only. */
  identity?: Identity
}

/** The revision that the answer was held against. */
export interface TracedConnection {
  readonly organizationId: string
  readonly protocol: string
  readonly profile: string
  readonly revision?: Pick<ConnectionRevision, 'fingerprint' | 'settings'>
}

/** @param first the step that it begins with */
export function startTrail(kind: Trail['kind'], initiatedBy: LoginInitiator, first: string): Trail {
  return { kind, initiatedBy, reached: [first], noted: new Map(), isVerified: kind === 'join' }
}

export function noteConnection(
  trail: Trail,
  { organizationId, protocol, profile }: Omit<TracedConnection, 'revision'>,
  revision: NonNullable<TracedConnection['revision']>,
): void {
  trail.connection = { organizationId, protocol, profile, revision }
}

/** How an attempt ended. */
export interface Ending {
  readonly connectionId: string
  readonly correlationId: string
  readonly milliseconds: number
  readonly outcome: TraceOutcome
  readonly failure?: Failure
}

/** Codes of reasons that say that there was nothing to check. */
const notAsked: readonly string[] = ['email_domain_any', 'roles_unused', 'host_decides']

/** Takes over what the access decision says of its own steps. */
export function noteReasons({ noted }: Trail, reasons: readonly AccessReason[]): void {
  for (const { step, outcome, code } of reasons) {
    if (outcome === 'pass')
      noted.set(step, { status: notAsked.includes(code) ? 'skipped' : 'pass' })
    else noted.set(step, { status: outcome === 'fail' ? 'fail' : 'skipped', code })
  }
}
