/** Writes the table of docs/errors.md from the tables in src: `node tools/errors-doc.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from './lib/commands.mjs'

const START = '<!-- errors -->'
const END = '<!-- /errors -->'

/**
 * @param {string} page
 * @param {Readonly<Record<string, { status: number, message: string, hint: string }>>} table
 */
export function withTable(page, table) {
  const [before, rest] = page.split(START)
  const [, after] = rest?.split(END) ?? []
  if (before === undefined || after === undefined)
    throw new Error(`No ${START} … ${END} in the page.`)
  const cell = (/** @type {unknown} */ value) => String(value).replaceAll('|', '\\|')
  const rows = Object.entries(table).map(
    ([code, { status, message, hint }]) =>
      `| \`${code}\` | ${status} | ${cell(message)} | ${cell(hint)} |`,
  )
  const head = ['| code | status | message | hint |', '|---|---|---|---|']
  return [`${before}${START}`, '', ...head, ...rows, '', `${END}${after}`].join('\n')
}

const tables = `
import { errorTable } from './error-table.ts'
import { accessErrors } from './access/error-table.ts'
import { networkErrors } from './http/network/error-table.ts'
import { identityErrors } from './identity/error-table.ts'
import { connectionErrors } from './connection/error-table.ts'
import { domainErrors } from './domain/error-table.ts'
import { adminErrors } from './admin/error-table.ts'
import { logoutErrors } from './logout/error-table.ts'
import { oidcErrors } from './oidc/error-table.ts'
import { samlErrors } from './saml/error-table.ts'
import { sessionErrors } from './session/error-table.ts'

export const texts = {
  ...errorTable,
  ...connectionErrors,
  ...identityErrors,
  ...networkErrors,
  ...accessErrors,
  ...domainErrors,
  ...adminErrors,
  ...logoutErrors,
  ...oidcErrors,
  ...samlErrors,
  ...sessionErrors,
}
`

/** Node 20 cannot load TypeScript, so the table is bundled into memory first. */
async function loadTable() {
  const { outputFiles } = await build({
    stdin: { contents: tables, resolveDir: join(root, 'src') },
    bundle: true,
    format: 'esm',
    write: false,
  })
  const text = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  const { texts } = await import(`data:text/javascript;base64,${text}`)
  return texts
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = join(root, 'docs/errors.md')
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), await loadTable()))
}
