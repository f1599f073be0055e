/**
 * Counts what the products of test/acceptance had to write: `node tools/glue.mjs`.
 *
 * Glue is everything in a product's `app` but for its accounts port (`accounts.*`) and for what it has
 * without single sign-on (`host.*`, or a folder `host`). A line counts where anything but a comment or
 * an import is on it; the repository's formatter has made it 100 columns wide at most. Manifests and
 * compiler options, which every app has, do not count.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { root } from './lib/commands.mjs'

export const MAX_GLUE_LINES = 150
export const MAX_ACCOUNTS_LINES = 60

const folder = join(root, 'test/acceptance')

/** @typedef {{ product: string, glue: number, accounts: number, files: Record<string, number> }} Glue */

/** @returns {Glue[]} */
export function countGlue() {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => glueOf(name))
    .toSorted((left, right) => left.product.localeCompare(right.product))
}

/** @param {string} product @returns {Glue} */
function glueOf(product) {
  const app = join(folder, product, 'app')
  const files = readdirSync(app, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(app.length + 1))
    .filter((path) => extname(path) !== '.json')
    .filter((path) => !/(^|\/)(host|node_modules|\.[^/]+)(\/|\.|$)/.test(path))
    .toSorted()
  const lines = files.map((path) => /** @type {const} */ ([path, linesIn(join(app, path))]))
  const sum = (/** @type {boolean} */ ofAccounts) =>
    lines
      .filter(([path]) => /(^|\/)accounts\.\w+$/.test(path) === ofAccounts)
      .reduce((total, [, count]) => total + count, 0)
  return { product, glue: sum(false), accounts: sum(true), files: Object.fromEntries(lines) }
}

/** @param {string} path */
function linesIn(path) {
  const text = readFileSync(path, 'utf8')
  return /^\.[cm]?[jt]sx?$/.test(extname(path))
    ? countLines(text, path)
    : text.split('\n').filter((line) => line.trim() !== '').length
}

/**
 * Lines of a script on which there is more than comments and imports. Pure.
 *
 * @param {string} text
 * @param {string} name its ending says which syntax it has
 */
export function countLines(text, name) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
  const counted = new Set()
  const lineAt = (/** @type {number} */ at) => source.getLineAndCharacterOfPosition(at).line
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) return
    const children = node.getChildren(source)
    if (children.length > 0) return children.forEach(visit)
    if (ts.isJSDoc(node) || node.getWidth(source) === 0) return
    const [first, last] = [lineAt(node.getStart(source)), lineAt(node.getEnd())]
    const lines = text.split('\n')
    for (let line = first; line <= last; line++) {
      // Markup in a template may have empty lines.
      if (lines[line]?.trim() !== '') counted.add(line)
    }
  }
  visit(source)
  return counted.size
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { product, glue, accounts, files } of countGlue()) {
    const parts = Object.entries(files).map(([path, count]) => `${path} ${count}`)
    const isMuch = glue > MAX_GLUE_LINES || accounts > MAX_ACCOUNTS_LINES
    console.log(`${isMuch ? '✗' : '✓'} ${product}: glue ${glue}, accounts ${accounts}`)
    console.log(`  ${parts.join(', ')}`)
    if (isMuch) process.exitCode = 1
  }
}
