import { checksOfError } from '../connection/checks.ts'
import { isSsoError } from '../errors.ts'
import type { Check, CheckStatus } from '../types/check.ts'
import { explained } from './answer.ts'
import { wrapped } from './text.ts'

/** One thing that was looked at; of a connection where it names one. */
export interface CliCheck extends Omit<Check, 'message'> {
  readonly message?: string
  readonly connectionId?: string
}

const symbols: Readonly<Record<CheckStatus, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  unknown: '?',
}

/** SGR parameters: green, yellow, red, grey. */
const colors: Readonly<Record<CheckStatus, number>> = { pass: 32, warn: 33, fail: 31, unknown: 90 }

/** A list for people, on 80 columns. */
export function checkLines(checks: readonly CliCheck[], hasColors: boolean): string {
  return checks.map((check) => linesOf(check, hasColors)).join('')
}

function linesOf(check: CliCheck, hasColors: boolean): string {
  const { name, status, message, path = '', expected, received, hint, code, connectionId } = check
  const symbol = symbols[status]
  const about = connectionId === undefined ? name : `${connectionId} ${name}`
  const place = status === 'pass' || path === '' ? '' : ` ${path}:`
  const lines = [
    wrapped(message === undefined ? about : `${about}:${place} ${message}`, '  ', '  '),
  ]
  if (status !== 'pass') {
    if (expected !== undefined) lines.push(wrapped(`expected ${expected}`, '    ', '      '))
    if (received !== undefined) lines.push(wrapped(`received ${received}`, '    ', '      '))
    if (hint !== undefined) lines.push(wrapped(hint, '    → ', '      '))
    if (code !== undefined) lines.push(wrapped(`(${code})`, '    ', '      '))
  }
  const painted = hasColors ? `\u001b[${colors[status]}m${symbol}\u001b[0m` : symbol
  return `${painted} ${lines.join('\n').slice(2)}\n`
}

/** What was thrown, as checks: each issue where there are several. */
export function checksOf(name: string, error: unknown): readonly CliCheck[] {
  return isSsoError(error)
    ? checksOfError(name, error)
    : [{ name, status: 'fail', message: explained(error).message }]
}

export const isWrong = ({ status }: Pick<CliCheck, 'status'>): boolean => status === 'fail'
