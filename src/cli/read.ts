import { createReadStream } from 'node:fs'
import process from 'node:process'
import { plainText } from './text.ts'

/**
 * Reads a file, or the standard input where it is `-`, and no more of it than is asked for: neither a
 * device that never ends nor a huge file fills the memory.
 *
 * @param limit in bytes
 * @returns `undefined` where there is more
 * @throws {Error} saying that the file cannot be read
 */
export async function readLimited(path: string, limit: number): Promise<Uint8Array | undefined> {
  const stream = path === '-' ? process.stdin : createReadStream(path)
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > limit) return undefined
      chunks.push(chunk)
    }
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    const why = typeof code === 'string' ? code : 'it cannot be read'
    throw new Error(`${plainText(path)} cannot be read: ${why}.`, { cause: error })
  }
  return Buffer.concat(chunks)
}
