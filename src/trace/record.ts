import type { Core } from '../core/core.ts'
import type { TraceOutcome } from '../types/trace.ts'
import type { Failure } from './facts.ts'
import { createFailureLimit, type FailureLimit } from './limit.ts'
import type { Ending, Trail } from './trail.ts'

/** One per `createSso`. */
const limits = new WeakMap<Core, FailureLimit>()

/** Writes an attempt into the journal, after the answer; whatever becomes of it, the sign-in goes on. */
export function recordAttempt(core: Core, trail: Trail, ending: Ending): void {
  const { trace, clock } = core.config
  const { connectionId, correlationId, failure } = ending
  if (trace === false) return
  const at = clock()
  if (failure) {
    const limit = limits.get(core) ?? createFailureLimit()
    limits.set(core, limit)
    // Only who may test a connection can begin a test of it.
    const isVerified = trail.isVerified || trail.kind === 'test'
    if (!limit.allows({ connectionId, flowId: correlationId, isVerified }, at)) return
  }
  // As it is now: what the host's hook does is noted afterwards, in an entry of its own.
  const noted = { ...trail, reached: [...trail.reached], noted: new Map(trail.noted) }
  core.background(
    async () => {
      const { writeAttempt } = await import('./write.ts')
      await writeAttempt(core, noted, ending, at)
    },
    { connectionId },
  )
}

/** Codes of refusals: the person is known, and the access rules said no. */
const refusal = /^(access_|join_)/

/** How an attempt ended that threw. */
export function failedOutcome({ code }: Pick<Failure, 'code'>): TraceOutcome {
  return refusal.test(code) ? 'refused' : 'failed'
}
