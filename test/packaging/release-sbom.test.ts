import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { root } from './lib/tools.ts'

interface Component {
  readonly ref: string
  readonly name: string
  readonly license: string
}

interface Bill {
  readonly components: readonly Component[]
}

interface Sbom {
  readFiles(): Promise<{ bill: Bill; files: ReadonlyMap<string, string> }>
  readBill(lock: object): Promise<Bill>
  refusedLicences(bill: Bill): readonly Component[]
  runtimeLock(lock: object): { packages: Record<string, object> }
}

const { readBill, readFiles, refusedLicences, runtimeLock } = (await import(
  join(root, 'tools/sbom.mjs')
)) as Sbom

/** Every package that is installed for run time, found as Node.js would find it. */
function installed(): string[] {
  const found = new Set<string>()
  const visit = (from: string, names: readonly string[]) => {
    for (const name of names) {
      let folder = from
      while (!existsSync(join(folder, 'node_modules', name, 'package.json'))) {
        expect(folder, `${name} is not installed`).not.toBe(dirname(folder))
        folder = dirname(folder)
      }
      const home = join(folder, 'node_modules', name)
      const { version, dependencies = {} } = JSON.parse(
        readFileSync(join(home, 'package.json'), 'utf8'),
      )
      const ref = `${name}@${version}`
      if (found.has(ref)) continue
      found.add(ref)
      visit(home, Object.keys(dependencies))
    }
  }
  visit(root, Object.keys(manifest.dependencies))
  return [...found].toSorted()
}

describe('docs/sbom.cdx.json and docs/licenses.md', () => {
  let bill: Bill
  let files: ReadonlyMap<string, string>
  beforeAll(async () => {
    ;({ bill, files } = await readFiles())
  })

  it('are what package-lock.json says', () => {
    expect([...files.keys()]).toEqual(['docs/sbom.cdx.json', 'docs/licenses.md'])
    for (const [name, text] of files) {
      expect(readFileSync(join(root, name), 'utf8'), 'run: node tools/sbom.mjs').toBe(text)
    }
  })

  it('name every package that comes along, and no other', () => {
    expect(bill.components.map(({ ref }) => ref).toSorted()).toEqual(installed())
  })

  it('have a digest, an address and a known licence of each, and all that each needs', () => {
    const { components, dependencies } = JSON.parse(files.get('docs/sbom.cdx.json') ?? '')
    const refs = new Set(components.map((one: { 'bom-ref': string }) => one['bom-ref']))
    for (const component of components) {
      expect(component.hashes).toEqual([
        { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ])
      const name = component.name.replace('@', '%40')
      expect(component.purl).toBe(`pkg:npm/${name}@${component.version}`)
      expect(component.licenses).toEqual([{ license: { id: expect.stringMatching(/^[\w.-]+$/) } }])
    }
    expect(dependencies).toHaveLength(refs.size + 1)
    for (const { dependsOn } of dependencies) {
      for (const ref of dependsOn) expect(refs).toContain(ref)
    }
  })

  it('agree with the digests that npm checks', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const { components } = JSON.parse(files.get('docs/sbom.cdx.json') ?? '')
    const jose = components.find((one: { name: string }) => one.name === 'jose')
    const integrity = `sha512-${Buffer.from(jose.hashes[0].content, 'hex').toString('base64')}`
    expect(integrity).toBe(lock.packages['node_modules/jose'].integrity)
  })

  it('say nothing of when and where they were made', () => {
    const text = files.get('docs/sbom.cdx.json') ?? ''
    expect(text).not.toMatch(/serialNumber|timestamp|"tools"|file:|https?:\/\/(?!cyclonedx\.org\/)/)
  })

  it('hold permissive licences alone', () => {
    expect(refusedLicences(bill)).toEqual([])
  })

  it('would refuse others, unknown ones among them', async () => {
    const licences = new Map([
      ['copyleft', 'GPL-3.0-only'],
      ['either', '(MIT OR GPL-3.0-only)'],
      ['elsewhere', 'SEE LICENSE IN LICENSE'],
      ['fine', 'ISC'],
      ['silent', undefined],
    ])
    const names = [...licences.keys()]
    const own = { name: 'ssokit', version: '1.0.0', license: 'MIT' }
    const packages = Object.fromEntries(
      [...licences].map(([name, license]) => [
        `node_modules/${name}`,
        { version: '1.0.0', ...(license ? { license } : {}) },
      ]),
    )
    const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']))
    const { components } = await readBill({
      ...{ name: 'ssokit', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': { ...own, dependencies }, ...packages },
    })
    expect(components.map(({ name }) => name)).toEqual(names)
    const refused = refusedLicences({ components }).map(({ name }) => name)
    expect(refused).toEqual(['copyleft', 'either', 'elsewhere', 'silent'])
  })

  it('leave out what only development or a framework of the host needs', () => {
    const packages = {
      '': {
        version: '1.0.0',
        license: 'MIT',
        dependencies: { a: '1' },
        devDependencies: { b: '1' },
      },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', dev: true },
      'node_modules/c': { version: '1.0.0', peer: true },
    }
    const { packages: kept } = runtimeLock({ lockfileVersion: 3, packages })
    expect(Object.keys(kept)).toEqual(['', 'node_modules/a'])
    expect(kept['']).not.toHaveProperty('devDependencies')
  })
})
