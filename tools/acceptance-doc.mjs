/**
 * Writes docs/acceptance.md from test/acceptance/ids.json: `node tools/acceptance-doc.mjs`. With
 * `--check` it writes nothing, and fails where the page is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { countGlue, MAX_ACCOUNTS_LINES, MAX_GLUE_LINES } from './glue.mjs'
import { root } from './lib/commands.mjs'

/**
 * @typedef {{ file: string, name: string }} TestName titles of `describe` and test, joined by ` > `, as
 *   they stand in the source
 * @typedef {{ id: string, wording: string, tests: readonly TestName[], api: string }} AcceptanceRow
 */

const page = join(root, 'docs/acceptance.md')

/** How many wishes of each product there are, in the order of the page. */
export const products = /** @type {const} */ ([
  { id: 'PU', folder: 'pusher', name: 'Pusher', host: 'Express', count: 27 },
  { id: 'CO', folder: 'coder', name: 'Coder', host: 'Nest', count: 10 },
  { id: 'NG', folder: 'ngrok', name: 'ngrok', host: 'Fastify', count: 18 },
  { id: 'CL', folder: 'collate', name: 'Collate', host: 'Next.js', count: 19 },
  { id: 'KO', folder: 'konnect', name: 'Kong Konnect', host: 'Hono', count: 37 },
])

/** @returns {readonly AcceptanceRow[]} */
export function readRows() {
  return JSON.parse(readFileSync(join(root, 'test/acceptance/ids.json'), 'utf8'))
}

/**
 * @param {readonly AcceptanceRow[]} rows
 * @param {ReturnType<typeof countGlue>} counted
 */
export function acceptancePage(rows, counted) {
  const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  /** Its own title, or all of them where that is not the one with the id. @param {string} id */
  const test =
    (id) =>
    (/** @type {TestName} */ { file, name }) => {
      const own = name.split(' > ').at(-1) ?? name
      const told = own.split(' ').includes(id) ? own : name
      return `[${cell(told).replaceAll(/[[\]<>]/g, '\\$&')}](../${file})`
    }
  const glue = products.map(({ folder, name, host }) => {
    const found = counted.find(({ product }) => product === folder)
    const app = `[${name}](../test/acceptance/${folder}/app)`
    return `| ${app} | ${host} | ${found?.glue ?? '–'} | ${found?.accounts ?? '–'} |`
  })
  const tables = products.flatMap(({ id, name }) => [
    ...['', `## ${name}`, '', '| id | wish | test | with |', '|---|---|---|---|'],
    ...rows
      .filter((row) => row.id.startsWith(`${id}-`))
      .map((row) => {
        const tests = row.tests.map(test(row.id)).join('<br>')
        return `| ${row.id} | ${cell(row.wording)} | ${tests} | ${cell(row.api)} |`
      }),
  ])
  return [
    '# Acceptance: five products',
    '',
    '<!-- Written by `node tools/acceptance-doc.mjs` from test/acceptance/ids.json. -->',
    '',
    'Five companies publish how their customers set up single sign-on with Okta. `test/acceptance` has a miniature of each, built on',
    'ssokit as its engineers would, and walks its guide in a real browser, what it warns of and what goes wrong included. The names are',
    'those of the companies; nothing here comes from them or was approved by them. Okta is the `createMockOkta` of `ssokit/testing`.',
    '',
    `What they have in common, and what each had to write: at most ${MAX_GLUE_LINES} lines of glue, pages included, and ${MAX_ACCOUNTS_LINES} for the accounts port`,
    '(formatted at 100 columns, without imports, comments and empty lines; `node tools/glue.mjs` lists the files).',
    '',
    '| product | framework | glue | accounts port |',
    '|---|---|---|---|',
    ...glue,
    '',
    `All ${rows.length} wishes follow, each with tests that prove it. Titles of nested tests are joined by “>”; \`%s\` and \`\${…}\` stand for the cases of a`,
    'table. A test fails where one of these tests does not exist, may be skipped, or did not pass in the run before it.',
    ...tables,
    '',
  ].join('\n')
}

const runners = new Set(['it', 'test', 'journey'])
/** Ways to call them that run every test; `skip`, `only`, `todo` and their like do not. */
const complete = new Set(['each', 'for', 'sequential', 'concurrent'])

/**
 * The tests that a file declares itself, by their full names as they stand in the source. Pure.
 *
 * @param {string} text
 * @returns {{ name: string, titles: readonly string[], isComplete: boolean }[]} `isComplete`: whoever
 *   runs the file runs the test
 */
export function testsIn(text) {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true)
  /** @type {{ name: string, titles: readonly string[], isComplete: boolean }[]} */
  const found = []
  /** @param {ts.Node} node @param {readonly string[]} above @param {boolean} isRun */
  const visit = (node, above, isRun) => {
    const call = ts.isCallExpression(node) ? declared(node) : undefined
    if (!call || !ts.isCallExpression(node)) {
      ts.forEachChild(node, (child) => visit(child, above, isRun))
      return
    }
    const titles = [...above, call.title]
    const isComplete = isRun && call.isComplete
    if (call.isSuite) node.arguments.forEach((child) => visit(child, titles, isComplete))
    else found.push({ name: titles.join(' > '), titles, isComplete })
  }
  visit(source, [], true)
  return found
}

/**
 * `it('…')`, `it.each([…])('…')`, `describe('…')`, `hosts.journey('…')`.
 *
 * @param {ts.CallExpression} call
 */
function declared({ expression, arguments: given }) {
  const [first, second] = given
  const title = first && titleOf(first)
  if (title === undefined || second === undefined) return undefined
  const names = []
  let callee = expression
  while (!ts.isIdentifier(callee)) {
    if (ts.isPropertyAccessExpression(callee)) {
      names.push(callee.name.text)
      callee = callee.expression
    } else if (ts.isCallExpression(callee)) callee = callee.expression
    else if (ts.isTaggedTemplateExpression(callee)) callee = callee.tag
    else return undefined
  }
  const [base = '', ...modifiers] = [...names, callee.text].toReversed()
  const isOfHosts = modifiers[0] === 'journey'
  const name = isOfHosts ? 'journey' : base
  const rest = isOfHosts ? modifiers.slice(1) : modifiers
  if (name !== 'describe' && !runners.has(name)) return undefined
  const isComplete =
    rest.every((modifier) => complete.has(modifier)) && !given.some((one) => isExempting(one))
  return { title, isSuite: name === 'describe', isComplete }
}

/** Options that keep a test from being run or from counting. @param {ts.Expression} node */
function isExempting(node) {
  if (!ts.isObjectLiteralExpression(node)) return false
  return node.properties.some(({ name }) => /^(skip|todo|only|fails)$/.test(name?.getText() ?? ''))
}

/** @param {ts.Expression} node */
function titleOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  // With its `${…}`, as it is written.
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined
}

/**
 * Finds the outcomes of a test in a report of vitest; of a table's test there are several. Pure.
 *
 * @param {string} name as in the source
 * @param {readonly { ancestorTitles: readonly string[], title: string, status: string }[]} results of its
 *   file
 * @returns {readonly string[]} such as `passed`
 */
export function outcomesOf(name, results) {
  // `%s`, `%.20s`, `$name` and `${…}` stand for anything.
  const places = /%(?:\.?\d*)?[a-zA-Z#$]|%%|\$\{[^}]*\}|\$[\w.]+/g
  const literal = name.split(places).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${literal.join('[^]*')}$`)
  return results
    .filter(({ ancestorTitles, title }) => pattern.test([...ancestorTitles, title].join(' > ')))
    .map(({ status }) => status)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = acceptancePage(readRows(), countGlue())
  if (!process.argv.includes('--check')) writeFileSync(page, text)
  else if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/acceptance.md is not up to date: run node tools/acceptance-doc.mjs')
    process.exitCode = 1
  }
}
