import { readFileSync } from 'node:fs'

const page = new URL('../../../docs/runtimes.md', import.meta.url)

/** A column of the table of docs/runtimes.md. */
export type Column = 'Node' | 'Bun' | 'Deno' | 'workerd with `nodejs_compat`' | 'workerd'

/** What the page promises of a runtime: `works`, or what happens instead, by check. */
export function promisesOf(column: Column): Record<string, string> {
  const [head, , ...rows] = readFileSync(page, 'utf8').split('\n').filter(isRow).map(cellsOf)
  const at = head?.indexOf(column) ?? -1
  if (at < 1) throw new Error(`docs/runtimes.md has no column ${column}`)
  return Object.fromEntries(rows.map((row) => [row[0], outcomeOf(row[at] ?? '')]))
}

const isRow = (line: string) => line.startsWith('|')

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

const outcomeOf = (cell: string) => (cell === '✓' ? 'works' : cell.replaceAll('`', ''))
