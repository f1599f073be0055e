import type { JsonObject } from '../types/json.ts'

/** Deeper documents are nobody's claims. */
const MAX_DEPTH = 32

/**
 * Parses a JSON object and refuses members that occur twice (RFC 7515 section 4, RFC 7519 section
 * 4): two readers of one token must never see different claims.
 *
 * @throws {SyntaxError} without quoting the text
 */
export function parseStrictJson(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SyntaxError('not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('not a JSON object')
  }
  refuseRepeatedMembers(text)
  return value as JsonObject
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

/** Walks text that is known to be JSON, so only strings and brackets matter. */
function refuseRepeatedMembers(text: string): void {
  /** Names seen so far per open object; `null` for an open array. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && isFollowedByColon(text, end)) {
        const raw = text.slice(at + 1, end)
        // `"\u0061"` is the same name as `"a"`.
        const name = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
        if (names.has(name)) throw new SyntaxError('a member occurs twice')
        names.add(name)
      }
      at = end
    } else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      open.push(character === OPEN_BRACE ? new Set() : null)
      if (open.length > MAX_DEPTH) throw new SyntaxError('nested too deeply')
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) {
      open.pop()
    }
  }
}

/** A quote ends the string unless an odd number of backslashes stands before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((end - before) % 2 === 1) return end
  }
}

/** White space of JSON is below or at the space; nothing else there can follow a string. */
function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1
  while (text.charCodeAt(at) <= SPACE) at++
  return text.charCodeAt(at) === COLON
}
