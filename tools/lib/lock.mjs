/** What only one process of this repository may do at a time. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { cache } from './commands.mjs'

const POLL_MILLISECONDS = 100
/** Between making the folder and writing who made it. */
const NAMELESS_MILLISECONDS = 5000

/**
 * Waits until no other process holds the lock, works, and lets go of it. A lock whose process has
 * ended counts for nothing.
 *
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @param {string} [folder] where locks are kept
 * @returns {Promise<Result>}
 */
export async function withLock(name, work, folder = cache) {
  const path = join(folder, `${name}.lock`)
  const owner = join(path, 'pid')
  mkdirSync(folder, { recursive: true })
  while (!isTaken(path)) {
    if (isAbandoned(path, owner)) rmSync(path, { recursive: true, force: true })
    else await delay(POLL_MILLISECONDS)
  }
  try {
    writeFileSync(owner, String(process.pid))
    return await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

/** A folder is made by one process only. @param {string} path */
function isTaken(path) {
  try {
    mkdirSync(path)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path @param {string} owner */
function isAbandoned(path, owner) {
  try {
    const pid = Number(readFileSync(owner, 'utf8'))
    if (pid > 0) return !isRunning(pid)
  } catch {
    // It has no name yet.
  }
  try {
    return Date.now() - statSync(path).mtimeMs > NAMELESS_MILLISECONDS
  } catch {
    // It was let go of meanwhile.
    return false
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH'
  }
}
