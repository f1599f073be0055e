import type { StoreCall } from '../ports.ts'

/**
 * Runs one call of a port. `work` cannot await, which makes the call atomic; what it returns is
 * copied, so that changing a result changes nothing that is stored.
 */
export async function step<Result>(
  call: StoreCall | undefined,
  work: () => Result,
): Promise<Result> {
  call?.signal?.throwIfAborted()
  return structuredClone(work())
}

/** Orders texts as their UTF-8 bytes do, without regard to any language. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const order = rankOf(left.charCodeAt(index)) - rankOf(right.charCodeAt(index))
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** UTF-8 puts astral characters last; UTF-16, whose surrogates they are, before U+E000. */
function rankOf(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit
}

/**
 * Refuses an update that changes what belongs to a record for good.
 *
 * @throws {TypeError} naming the first field that differs
 */
export function requireUnchanged<Field extends string>(
  stored: Readonly<Record<Field, unknown>>,
  given: Readonly<Record<Field, unknown>>,
  ...fields: readonly Field[]
): void {
  const changed = fields.find((field) => stored[field] !== given[field])
  if (changed !== undefined) throw new TypeError(`An update must not change \`${changed}\`.`)
}
