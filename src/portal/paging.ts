import type { Html } from '../http/html.ts'

/** Bytes that a list may take, so that a page stays below 40 kB with all that stands around it. */
const MAX_BYTES = 26_000

/** As many from the beginning as fit on one page, and one at least. */
export function thatFit(items: readonly Html[]): readonly Html[] {
  const encoder = new TextEncoder()
  let bytes = 0
  const end = items.findIndex(({ markup }, index) => {
    bytes += encoder.encode(markup).length
    return bytes > MAX_BYTES && index > 0
  })
  return end === -1 ? items : items.slice(0, end)
}
