/**
 * Undoes DEFLATE (RFC 1951, no header). The ceiling holds while the bytes arrive, so that a small
 * message cannot become a large one in memory (rule X5).
 *
 * @returns `undefined` where the bytes are anything else, unfinished or too many
 */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.getReader()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  for (;;) {
    const piece = await reader.read().catch(() => undefined)
    if (!piece) return undefined
    if (piece.done) return new Uint8Array(await new Blob(pieces).arrayBuffer())
    length += piece.value.length
    if (length > maxBytes) break
    pieces.push(piece.value)
  }
  await reader.cancel().catch(() => {})
  return undefined
}
