import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printDrizzleSchema } from '../../src/storage/schema/drizzle.ts'
import type { SqlDialect } from '../../src/storage/schema/names.ts'
import type { Tables } from '../../src/storage/schema/schema.ts'
import { peers } from './peers.ts'

/** Below the root, so that the module finds drizzle there. */
const folder = resolve(import.meta.dirname, '../../.cache/drizzle')

/** Not among the root's packages, but in a folder of tools/peers.mjs. */
const api = 'drizzle-kit/api'

/** What is used of it. */
interface DrizzleKit {
  generateDrizzleJson(module: object): unknown
  generateMySQLDrizzleJson(module: object): Promise<unknown>
  generateSQLiteDrizzleJson(module: object): Promise<unknown>
  generateMigration(before: unknown, after: unknown): Promise<string[]>
  generateMySQLMigration(before: unknown, after: unknown): Promise<string[]>
  generateSQLiteMigration(before: unknown, after: unknown): Promise<string[]>
}

/** The printed schema as a file; unchanged texts are written once. */
export function drizzleSchemaFile(database: SqlDialect, tables?: Tables): string {
  const text = printDrizzleSchema({ database }, tables)
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const file = join(folder, `${database}-${digest}.ts`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  return file
}

/** What drizzle-kit itself makes of the printed schema, for an empty database. */
export async function drizzleStatements(
  database: SqlDialect,
  tables?: Tables,
): Promise<readonly string[]> {
  const peerFolder = await peers('drizzle-kit')
  const require = createRequire(join(peerFolder, 'package.json'))
  const kit = require(api) as DrizzleKit
  const url = pathToFileURL(drizzleSchemaFile(database, tables)).href
  const module = (await import(/* @vite-ignore */ url)) as object
  if (database === 'postgres') {
    return kit.generateMigration(kit.generateDrizzleJson({}), kit.generateDrizzleJson(module))
  }
  const json = database === 'mysql' ? kit.generateMySQLDrizzleJson : kit.generateSQLiteDrizzleJson
  const migration = database === 'mysql' ? kit.generateMySQLMigration : kit.generateSQLiteMigration
  return migration(await json({}), await json(module))
}
