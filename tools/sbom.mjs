/**
 * Writes what comes along at run time: docs/sbom.cdx.json (CycloneDX) and docs/licenses.md, from
 * package-lock.json: `node tools/sbom.mjs`. With `--check` it writes nothing, and says what differs. A
 * licence that asks more of hosts than to name it is refused. Needs no network.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mustRun, npm, plainEnvironment, root } from './lib/commands.mjs'

/** Licences that let hosts do what they like, as long as the text comes along. SPDX ids. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
])

/**
 * Packages whose package.json names the licence in words, by name and version; what their LICENSE says
 * was read.
 */
const corrected = new Map([['xml-escape@1.1.0', 'MIT']])

/**
 * @typedef {{ version?: string, license?: string, dev?: boolean, peer?: boolean, integrity?: string,
 *   dependencies?: Record<string, string>, link?: boolean }} LockedPackage
 * @typedef {{ lockfileVersion: number, packages: Record<string, LockedPackage> }} Lock
 * @typedef {{ ref: string, name: string, version: string, license: string, purl: string,
 *   hashes: readonly { alg: string, content: string }[], dependsOn: readonly string[] }} Component
 * @typedef {{ name: string, version: string, license: string, purl: string, dependsOn: readonly string[],
 *   components: readonly Component[] }} Bill
 */

/**
 * The part of a lock that hosts get. `npm sbom --omit=dev` leaves out what development needs as well, so
 * it is given a lock in which there is nothing else.
 *
 * @param {Lock} lock
 * @returns {Lock}
 */
export function runtimeLock(lock) {
  const [own = {}] = [lock.packages['']]
  const kept = Object.entries(lock.packages).filter(
    ([path, { dev, peer }]) => path !== '' && !dev && !peer,
  )
  const { version = '', license = '', dependencies = {} } = own
  const self = { name: 'ssokit', version, license, dependencies }
  return { ...lock, packages: { '': self, ...Object.fromEntries(kept) } }
}

/**
 * @param {Lock} lock of run-time dependencies alone
 * @returns {Promise<Bill>}
 */
export async function readBill(lock) {
  const scratch = mkdtempSync(join(tmpdir(), 'ssokit-sbom-'))
  // npm names the document after the folder.
  const folder = join(scratch, 'ssokit')
  try {
    mkdirSync(folder)
    const [own] = [lock.packages['']]
    writeFileSync(join(folder, 'package.json'), JSON.stringify(own))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
    const options = [
      '--sbom-format=cyclonedx',
      '--package-lock-only',
      '--offline',
      '--loglevel=error',
    ]
    const { stdout } = await mustRun(npm('sbom', ...options), {
      cwd: folder,
      env: plainEnvironment,
    })
    return billOf(JSON.parse(stdout))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * What npm says, without what differs from call to call and from npm to npm.
 *
 * @param {any} document
 * @returns {Bill}
 */
function billOf(document) {
  const dependsOn = new Map(
    document.dependencies.map((/** @type {{ ref: string, dependsOn: string[] }} */ one) => [
      one.ref,
      one.dependsOn.toSorted(),
    ]),
  )
  /** @returns {Component} */
  const read = (/** @type {any} */ component) => {
    const ref = component['bom-ref']
    const [{ license, expression } = {}] = component.licenses ?? []
    return {
      ...{ ref, name: component.name, version: component.version, purl: component.purl },
      license: license?.id ?? corrected.get(ref) ?? expression ?? license?.name ?? 'unknown',
      hashes: component.hashes ?? [],
      dependsOn: dependsOn.get(ref) ?? [],
    }
  }
  const { hashes: _none, ref: _ref, ...self } = read(document.metadata.component)
  const components = document.components.map(read)
  return { ...self, components: components.toSorted(byName) }
}

/**
 * @param {Component} a
 * @param {Component} b
 */
function byName(a, b) {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.version < b.version ? -1 : 1
}

/**
 * Components whose licence is none of the permissive ones.
 *
 * @param {Bill} bill
 */
export function refusedLicences({ components }) {
  return components.filter(({ license }) => !permissive.has(license))
}

/**
 * Without serial number and time, which the format leaves to choice: equal contents, equal bytes.
 *
 * @param {Bill} bill
 */
export function cycloneDx({ name, version, license, purl, dependsOn, components }) {
  const ref = `${name}@${version}`
  const licences = (/** @type {string} */ id) => [{ license: { id } }]
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'pre-build' }],
      component: {
        ...{ 'bom-ref': ref, type: 'library', name, version, purl },
        licenses: licences(license),
      },
    },
    components: components.map((one) => ({
      ...{ 'bom-ref': one.ref, type: 'library', name: one.name, version: one.version },
      ...{ scope: 'required', purl: one.purl, hashes: one.hashes },
      licenses: licences(one.license),
    })),
    dependencies: [{ ref, dependsOn }, ...components].map((one) => ({
      ...{ ref: one.ref, dependsOn: one.dependsOn },
    })),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** @param {Bill} bill */
export function licencePage({ dependsOn, components }) {
  const rows = components.map(({ ref, name, version, license }) => {
    const users = components.filter((one) => one.dependsOn.includes(ref)).map((one) => one.name)
    const by = [...(dependsOn.includes(ref) ? ['ssokit'] : []), ...new Set(users)]
    return `| ${name} | ${version} | ${license} | ${by.join(', ')} |`
  })
  return [
    '# Licences of what comes along',
    '',
    '<!-- Written by `node tools/sbom.mjs` from package-lock.json. -->',
    '',
    'What `npm install ssokit` installs, in the versions that are tested. All of these licences let you use,',
    'change and sell what you build, as long as their texts come along; others are refused by a test. The same',
    'as CycloneDX: [sbom.cdx.json](sbom.cdx.json).',
    '',
    'Frameworks, databases and their clients are yours; ssokit installs none. The list of public suffixes in',
    'tldts comes from publicsuffix.org, whose data is under MPL-2.0.',
    '',
    '| package | version | licence | needed by |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/** @returns {Promise<{ bill: Bill, files: ReadonlyMap<string, string> }>} */
export async function readFiles() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const bill = await readBill(runtimeLock(lock))
  const files = new Map([
    ['docs/sbom.cdx.json', cycloneDx(bill)],
    ['docs/licenses.md', licencePage(bill)],
  ])
  return { bill, files }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { bill, files } = await readFiles()
  for (const { ref, license } of refusedLicences(bill)) {
    console.error(`${ref}: the licence ${license} is none of: ${[...permissive].join(', ')}`)
    process.exitCode = 1
  }
  for (const [name, text] of files) {
    const file = join(root, name)
    if (!process.argv.includes('--check')) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${name} is not up to date. Run: node tools/sbom.mjs`)
      process.exitCode = 1
    }
  }
}
