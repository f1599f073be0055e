import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorTable } from '../../src/error-table.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')

/** Rows whose first cell is a code, anywhere on the page below the heading. */
const rows = page
  .slice(page.indexOf('## Codes'))
  .split('\n')
  .filter((line) => /^\|\s*`/.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )

describe('docs/errors.md', () => {
  it('has one row for each code, and no other', () => {
    const codes = rows.map(([code = '']) => code.replaceAll('`', ''))
    expect(codes.toSorted()).toEqual(Object.keys(errorTable).toSorted())
  })

  for (const [code, { status, message, hint }] of Object.entries(errorTable)) {
    it(`says of ${code} what the source says`, () => {
      const row = rows.find(([cell]) => cell === `\`${code}\``)
      expect(row, 'run: node tools/errors-doc.mjs').toEqual([
        `\`${code}\``,
        String(status),
        message,
        hint,
      ])
    })
  }
})
