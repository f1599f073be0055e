/** Parameters of Punycode (RFC 3492 section 5). */
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_N = 0x80
const PREFIX = 'xn--'

/**
 * The characters of a label that the URL parser has accepted: an A-label is decoded (RFC 3492
 * section 6.2), every other label stays as it is.
 */
export function unicodeLabel(label: string): string {
  if (!label.startsWith(PREFIX)) return label
  const encoded = label.slice(PREFIX.length)
  const delimiter = encoded.lastIndexOf('-')
  const output = delimiter < 0 ? [] : [...encoded.slice(0, delimiter)]
  let n = INITIAL_N
  let bias = INITIAL_BIAS
  let index = 0
  for (let position = delimiter + 1; position < encoded.length;) {
    const previous = index
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = Number.parseInt(encoded[position++] ?? '', BASE)
      // The parser checked the label, so this is a mistake of ours and not of a person.
      if (Number.isNaN(digit)) throw new TypeError('This is no A-label.')
      const value = punycodeDigit(digit)
      index += value * weight
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX)
      if (value < threshold) break
      weight *= BASE - threshold
    }
    const length = output.length + 1
    bias = adapt(index - previous, length, previous === 0)
    n += Math.floor(index / length)
    index %= length
    output.splice(index++, 0, String.fromCodePoint(n))
  }
  return output.join('')
}

/** `parseInt` counts 0–9 before a–z; Punycode counts a–z before 0–9. */
function punycodeDigit(digit: number): number {
  return digit < 10 ? digit + 26 : digit - 10
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : Math.floor(delta / 2)
  rest += Math.floor(rest / length)
  let k = 0
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN))
    k += BASE
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}
