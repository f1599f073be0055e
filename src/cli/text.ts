import { printable } from '../errors.ts'

/** Below the 200 at which `printable` cuts. */
const PIECE = 64

/**
 * Text that may have come from anywhere, for a terminal: nothing in it moves the cursor, changes
 * colours or turns the direction of reading (rule T4). Longer than a log line, so it is not cut.
 */
export function plainText(text: string): string {
  const characters = Array.from(text)
  let plain = ''
  for (let at = 0; at < characters.length; at += PIECE) {
    plain += printable(characters.slice(at, at + PIECE).join(''))
  }
  return plain
}

/** JSON of one line, in which the same characters are written as escapes. */
export function jsonLine(value: unknown): string {
  const escaped = JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16)
      return `\\u${unit.padStart(4, '0')}`
    }).join(''),
  )
  return `${escaped}\n`
}

/** Columns of a terminal that nobody has made wider. */
const COLUMNS = 80

/** Breaks at spaces; a word that is longer than a line, such as an address, stays whole. */
export function wrapped(text: string, first: string, others: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of plainText(text).split(' ')) {
    const indent = lines.length === 0 ? first : others
    const next = line === '' ? word : `${line} ${word}`
    if (line === '' || indent.length + next.length <= COLUMNS) line = next
    else {
      lines.push(indent + line)
      line = word
    }
  }
  return [...lines, (lines.length === 0 ? first : others) + line].join('\n')
}
