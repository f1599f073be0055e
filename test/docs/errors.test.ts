import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorTexts } from '../support/error-texts.ts'

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
    expect(codes.toSorted()).toEqual(Object.keys(errorTexts).toSorted())
  })

  for (const [code, { status, message, hint }] of Object.entries(errorTexts)) {
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
