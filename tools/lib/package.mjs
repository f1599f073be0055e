/** The package as it would be published, and folders in which it is installed. */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { copyPeers } from '../peers.mjs'
import { cache, mustRun, npm, plainEnvironment, readManifest, root } from './commands.mjs'
import { withLock } from './lock.mjs'

/** Longer than any run that may still use it. */
const PACK_LIFETIME_MILLISECONDS = 3_600_000

/** Builds where `dist` is older than what it is made from; of several processes one does. */
export async function buildIfStale() {
  if (!isStale()) return
  await withLock('build', async () => {
    if (isStale()) await mustRun([process.execPath, join(root, 'tools/build.mjs')])
  })
}

function isStale() {
  const sources = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'tsup.config.ts']
  const newestSource = Math.max(...sources.map((name) => newest(join(root, name))))
  const outputs = Object.values(readManifest().exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.types, target.default],
  )
  const isThere = outputs.every((file) => existsSync(join(root, file)))
  return !isThere || newest(join(root, 'dist')) <= newestSource
}

/** @param {string} path */
function newest(path) {
  if (!existsSync(path)) return 0
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return Math.max(0, ...files.map((name) => statSync(join(path, name)).mtimeMs))
}

/**
 * Packs the package and gives the tarball's path. The name holds a digest of what went in, so an
 * unchanged package is packed once, and processes that do this at the same time do no harm.
 */
export async function packTarball() {
  const { name, version } = readManifest()
  const folder = join(cache, 'pack', `${version}-${digestOfPackage()}`)
  const tarball = join(folder, `${name}-${version}.tgz`)
  if (existsSync(tarball)) return tarball
  forgetOldPacks()
  mkdirSync(folder, { recursive: true })
  const scratch = mkdtempSync(join(folder, 'new-'))
  try {
    const command = npm('pack', '--ignore-scripts', '--pack-destination', scratch)
    await mustRun(command, { env: plainEnvironment })
    renameSync(join(scratch, basename(tarball)), tarball)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return tarball
}

function forgetOldPacks() {
  const folder = join(cache, 'pack')
  if (!existsSync(folder)) return
  for (const path of readdirSync(folder).map((name) => join(folder, name))) {
    const age = Date.now() - statSync(path).mtimeMs
    if (age > PACK_LIFETIME_MILLISECONDS) rmSync(path, { recursive: true, force: true })
  }
}

function digestOfPackage() {
  const hash = createHash('sha256')
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const roots = [...files, 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']
  for (const path of roots.map((name) => join(root, name)).filter((file) => existsSync(file))) {
    const isFolder = statSync(path).isDirectory()
    const names = isFolder
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted()
      : ['']
    for (const file of names.map((name) => join(path, name))) {
      if (!statSync(file).isFile()) continue
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * The files of a tarball by their paths below `package/`.
 *
 * @param {string} tarball
 * @returns {Map<string, Buffer>}
 */
export function readTarball(tarball) {
  const bytes = gunzipSync(readFileSync(tarball))
  const files = new Map()
  let longPath
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0;) {
    const field = (/** @type {number} */ from, /** @type {number} */ length) =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    const content = bytes.subarray(at + 512, at + 512 + size)
    const type = field(156, 1)
    const path = longPath ?? [field(345, 155), field(0, 100)].filter(Boolean).join('/')
    longPath = type === 'x' ? /^\d+ path=(.*)$/m.exec(content.toString('utf8'))?.[1] : undefined
    if (type === '0' || type === '') files.set(path.replace(/^package\//, ''), content)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

/**
 * Installs packages into a folder, ssokit from a tarball and the rest from the registry, whatever
 * range the folder's package.json names for ssokit.
 *
 * @param {string} folder
 * @param {readonly string[]} packages
 */
export async function install(folder, packages) {
  const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']
  await mustRun(npm('install', ...quiet, '--loglevel=error', ...packages), {
    cwd: folder,
    env: plainEnvironment,
  })
}

/** @returns {string[]} */
export function exampleNames() {
  const folder = join(root, 'examples')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => {
    const file = join(folder, name, 'package.json')
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).scripts?.start
  })
}

/**
 * Copies an example out of the repository and installs it as a user would: with the packed package.
 *
 * @param {string} name
 * @param {{ cacheDir?: string }} [options] where the copy's folder is made; a test that wants to see
 *   missing dependencies takes one outside of the repository
 * @returns {Promise<string>} the folder
 */
export async function prepareExample(name, { cacheDir = join(cache, 'examples') } = {}) {
  const source = join(root, 'examples', name)
  if (!exampleNames().includes(name)) throw new Error(`There is no example ${name}.`)
  await buildIfStale()
  const tarball = await packTarball()
  const folder = join(cacheDir, name)
  rmSync(folder, { recursive: true, force: true })
  cpSync(source, folder, {
    recursive: true,
    filter: (path) =>
      !relative(source, path)
        .split(/[/\\]/)
        .some((part) => ['node_modules', '.data', '.next', 'dist'].includes(part)),
  })
  const set = frameworkOf.get(name)
  if (set !== undefined) await copyPeers(set, folder)
  await install(folder, [tarball])
  return folder
}

/** Frameworks that are big and there already, by the names of `tools/peers.mjs`; npm fetches the rest. */
const frameworkOf = new Map([
  ['nest', 'nest12'],
  ['next', 'next16'],
])

/**
 * Lets an example find the package, where it lies, as if it were installed.
 *
 * @param {string} name
 */
export function linkExample(name) {
  const folder = join(root, 'examples', name, 'node_modules')
  const path = join(folder, 'ssokit')
  try {
    if (resolve(folder, readlinkSync(path)) === root) return
  } catch {
    // There is none yet, or an installed copy.
  }
  rmSync(path, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  symlinkSync(root, path, 'junction')
}
