import { isSsoError } from '../errors.ts'
import { plainText, wrapped } from './text.ts'
import { usage } from './usage.ts'

/** What a command says and how the process ends. */
export interface CliAnswer {
  /** As `usage` says. */
  readonly exitCode: 0 | 1 | 2 | 3
  readonly stdout: string
  readonly stderr: string
}

export const done = (stdout: string): CliAnswer => ({ exitCode: 0, stdout, stderr: '' })

/** The call itself is wrong. */
export const misuse = (problem: string): CliAnswer => ({
  ...{ exitCode: 2, stdout: '', stderr: `${plainText(problem)}\n\n${usage}` },
})

/** Nothing could be done. */
export function unable(error: unknown): CliAnswer {
  const { message, hint } = explained(error)
  const advice = hint === undefined ? '' : `${wrapped(hint, '→ ', '  ')}\n`
  return { exitCode: 1, stdout: '', stderr: `${wrapped(message, '', '')}\n${advice}` }
}

/** What an error says; only ours have something to advise. */
export function explained(error: unknown): {
  readonly message: string
  readonly hint?: string
  readonly code?: string
} {
  if (isSsoError(error)) return { message: error.message, hint: error.hint, code: error.code }
  return { message: error instanceof Error ? error.message : String(error) }
}
