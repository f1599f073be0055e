import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const rows = ['docs/security.md', 'docs/saml.md'].flatMap((document) =>
  readFileSync(document, 'utf8')
    .split('\n')
    .map((line) => /^\| ([A-Z]\d+) \| .* \| (.*) \| (.*) \|$/.exec(line))
    .filter((match) => match !== null)
    .map(([, tag = '', code = '', tests = '']) => ({
      ...{ document, tag, code: names(code), tests: names(tests) },
    })),
)
const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
/** What docs/security.md leaves to the table of docs/saml.md. */
const rulesOfSaml = [...numbered('X', 7), ...numbered('S', 26), ...numbered('M', 4)]
const otherRules = [
  ...[...numbered('F', 7), ...numbered('O', 8), ...numbered('L', 3), ...numbered('N', 4)],
  ...[...numbered('E', 4), ...numbered('D', 5), ...numbered('T', 6)],
  // Of claims; those of XML are in the other table.
  'X6',
]

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

function filesBelow(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesBelow(join(path, name)))
}

/** A test, with the tests that it takes from elsewhere and runs. */
function textOf(file: string): string {
  const text = readFileSync(file, 'utf8')
  const shared = [...text.matchAll(/^import \{ describe\w+ \} from '(\..*)'$/gm)]
  return [text, ...shared.map(([, path = '']) => textOf(join(dirname(file), path)))].join('\n')
}

describe('docs/security.md and docs/saml.md', () => {
  it('list every rule, each in one table', () => {
    const tags = (document: string) =>
      rows.filter((row) => row.document === document).map(({ tag }) => tag)
    expect(tags('docs/security.md')).toEqual(otherRules)
    expect(tags('docs/saml.md')).toEqual(rulesOfSaml)
  })

  it.each(rows)(
    '$tag names code and tests that exist, and tests that begin with the tag',
    (row) => {
      expect(row.tests).not.toEqual([])
      for (const path of row.code) expect(filesBelow(path).length).toBeGreaterThan(0)
      for (const path of row.tests) {
        const text = filesBelow(path)
          .filter((file) => file.endsWith('.ts'))
          .map(textOf)
          .join('\n')
        const isTagged = new RegExp(`['"\`]${row.tag} `).test(text)
        expect(isTagged, `a test in ${path} whose name begins with ${row.tag}`).toBe(true)
      }
    },
  )
})
