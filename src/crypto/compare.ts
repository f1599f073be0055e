const encoder = new TextEncoder()

/**
 * Compares two texts in a time that depends on the first one's length only, so that a guess cannot
 * be improved byte by byte.
 */
export function isEqualConstantTime(received: string, expected: string): boolean {
  const left = encoder.encode(received)
  const right = encoder.encode(expected)
  let difference = left.length ^ right.length
  for (let index = 0; index < left.length; index++) {
    difference |= (left[index] ?? 0) ^ (right[index % (right.length || 1)] ?? 0)
  }
  return difference === 0
}
