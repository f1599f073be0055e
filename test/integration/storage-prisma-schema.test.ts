import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { checkSchema, prismaStorage } from '../../src/storage/prisma/index.ts'
import type { SqlDialect } from '../../src/storage/schema/names.ts'
import { migrate } from '../support/databases.ts'
import { generatePrisma, openPrisma } from '../support/prisma.ts'
import { openSqlite } from '../support/sqlite.ts'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']
const adapter = join(import.meta.dirname, '../../src/storage/prisma/index.ts')

describe.each(dialects)('the printed Prisma models for %s', (database) => {
  it('are a schema that Prisma generates a client from, which the adapter takes', async () => {
    const folder = await generatePrisma(database)
    const file = join(folder, 'host.ts')
    writeFileSync(
      file,
      `import { PrismaClient } from './client/client.ts'
import { checkSchema, prismaStorage } from '${relative(folder, adapter)}'

export async function host(prisma: PrismaClient) {
  const options = { dialect: '${database}' } as const
  await checkSchema(prisma, options)
  const extended = prisma.$extends({ model: { ssoPolicy: { hello: () => 'hello' } } })
  prismaStorage(extended, options)
  await extended.$transaction(async (tx) => prismaStorage(tx, options))
  // The models are there with their fields.
  const due: Date | bigint | null = (await prisma.ssoConnection.findFirstOrThrow()).dueAt
  await prisma.$transaction(async (tx) => prismaStorage(tx, options), { timeout: 10_000 })
  // @ts-expect-error A list of statements is no client.
  prismaStorage([prisma.ssoPolicy.count()], options)
  return [prismaStorage(prisma, options), due]
}
`,
    )
    const program = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.NodeNext,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: ['node'],
      typeRoots: [join(import.meta.dirname, '../../node_modules/@types')],
    })
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(problems).toEqual([])
  })
})

describe('the printed Prisma models', () => {
  it('read what the storage wrote, which is checked at start-up', async () => {
    const dialect = 'sqlite'
    const database = openSqlite()
    const prisma = await openPrisma(dialect, { file: database.file ?? '' })
    try {
      await expect(checkSchema(prisma, { dialect })).rejects.toThrow(/`sso_schema` is missing/)
      await migrate(database)
      await checkSchema(prisma, { dialect })
      const expiresAt = new Date(1_700_000_000_000)
      await prismaStorage(prisma, { dialect }).ephemeral.put('key', 'value', expiresAt)
      expect(await prisma.ssoEphemeral.findMany()).toEqual([
        { key: 'key', value: 'value', expiresAt: 1_700_000_000_000n },
      ])
    } finally {
      await prisma.$disconnect()
      await database.close()
    }
  })

  it('are refused where the transaction of an older Prisma cannot set savepoints', () => {
    const older = { $queryRawUnsafe: async () => [], $executeRawUnsafe: async () => 0 }
    const open = (): unknown => prismaStorage(older as never, { dialect: 'postgres' })
    expect(open).toThrow(/Prisma 7\.5/)
  })
})
