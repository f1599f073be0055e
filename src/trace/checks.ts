import type { LoginCheck, LoginStep, TraceCheck } from '../types/trace.ts'
import { NOTED_STEP } from './core-steps.ts'
import { factsOf, type Failure, type FailureFacts } from './facts.ts'
import type { Trail } from './trail.ts'

/**
 * Every check of an attempt, in order. Nothing counts as passed that is not known to have run and
 * passed: a step counts as done when the next one began, and of the step that failed only what its table
 * says. Pure.
 *
 * @param steps in their order; those that this attempt did not reach are skipped
 * @param failure `undefined` where it ended well
 */
export function traceChecks(
  steps: readonly LoginStep[],
  trail: Pick<Trail, 'reached' | 'noted'>,
  failure: Failure | undefined,
): readonly TraceCheck[] {
  const known = trail.reached.filter((name) => steps.some(({ step }) => step === name))
  const running = failure ? known.at(-1) : undefined
  const done = new Set(known.filter((name) => name !== running))
  // Rule T4: what was decrypted for this message is not quoted, since not all of its checks passed.
  const isQuotable = !steps.some(({ step, isDecrypting }) => isDecrypting && known.includes(step))
  const failed = failedChecks(steps, failure, isQuotable)
  const isUnknown = failure !== undefined && failed.size === 0
  const checks = steps.flatMap((step): readonly TraceCheck[] => {
    const first = step.checks.findIndex(({ name }) => failed.has(name))
    const own = step.checks.map((row, index): TraceCheck => {
      const found = failed.get(row.name)
      if (found) return found
      if (step.step === NOTED_STEP) {
        return { name: row.name, ...(trail.noted.get(row.name) ?? { status: 'skipped' }) }
      }
      const isCleared = step.step === running && hasPassed(step, { row, index, first, failed })
      return { name: row.name, status: isCleared || done.has(step.step) ? 'pass' : 'skipped' }
    })
    // An error that belongs to no check is that of the step in which it came.
    if (!isUnknown || step.step !== running) return own
    const found = failedCheck(step.step, failure, isQuotable)
    return own.length === 1 && own[0]?.name === step.step ? [found] : [found, ...own]
  })
  const isNowhere = isUnknown && running === undefined
  return isNowhere ? [failedCheck('sign_in', failure, isQuotable), ...checks] : checks
}

interface Position {
  readonly row: LoginCheck
  readonly index: number
  /** Of the first check of this step that failed; -1 where none did. */
  readonly first: number
  readonly failed: ReadonlyMap<string, TraceCheck>
}

/** Whether a check of the step that failed is known to have passed all the same. */
function hasPassed({ mode = 'in_order' }: LoginStep, { row, index, first, failed }: Position) {
  if (first < 0 || row.needs?.some((name) => failed.has(name))) return false
  return mode === 'together' || index < first
}

function failedChecks(
  steps: readonly LoginStep[],
  failure: Failure | undefined,
  isQuotable: boolean,
): ReadonlyMap<string, TraceCheck> {
  const failed = new Map<string, TraceCheck>()
  if (!failure) return failed
  const rows = steps.flatMap(({ checks }) => checks)
  // Several issues may speak of one check: the first is the one to be settled first.
  const problems: readonly Problem[] = [failure, ...(failure.issues ?? [])]
  for (const problem of problems) {
    const row = rows.find(({ codes }) => codes.includes(problem.code))
    if (!row || failed.has(row.name)) continue
    failed.set(row.name, failedCheck(row.name, problem, isQuotable, row))
  }
  return failed
}

interface Problem extends FailureFacts {
  readonly code: string
  readonly hint: string
}

function failedCheck(
  name: string,
  problem: Problem,
  isQuotable: boolean,
  row?: LoginCheck,
): TraceCheck {
  const { expected, received } = factsOf(problem)
  return {
    ...{ name, status: 'fail', code: problem.code },
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined || !isQuotable ? {} : { received }),
    hint: row?.hints?.get(problem.hint) ?? problem.hint,
  }
}
