/**
 * `npm run bench`: prints figures as tables. Every other file of this folder is one benchmark and has
 * `title` and `measure()`, which gives a list of rows. `npm run bench -- import` runs one of them,
 * `npm run bench -- storage` all whose names begin so. Words with dashes in front are for benchmarks.
 */
import { readdirSync } from 'node:fs'
import { buildIfStale } from '../tools/lib/package.mjs'

const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.mjs') && name !== 'index.mjs')
  .map((name) => name.replace(/\.mjs$/, ''))
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isOf = (/** @type {string} */ word) => (/** @type {string} */ name) =>
  name === word || name.startsWith(`${word}-`)
const unknown = words.filter((word) => !names.some(isOf(word)))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${names.join(', ')}`)
  process.exit(1)
}

await buildIfStale()
const wanted = words.flatMap((word) => names.filter(isOf(word)))
for (const name of words.length > 0 ? wanted : names) {
  /** @type {{ title: string, measure: () => Promise<Record<string, string>[]> }} */
  const { title, measure } = await import(`./${name}.mjs`)
  console.log(`\n${name}: ${title}\n`)
  printTable(await measure())
}

/** @param {readonly Record<string, string>[]} rows */
function printTable(rows) {
  const columns = Object.keys(rows[0] ?? {})
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (/** @type {readonly string[]} */ cells) =>
    // The first column holds names, the others figures.
    cells
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join('  ')
  console.log(line(columns))
  console.log(line(widths.map((width) => '-'.repeat(width))))
  for (const row of rows) console.log(line(columns.map((column) => row[column] ?? '')))
}
