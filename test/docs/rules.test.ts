import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const rows = readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .map((line) => /^\| ([A-Z]\d+) \| .* \| (.*) \| (.*) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, tag = '', code = '', tests = '']) => ({ tag, code: names(code), tests: names(tests) }))

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

function filesBelow(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesBelow(join(path, name)))
}

describe('docs/security.md', () => {
  it('lists rules', () => {
    expect(rows.length).toBeGreaterThan(20)
  })

  it.each(rows)(
    '$tag names code and tests that exist, and tests that begin with the tag',
    (row) => {
      for (const path of row.code) expect(filesBelow(path).length).toBeGreaterThan(0)
      for (const path of row.tests) {
        const text = filesBelow(path)
          .filter((file) => file.endsWith('.ts'))
          .map((file) => readFileSync(file, 'utf8'))
          .join('\n')
        const isTagged = new RegExp(`['"\`]${row.tag} `).test(text)
        expect(isTagged, `a test in ${path} whose name begins with ${row.tag}`).toBe(true)
      }
    },
  )
})
