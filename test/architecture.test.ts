import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAX_CODE_LINES } from './architecture/layout.ts'
import { parseSource, readTree } from './architecture/parse.ts'
import { checkTree, lawNames } from './architecture/rules.ts'

const fixtures = join(import.meta.dirname, 'architecture/fixtures')

/** Each fixture is a small `src` that breaks one law in one place. */
const broken: readonly { fixture: string; law: (typeof lawNames)[number]; file: string }[] = [
  { fixture: 'unplaced-file', law: 'every file has a layer', file: 'helpers/text.ts' },
  {
    fixture: 'foundation-imports-pure',
    law: 'imports go to the same or a lower layer',
    file: 'crypto/digest.ts',
  },
  {
    fixture: 'pure-imports-shell-type',
    law: 'imports go to the same or a lower layer',
    file: 'access/decide.ts',
  },
  {
    fixture: 'validator-imports-shell',
    law: 'imports go to the same or a lower layer',
    file: 'oidc/id-token.ts',
  },
  {
    fixture: 'shell-imports-edge',
    law: 'imports go to the same or a lower layer',
    file: 'core/core.ts',
  },
  {
    fixture: 'edge-imports-edge',
    law: 'edges do not import one another',
    file: 'storage/redis/index.ts',
  },
  {
    fixture: 'testing-imports-edge-value',
    law: 'edges do not import one another',
    file: 'testing/index.ts',
  },
  {
    fixture: 'oidc-imports-saml',
    law: 'protocols do not import each other',
    file: 'oidc/index.ts',
  },
  {
    fixture: 'root-reaches-protocol',
    law: 'the root reaches no protocol and no edge',
    file: 'oidc/provider.ts',
  },
  { fixture: 'value-cycle', law: 'no cycle of values', file: 'flow/cookies.ts' },
  {
    fixture: 'type-cycle',
    law: 'cycles of types stay among types and ports',
    file: 'flow/cookies.ts',
  },
  {
    fixture: 'package-away-from-home',
    law: 'one home per third-party package',
    file: 'http/handler.ts',
  },
  { fixture: 'package-without-home', law: 'one home per third-party package', file: 'sso.ts' },
  {
    fixture: 'builtin-in-shell',
    law: 'built-in modules only at the edges that need them',
    file: 'http/handler.ts',
  },
  {
    fixture: 'builtin-without-prefix',
    law: 'built-in modules are written with node:',
    file: 'adapters/node.ts',
  },
  { fixture: 'export-star', law: 'no export *', file: 'index.ts' },
  ...['clock', 'random', 'fetch', 'console', 'now'].map((name) => ({
    fixture: 'pure-takes-from-outside',
    law: 'pure files take nothing from the outside world' as const,
    file: `domain/${name}.ts`,
  })),
]

describe('the import laws', () => {
  it('hold in src', () => {
    const violations = checkTree(readTree(join(import.meta.dirname, '../src')))
    expect(violations.map(({ law, file, detail }) => `src/${file}: ${detail} (${law})`)).toEqual([])
  })

  for (const { fixture, law, file } of broken) {
    it(`name law and file of ${fixture}, ${file}`, () => {
      const violations = checkTree(readTree(join(fixtures, fixture, 'src')))
      expect(violations.filter((one) => one.file === file)).toMatchObject([{ law, file }])
      // The fixture breaks no other law.
      expect(new Set(violations.map((one) => one.law))).toEqual(new Set([law]))
      const expected = broken.filter((one) => one.fixture === fixture)
      expect(violations).toHaveLength(expected.length)
    })
  }

  it('count lines of code without comments and blanks', () => {
    const lines = (count: number) =>
      parseSource(
        'core/long.ts',
        Array.from({ length: count }, (_, n) => `/** Why. */\nexport const n${n} = ${n}\n`).join(
          '\n',
        ),
      )
    expect(checkTree([lines(MAX_CODE_LINES)])).toEqual([])
    expect(checkTree([lines(MAX_CODE_LINES + 1)])).toMatchObject([
      { law: 'files stay short', file: 'core/long.ts' },
    ])
  })

  it('accept a tree that uses every exception', () => {
    expect(checkTree(readTree(join(fixtures, 'lawful/src')))).toEqual([])
  })

  it('each have a fixture, and each fixture a law', () => {
    const proven = new Set([...broken.map(({ law }) => law), 'files stay short'])
    expect(new Set(lawNames)).toEqual(proven)
    const used = new Set([...broken.map(({ fixture }) => fixture), 'lawful'])
    expect(new Set(readdirSync(fixtures))).toEqual(used)
  })
})
