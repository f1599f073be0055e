/**
 * Frameworks and databases that are too big for the root's node_modules. Each set of packages goes, in
 * exact versions, into a folder of its own below `.cache/peers`.
 *
 *     import { peers } from '../tools/peers.mjs'
 *     const folder = await peers('prisma') // installs at the first call, then only names the folder
 *     const { PrismaPg } = await import(pathToFileURL(createRequire(join(folder, 'x')).resolve('@prisma/adapter-pg')))
 *
 * `node tools/peers.mjs` installs all sets, `node tools/peers.mjs prisma next16` some of them. A folder's
 * name holds a digest of its versions, so a changed version makes a new folder and an old one is never
 * half updated. What processes generate belongs into folders of their own, not into these.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { cache, mustRun, npm, plainEnvironment, run, secondsSince } from './lib/commands.mjs'

/** The package `node` would fetch this one by a script; it is the program itself. */
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/**
 * The one place that names their versions, exactly.
 *
 * @type {Record<string, Record<string, string>>}
 */
const sets = {
  // The last of 1.6 whose two packages agree with one another.
  'better-auth': {
    '@better-auth/core': '1.6.29',
    '@better-auth/sso': '1.6.29',
    '@better-auth/utils': '0.4.2',
    '@better-fetch/fetch': '1.3.1',
    'better-auth': '1.6.29',
    'better-call': '1.4.0',
  },
  chromium: { '@sparticuz/chromium': '153.0.0' },
  nest11: {
    '@nestjs/common': '11.2.10',
    '@nestjs/core': '11.2.10',
    '@nestjs/platform-express': '11.2.10',
    '@nestjs/platform-fastify': '11.2.8',
    '@nestjs/testing': '11.2.6',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  },
  nest12: {
    '@nestjs/common': '12.5.1',
    '@nestjs/core': '12.5.1',
    '@nestjs/platform-express': '12.5.1',
    '@nestjs/platform-fastify': '12.5.0',
    '@nestjs/testing': '12.1.1',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  },
  // iron-session 9 needs a newer Node.js than we support.
  next15: { 'iron-session': '8.0.4', next: '15.5.29', react: '19.3.1', 'react-dom': '19.3.1' },
  next16: { 'iron-session': '8.0.4', next: '16.4.5', react: '19.3.1', 'react-dom': '19.3.1' },
  'drizzle-kit': { 'drizzle-kit': '0.31.11', 'drizzle-orm': '0.45.4' },
  prisma: {
    '@prisma/adapter-libsql': '7.10.0',
    '@prisma/adapter-mariadb': '7.10.0',
    '@prisma/adapter-pg': '7.10.0',
    '@prisma/client': '7.10.0',
    prisma: '7.10.0',
  },
  // Runtimes. Of Node the oldest versions that we support, and the newest of each line.
  'node20-oldest': { [nodePackage]: '20.19.0' },
  'node22-oldest': { [nodePackage]: '22.12.0' },
  node22: { [nodePackage]: '22.23.3' },
  node24: { [nodePackage]: '24.21.0' },
  node26: { [nodePackage]: '26.10.0' },
  bun: { bun: '1.4.5' },
  deno: { deno: '2.9.6' },
  workerd: { workerd: '1.20261117.1' },
}

const folderOfSets = join(cache, 'peers')

/** How often a process that waits for another one's installation looks. */
const WAIT_MILLISECONDS = 250

/** An installation takes well below a minute; a lock without a process in it is older than this. */
const UNOWNED_LOCK_MILLISECONDS = 10_000

/**
 * The folder in whose `node_modules` the packages of a set are. Installs them where they are missing;
 * processes that ask at the same time wait for the one that installs.
 *
 * @param {string} name a key of `sets`
 * @returns {Promise<string>}
 */
export async function peers(name) {
  const packages = Object.hasOwn(sets, name) ? sets[name] : undefined
  if (!packages) throw new Error(`No set ${name}. There are: ${Object.keys(sets).join(', ')}`)
  const digest = createHash('sha256').update(JSON.stringify(packages)).digest('hex').slice(0, 12)
  const folder = join(folderOfSets, `${name}-${digest}`)
  if (existsSync(folder)) return folder
  mkdirSync(folderOfSets, { recursive: true })
  const release = await lock(`${folder}.lock`)
  try {
    // Another process may have done it meanwhile.
    if (!existsSync(folder)) await install(name, packages, folder)
    return folder
  } finally {
    release()
  }
}

/**
 * Puts the packages of a set into a folder, as if they were installed there: links instead of copies where
 * the system can, since npm replaces files and never writes into them.
 *
 * @param {string} name a key of `sets`
 * @param {string} folder
 */
export async function copyPeers(name, folder) {
  const source = join(await peers(name), 'node_modules')
  const target = join(folder, 'node_modules')
  const linked = await run(['cp', '-al', source, target])
  if (linked.exitCode !== 0) cpSync(source, target, { recursive: true })
  // It says that nothing else is there.
  rmSync(join(target, '.package-lock.json'), { force: true })
}

/**
 * The packages of a set as npm takes them, for a folder that is to hold more than them.
 *
 * @param {string} name a key of `sets`
 */
export function packagesOf(name) {
  return Object.entries(sets[name] ?? {}).map(([key, version]) => `${key}@${version}`)
}

/**
 * Only a complete installation gets the folder's name, so an interrupted one is done again.
 *
 * @param {string} name
 * @param {Record<string, string>} packages
 * @param {string} folder
 */
async function install(name, packages, folder) {
  const startedAt = performance.now()
  const versions = Object.entries(packages).map(([key, version]) => `${key} ${version}`)
  // Not stdout, which belongs to the program that asks.
  console.error(`peers: installing ${versions.join(', ')} …`)
  // Named by its process, so that two can never write into one.
  const unfinished = join(folderOfSets, `${name}.part-${process.pid}`)
  removeOutdated(name)
  mkdirSync(unfinished)
  const manifest = { name: `peers-${name}`, private: true, type: 'module', dependencies: packages }
  writeFileSync(join(unfinished, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--prefer-offline']
  // Scripts would download programs that the tests do not use.
  await mustRun(npm('install', '--ignore-scripts', ...quiet, '--loglevel=error'), {
    cwd: unfinished,
    env: plainEnvironment,
  })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    // Two processes took over one abandoned lock, and the other one was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  console.error(`peers: ${name} installed in ${secondsSince(startedAt)}`)
}

/**
 * Removes other versions of a set, and what interrupted processes left.
 *
 * @param {string} name
 */
function removeOutdated(name) {
  for (const other of readdirSync(folderOfSets)) {
    const rest = other.startsWith(name) ? other.slice(name.length) : ''
    const pid = /^\.part-(\d+)$/.exec(rest)?.[1]
    const isOutdated = pid === undefined ? /^-[0-9a-f]{12}$/.test(rest) : !isAlive(Number(pid))
    if (isOutdated) rmSync(join(folderOfSets, other), { recursive: true, force: true })
  }
}

/**
 * Waits until no other living process holds the lock. A lock is a folder, since making one is atomic
 * everywhere; the file in it names its process.
 *
 * @param {string} path
 * @returns {Promise<() => void>} gives it back
 */
async function lock(path) {
  for (;;) {
    try {
      mkdirSync(path)
      writeFileSync(join(path, 'pid'), String(process.pid))
      return () => rmSync(path, { recursive: true, force: true })
    } catch (error) {
      if (error?.code !== 'EEXIST') throw error
    }
    if (isAbandoned(path)) takeAway(path)
    else await sleep(WAIT_MILLISECONDS)
  }
}

/**
 * Moves it first, which of several processes one can.
 *
 * @param {string} path
 */
function takeAway(path) {
  const own = `${path}-${process.pid}`
  try {
    renameSync(path, own)
  } catch (error) {
    if (error?.code !== 'ENOENT') throw error
  }
  rmSync(own, { recursive: true, force: true })
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'))
    if (pid > 0) return !isAlive(pid)
    return Date.now() - statSync(path).mtimeMs > UNOWNED_LOCK_MILLISECONDS
  } catch {
    // Between another process's two steps of taking or of giving back.
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat !== undefined && Date.now() - stat.mtimeMs > UNOWNED_LOCK_MILLISECONDS
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is a process.
    return error?.code === 'EPERM'
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2)
  for (const name of names.length > 0 ? names : Object.keys(sets)) {
    console.log(`${name}: ${await peers(name)}`)
  }
}
