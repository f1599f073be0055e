import { printable } from '../errors.ts'
import type { TraceCheck, TraceEntry } from '../types/trace.ts'

/** Bytes of JSON: fifty entries of a connection stay below 200 kB, whatever others have sent. */
export const MAX_ENTRY_BYTES = 4000

/** Characters of a quoted value (rule T4), counted after it was escaped. */
const MAX_VALUE_LENGTH = 200
/** Far above our longest hint. */
const MAX_HINT_LENGTH = 600
const MAX_NAME_LENGTH = 64
/** More than any protocol checks; a provider of the host's own could name thousands. */
const MAX_CHECKS = 40

const encoder = new TextEncoder()

/**
 * The entry as it is stored: everything from outside is cut and escaped, and all of it together is
 * bounded. What has to go goes from the last failed check on, so that the first keeps the most. Pure.
 */
export function boundedEntry(entry: TraceEntry): TraceEntry {
  let checks = entry.checks.slice(0, MAX_CHECKS).map(shortened)
  const size = () => encoder.encode(JSON.stringify({ ...entry, checks })).length
  for (let index = checks.length - 1; index >= 0 && size() > MAX_ENTRY_BYTES; index--) {
    checks = checks.map((check, at) => (at === index ? bare(check) : check))
  }
  while (checks.length > 0 && size() > MAX_ENTRY_BYTES) checks = checks.slice(0, -1)
  return { ...entry, checks }
}

function shortened({ name, status, code, expected, received, hint }: TraceCheck): TraceCheck {
  return {
    ...{ name: cut(name, MAX_NAME_LENGTH), status },
    ...(code === undefined ? {} : { code: cut(code, MAX_NAME_LENGTH) }),
    ...(expected === undefined ? {} : { expected: cut(expected) }),
    ...(received === undefined ? {} : { received: cut(received) }),
    ...(hint === undefined ? {} : { hint: cut(hint, MAX_HINT_LENGTH) }),
  }
}

function bare({ name, status, code }: TraceCheck): TraceCheck {
  return { name, status, ...(code === undefined ? {} : { code }) }
}

/** Escaping makes it longer, so it is cut once more; by characters, never through one. */
function cut(text: string, length: number = MAX_VALUE_LENGTH): string {
  const characters = [...escaped(text, length)]
  return characters.length > length
    ? `${characters.slice(0, length - 1).join('')}…`
    : characters.join('')
}

/** `printable` cuts at 200 characters itself; hints of ours are longer. */
function escaped(text: string, length: number): string {
  if (length <= MAX_VALUE_LENGTH) return printable(text)
  const parts = text.slice(0, length + 1).match(/[^]{1,200}/g) ?? []
  return parts.map(printable).join('')
}

/** First letter and domain: enough to recognise whoever asks for help. */
export function reducedEmail(email: string): string {
  const [first = ''] = email
  return `${first}…${email.slice(email.lastIndexOf('@'))}`
}
