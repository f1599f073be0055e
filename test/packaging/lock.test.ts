import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root, run, withLock } from './lib/tools.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ssokit-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process that notes when it begins and ends what only one may do. */
const program = `
import { appendFileSync } from 'node:fs'
const [tool, folder, name] = process.argv.slice(-3)
const { withLock } = await import(tool)
await withLock('work', async () => {
  appendFileSync(folder + '/notes', 'begin ' + name + ' ')
  await new Promise((done) => setTimeout(done, 60))
  appendFileSync(folder + '/notes', 'end ' + name + ' ')
}, folder)`

/** The name that a process which has ended had. */
async function endedPid(): Promise<string> {
  const { stdout } = await run([process.execPath, '-p', 'process.pid'])
  return stdout.trim()
}

describe('a lock of the tools', () => {
  it('lets one process after the other work', async () => {
    const tool = join(root, 'tools/lib/lock.mjs')
    const names = ['a', 'b', 'c', 'd']
    const ends = await Promise.all(
      names.map((name) =>
        run([process.execPath, '--input-type=module', '-e', program, '--', tool, folder, name]),
      ),
    )
    for (const { exitCode, output } of ends) expect(exitCode, output).toBe(0)
    const notes = readFileSync(join(folder, 'notes'), 'utf8')
    expect(notes.match(/begin (\w) end \1 /g)).toHaveLength(names.length)
  })

  it('is let go of where the work fails', async () => {
    const fails = withLock('work', () => Promise.reject(new Error('broken')), folder)
    await expect(fails).rejects.toThrow('broken')
    expect(await withLock('work', async () => 'done', folder)).toBe('done')
  })

  it('is taken over from a process that has ended', async () => {
    mkdirSync(join(folder, 'work.lock'))
    writeFileSync(join(folder, 'work.lock/pid'), await endedPid())
    expect(await withLock('work', async () => 'done', folder)).toBe('done')
  })

  it('is taken over from one that ended before it wrote who it is', async () => {
    const path = join(folder, 'work.lock')
    mkdirSync(path)
    utimesSync(path, new Date(0), new Date(0))
    expect(await withLock('work', async () => 'done', folder)).toBe('done')
  })
})
