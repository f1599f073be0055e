/** @module ssokit/storage/prisma: storage by the host’s own Prisma. */
import type { SsoStorage } from '../ports.ts'
import type { SchemaNames, SqlDialect } from '../schema/names.ts'
import { checkSqlSchema } from '../sql/check-schema.ts'
import { createSqlStorage } from '../sql/storage.ts'
import { type PrismaStorageClient, prismaClient } from './client.ts'

export type { PrismaStorageClient } from './client.ts'
export type { SchemaNames, SqlDialect } from '../schema/names.ts'
export type { ColumnKey, TableKey } from '../schema/schema.ts'

/** Options of `prismaStorage` and `checkSchema`. */
export interface PrismaStorageOptions {
  /** What the database is; MariaDB is `mysql`. */
  readonly dialect: SqlDialect
  /** Where tables or columns are not called as `npx ssokit schema` prints them. */
  readonly names?: SchemaNames
}

/**
 * Keeps everything in the host's database, through the host's own Prisma, 7.5 or later. Nothing of
 * Prisma is imported, and its schema need not know the tables.
 *
 * @param db a `PrismaClient`, or the client of an interactive transaction where calls shall be part of it
 * @param options what the database is, and where tables are called otherwise
 * @returns the six ports in one object, for `createSso({ storage })`
 * @throws {TypeError} where the dialect is unknown, or a given name is none that a table or column can have
 * @example
 * ```ts
 * import { prismaStorage, type PrismaStorageClient } from 'ssokit/storage/prisma'
 *
 * declare const prisma: PrismaStorageClient // your generated PrismaClient
 * const storage = prismaStorage(prisma, { dialect: 'postgres' })
 * ```
 */
export function prismaStorage(db: PrismaStorageClient, options: PrismaStorageOptions): SsoStorage {
  return createSqlStorage(prismaClient(db, options.dialect), options.names)
}

/**
 * Tells at start-up whether the database has what this version needs: tables, columns, and unique
 * indexes that compare byte by byte.
 *
 * @param db as for `prismaStorage`
 * @param options the same as for the storage
 * @throws {SsoError} `config_invalid`, saying in one sentence what is missing
 * @throws {SsoError} `storage_unavailable` where the database does not answer
 * @example
 * ```ts
 * import { checkSchema, type PrismaStorageClient } from 'ssokit/storage/prisma'
 *
 * declare const prisma: PrismaStorageClient // your generated PrismaClient
 * await checkSchema(prisma, { dialect: 'postgres' })
 * ```
 */
export async function checkSchema(
  db: PrismaStorageClient,
  options: PrismaStorageOptions,
): Promise<void> {
  await checkSqlSchema(prismaClient(db, options.dialect), options.names)
}
