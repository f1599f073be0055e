/**
 * What the tests need from Debian. Installs it where it runs as root on Debian, elsewhere says what
 * is missing. `node tools/setup.mjs` alone does only this.
 */
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mustRun } from './lib/commands.mjs'

/**
 * One row per Debian package. `probe` is a program, or a file by its absolute path; a package whose
 * probe is found is left alone.
 *
 * @type {readonly { name: string, for: string, probe: string }[]}
 */
const packages = [
  { name: 'openssl', for: 'certificates of test listeners', probe: 'openssl' },
  { name: 'xmlsec1', for: 'a second opinion on XML signatures', probe: 'xmlsec1' },
  { name: 'libxml2-utils', for: 'a second opinion on canonical XML', probe: 'xmllint' },
  {
    name: 'opensaml-schemas',
    for: 'the OASIS schemas that our messages and metadata must fit',
    probe: '/usr/share/xml/opensaml/saml-schema-metadata-2.0.xsd',
  },
  {
    name: 'xmltooling-schemas',
    for: 'the W3C schemas that those refer to',
    probe: '/usr/share/xml/xmltooling/xmldsig-core-schema.xsd',
  },
  { name: 'chromium', for: 'journeys in a real browser', probe: 'chromium' },
  {
    name: 'fonts-liberation',
    for: 'the letters on its pages',
    probe: '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
  },
  { name: 'mariadb-server', for: 'storage in MySQL and MariaDB', probe: 'mariadbd' },
  { name: 'redis-server', for: 'storage in Redis', probe: 'redis-server' },
  { name: 'knot', for: 'signed zones in real DNS', probe: 'knotd' },
  { name: 'unbound', for: 'a resolver that checks their signatures', probe: 'unbound' },
  { name: 'dnsdist', for: 'DNS over HTTPS, spoken by a server of others', probe: 'dnsdist' },
]

/** Debian asks this program before it starts a service; 101 means "not allowed". */
const policyFile = '/usr/sbin/policy-rc.d'

/**
 * @param {typeof packages} [wanted]
 * @returns {Promise<string>} what was done, in a few words
 */
export async function setup(wanted = packages) {
  const missing = wanted.filter(({ probe }) => !isFound(probe))
  if (missing.length === 0) return 'nothing missing'
  if (!canInstall()) {
    const list = missing.map((row) => `  ${row.name} (${row.for}; looked for ${row.probe})`)
    throw new Error(
      `Missing on this machine:\n${list.join('\n')}\n` +
        'On Debian as root they are installed by themselves. Tests that need none of this: npm run test:unit',
    )
  }
  await install(missing.map(({ name }) => name))
  const stillMissing = missing.filter(({ probe }) => !isFound(probe))
  if (stillMissing.length > 0) {
    throw new Error(
      `Installed, but not found: ${stillMissing.map(({ probe }) => probe).join(', ')}`,
    )
  }
  return `installed ${missing.map(({ name }) => name).join(', ')}`
}

/** @param {string} probe */
function isFound(probe) {
  if (isAbsolute(probe)) return existsSync(probe)
  // Servers are installed where root's path looks, also when PATH is an ordinary user's.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, probe), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && isFound('apt-get')
}

/** @param {readonly string[]} names */
async function install(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const isOurPolicy = !existsSync(policyFile)
  const removePolicy = () => {
    if (isOurPolicy) rmSync(policyFile, { force: true })
  }
  if (isOurPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', removePolicy)
  try {
    // Without it an image's old lists name versions that the mirror no longer has.
    await mustRun(['apt-get', 'update', '-q'], { env })
    await mustRun(['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...names], { env })
  } finally {
    removePolicy()
    process.off('exit', removePolicy)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`setup: ${await setup()}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
