/**
 * Writes docs/api from the doc comments of everything that is exported: `node tools/api-doc.mjs`. With
 * `--check` it writes nothing, and says which pages differ.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { namedTypes, readApi } from './lib/api-model.mjs'
import { apiPages } from './lib/api-pages.mjs'
import { root } from './lib/commands.mjs'

const folder = join(root, 'docs/api')

/** @param {import('./lib/api-model.mjs').Api} api */
export function pagesOf(api) {
  return apiPages(api, ({ node }) => namedTypes(node, api.checker))
}

/**
 * Pages that are not what they should be, those that should not be there among them.
 *
 * @param {ReadonlyMap<string, string>} pages
 */
export function outdatedPages(pages) {
  const there = existsSync(folder) ? readdirSync(folder) : []
  return [...new Set([...pages.keys(), ...there])].filter(
    (name) => !there.includes(name) || readFileSync(join(folder, name), 'utf8') !== pages.get(name),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pages = pagesOf(await readApi())
  if (process.argv.includes('--check')) {
    const outdated = outdatedPages(pages)
    if (outdated.length > 0) {
      console.error(`Not up to date: ${outdated.join(', ')}. Run: node tools/api-doc.mjs`)
      process.exitCode = 1
    }
  } else {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of pages) writeFileSync(join(folder, name), text)
  }
}
