const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff
/** Lifts surrogates, which stand for U+10000 and above, over all other code units. */
const ABOVE_ALL_UNITS = 0x10000

/**
 * Orders texts by code point, as canonical XML 1.0 section 2.2 asks. JavaScript's `<` orders by UTF-16
 * unit and so puts U+10000 before U+FFFD.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function rank(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + ABOVE_ALL_UNITS : unit
}
