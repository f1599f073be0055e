import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import type { PrismaStorageClient } from '../../src/storage/prisma/index.ts'
import { printPrismaSchema } from '../../src/storage/schema/prisma.ts'
import type { SqlDialect } from '../../src/storage/schema/names.ts'
import type { ServerSettings } from './databases.ts'
import { peers } from './peers.ts'

const folder = resolve(import.meta.dirname, '../../.cache/prisma')

/** Fewer than the callers of the suite, so that some of them wait for a connection. */
const CONNECTIONS = 20

const providers = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' } as const

/** A schema as hosts have it, with our models in it. */
export function prismaSchema(database: SqlDialect): string {
  return [
    'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\n',
    `datasource db {\n  provider = "${providers[database]}"\n}\n`,
    printPrismaSchema({ database }),
  ].join('\n')
}

/** Generates a client from the printed models. The folder of an unchanged schema is made once. */
export async function generatePrisma(database: SqlDialect): Promise<string> {
  const peerFolder = await peers('prisma')
  const schema = prismaSchema(database)
  const digest = createHash('sha256')
    .update(peerFolder + schema)
    .digest('hex')
    .slice(0, 12)
  const target = join(folder, `${database}-${digest}`)
  if (existsSync(target)) return target
  mkdirSync(folder, { recursive: true })
  const unfinished = mkdtempSync(join(folder, 'part-'))
  symlinkSync(join(peerFolder, 'node_modules'), join(unfinished, 'node_modules'))
  writeFileSync(join(unfinished, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(unfinished, 'schema.prisma'), schema)
  const program = join(peerFolder, 'node_modules/prisma/build/index.js')
  execFileSync(process.execPath, [program, 'generate', '--schema', 'schema.prisma', '--no-hints'], {
    cwd: unfinished,
    // Nothing of it is run, and the real one would be downloaded.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' },
    stdio: 'pipe',
  })
  try {
    renameSync(unfinished, target)
  } catch (error) {
    // Another process was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

/** A client with models and the calls that the tests need. */
export interface TestPrisma extends PrismaStorageClient {
  $transaction<Result>(work: (transaction: PrismaStorageClient) => Promise<Result>): Promise<Result>
  $disconnect(): Promise<void>
  readonly ssoEphemeral: { findMany(): Promise<readonly Readonly<Record<string, unknown>>[]> }
}

type Constructor<Result> = new (options: object) => Result

const adapters = {
  postgres: ['@prisma/adapter-pg', 'PrismaPg'],
  mysql: ['@prisma/adapter-mariadb', 'PrismaMariaDb'],
  sqlite: ['@prisma/adapter-libsql', 'PrismaLibSql'],
} as const

/** A real PrismaClient over the driver adapter of this database. */
export async function openPrisma(
  database: SqlDialect,
  where: ServerSettings | { readonly file: string },
): Promise<TestPrisma> {
  const target = await generatePrisma(database)
  const [packageName, exported] = adapters[database]
  const resolved = createRequire(join(target, 'package.json')).resolve(packageName)
  const adapterModule = (await import(/* @vite-ignore */ pathToFileURL(resolved).href)) as Readonly<
    Record<string, Constructor<object>>
  >
  const Adapter = adapterModule[exported]
  const client = pathToFileURL(join(target, 'client/client.ts')).href
  const { PrismaClient } = (await import(/* @vite-ignore */ client)) as {
    PrismaClient: Constructor<TestPrisma>
  }
  if (!Adapter) throw new Error(`${packageName} exports no ${exported}.`)
  const settings =
    'file' in where
      ? { url: `file:${where.file}` }
      : { ...where, max: CONNECTIONS, connectionLimit: CONNECTIONS }
  return new PrismaClient({ adapter: new Adapter(settings) })
}
