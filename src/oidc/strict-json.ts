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

/** Walks text that is known to be JSON, so only strings and brackets matter. */
function refuseRepeatedMembers(text: string): void {
  /** Names seen so far per open object; `null` for an open array. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null)
      if (open.length > MAX_DEPTH) throw new SyntaxError('nested too deeply')
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && followedByColon(text, end)) {
        const raw = text.slice(at, end + 1)
        // `"\u0061"` is the same name as `"a"`.
        const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
        if (names.has(name)) throw new SyntaxError('a member occurs twice')
        names.add(name)
      }
      at = end
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function followedByColon(text: string, end: number): boolean {
  let at = end + 1
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++
  return text[at] === ':'
}
