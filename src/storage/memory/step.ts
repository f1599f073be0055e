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

/** Orders identifiers as they are, without regard to any language. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Orders ISO-8601 instants by time, also where they differ in precision. */
export function compareInstants(left: string, right: string): number {
  return Date.parse(left) - Date.parse(right)
}
