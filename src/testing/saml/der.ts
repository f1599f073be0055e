/*
 * DER, just enough for a certificate (X.690). Numbers below are tags and identifiers of that standard.
 */

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(parts)
  return concat([Uint8Array.of(tag, ...lengthOf(content.length)), content])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 + bytes.length, ...bytes]
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]): Uint8Array => der(0x31, ...parts)
export const utf8String = (value: string): Uint8Array => der(0x0c, encoder.encode(value))
export const derNull = (): Uint8Array => der(0x05)
/** Of whole bytes. */
export const bitString = (content: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), content)
/** Whose first byte is 1 to 127: positive, and not longer than it must be. */
export const integer = (content: Uint8Array): Uint8Array => der(0x02, content)

/** Second and later numbers in groups of seven bits. */
export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const groups = rest.flatMap((number) => {
    const bytes = [number % 128]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
      bytes.unshift((left % 128) + 128)
    }
    return bytes
  })
  return der(0x06, Uint8Array.of(first * 40 + second, ...groups))
}

/** Two-digit years until 2049, as RFC 5280 section 4.1.2.5 prescribes. */
export function time(instant: Date): Uint8Array {
  const digits = `${instant.toISOString().replaceAll(/\.\d+|\D/g, '')}Z`
  const year = instant.getUTCFullYear()
  return year >= 1950 && year < 2050
    ? der(0x17, encoder.encode(digits.slice(2)))
    : der(0x18, encoder.encode(digits))
}

const encoder = new TextEncoder()

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
