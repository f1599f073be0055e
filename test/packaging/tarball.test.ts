import { isBuiltin } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { moduleReferences, packTarball, readTarball, root } from './lib/tools.ts'

let files: ReadonlyMap<string, Buffer>
beforeAll(async () => {
  files = readTarball(await packTarball())
})

/** Commands have chunks of their own, by their names. */
const commandChunks = /^dist\/(doctor|guide|inspect|saml-response)-/
/** Chunks are shared; what the root's may hold is looked at in its bundle. */
const builtinHomes = /^dist\/((adapters|cli|dns|testing)\/|chunk-)/
const paths = (pattern: RegExp) => [...files.keys()].filter((path) => pattern.test(path))
const text = (path: string) => files.get(path)?.toString('utf8') ?? ''

/** Types of third parties that a declaration may name: jose's keys are web standards in all but name. */
const allowedTypes: Readonly<Record<string, readonly string[]>> = {
  jose: ['CryptoKey', 'JSONWebKeySet', 'JWK', 'KeyObject'],
}

describe('the tarball', () => {
  it('holds the built package, its licence and its texts, and nothing else', () => {
    const others = [...files.keys()].filter((path) => !/^dist\/.*\.(js|js\.map|d\.ts)$/.test(path))
    expect(others.toSorted()).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'package.json']),
    )
    const known = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']
    expect(others.filter((path) => !known.includes(path))).toEqual([])
  })

  it('holds no test', () => {
    expect(paths(/(^|\/)(__tests__|fixtures|test|tests)\/|\.(spec|test)\./)).toEqual([])
    // `ssokit/testing` is for hosts; it must not bring a test runner along.
    expect(paths(/\.js$/).filter((path) => /from ["']vitest/.test(text(path)))).toEqual([])
  })

  it('names no path of the machine that built it', () => {
    const here = [root, homedir(), tmpdir()].filter((path) => path.length > 3)
    const anywhere = /(^|["'`\s(=])(file:\/\/)?(\/(work|home|Users|root|tmp)\/|[A-Z]:\\+)\w/m
    const found = [...files.keys()].filter((path) => {
      const content = text(path)
      return here.some((folder) => content.includes(`${folder}/`)) || anywhere.test(content)
    })
    expect(found).toEqual([])
  })

  it('has a source map with relative sources for every file of code', () => {
    for (const path of paths(/\.js$/)) {
      expect(files.has(`${path}.map`), path).toBe(true)
      expect(text(path), path).toMatch(/\/\/# sourceMappingURL=[\w.-]+\.js\.map\s*$/)
    }
    for (const path of paths(/\.map$/)) {
      const { sources, sourceRoot = '' } = JSON.parse(text(path))
      expect(sourceRoot, path).toBe('')
      for (const source of sources) expect(source, path).toMatch(/^(\.\.\/)+src\/[\w./-]+\.ts$/)
    }
  })

  it('imports built-ins by their node: names, only where the layout allows any', () => {
    const found = paths(/\.js$/).flatMap((path) =>
      moduleReferences(text(path))
        .filter(({ specifier }) => isBuiltin(specifier))
        .filter(
          ({ specifier }) =>
            !specifier.startsWith('node:') ||
            !(builtinHomes.test(path) || commandChunks.test(path)),
        )
        .map(({ specifier }) => `${path}: ${specifier}`),
    )
    expect(found).toEqual([])
  })

  it('loads the chunks of commands from commands alone', () => {
    const importers = paths(/\.js$/).filter((path) =>
      moduleReferences(text(path)).some(({ specifier }) =>
        commandChunks.test(`dist/${specifier.replace(/^(\.\.?\/)+/, '')}`),
      ),
    )
    expect(importers).not.toEqual([])
    const foreign = importers.filter(
      (path) => !path.startsWith('dist/cli/') && !commandChunks.test(path),
    )
    expect(foreign).toEqual([])
  })

  it('has no declaration maps, whose sources it does not hold', () => {
    expect(paths(/\.d\.ts\.map$/)).toEqual([])
    expect(paths(/\.d\.ts$/).filter((path) => text(path).includes('sourceMappingURL'))).toEqual([])
  })

  it('shows no type of a third party in its declarations', () => {
    const found = paths(/\.d\.ts$/).flatMap((path) =>
      moduleReferences(text(path)).flatMap(({ specifier, names }) => {
        if (/^\.\.?\/.*\.js$/.test(specifier)) return []
        const isNode =
          specifier.startsWith('node:') && /^dist\/(adapters|cli|dns|testing)\//.test(path)
        const allowed = allowedTypes[specifier] ?? []
        if (isNode || (names && names.every((name) => allowed.includes(name)))) return []
        return [`${path}: ${names?.join(', ') ?? '*'} of ${specifier}`]
      }),
    )
    expect(found).toEqual([])
  })

  it('has every file that package.json names', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    )
    expect(targets.filter((path) => !files.has(path.replace('./', '')))).toEqual([])
  })

  it('runs nothing when it is installed', () => {
    const { scripts = {} } = JSON.parse(text('package.json'))
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare']
    expect(hooks.filter((name) => name in scripts)).toEqual([])
  })
})
