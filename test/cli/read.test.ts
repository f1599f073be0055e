import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readLimited } from '../../src/cli/read.ts'

const folder = mkdtempSync(join(tmpdir(), 'ssokit-read-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a file', () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'x'.repeat(100_000))

  it('is read up to the limit, to the byte', async () => {
    expect((await readLimited(path, 100_000))?.length).toBe(100_000)
    expect(await readLimited(path, 99_999)).toBeUndefined()
  })

  it('may never end', async () => {
    expect(await readLimited('/dev/zero', 1_000_000)).toBeUndefined()
  })

  it.each([
    ['missing', 'ENOENT'],
    ['.', 'EISDIR'],
  ])('that cannot be read is told by its name: %j', async (name, code) => {
    const told = readLimited(`${folder}/${name}`, 10)
    await expect(told).rejects.toThrow(new RegExp(`cannot be read: ${code}\\.$`))
  })
})
