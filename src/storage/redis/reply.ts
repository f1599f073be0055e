/** A leading U+FEFF belongs to the text; what is no UTF-8 is not ours. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Hosts configure their clients to give numbers as texts, or texts as bytes. */
export function textOf(reply: unknown): string {
  if (typeof reply === 'string') return reply
  if (typeof reply === 'number') return `${reply}`
  if (reply instanceof Uint8Array) return decoder.decode(reply)
  throw new TypeError(`Redis answered with ${reply === null ? 'nothing' : typeof reply}.`)
}

export function optionalTextOf(reply: unknown): string | undefined {
  return reply === null || reply === undefined ? undefined : textOf(reply)
}

export function numberOf(reply: unknown): number {
  const text = textOf(reply)
  const number = Number(text)
  if (text === '' || !Number.isFinite(number)) throw new TypeError('Redis answered no number.')
  return number
}

export function listOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply
  throw new TypeError('Redis answered no list.')
}
