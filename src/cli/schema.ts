import { parseArgs } from 'node:util'
import { migrations, printMigrations } from '../storage/schema/ddl.ts'
import { printDrizzleSchema } from '../storage/schema/drizzle.ts'
import { type SchemaNames, sqlDialects } from '../storage/schema/names.ts'
import { printPrismaSchema } from '../storage/schema/prisma.ts'
import { schemaVersion } from '../storage/schema/schema.ts'

/** Tools that keep a schema of their own and compare it with the database themselves. */
const printers = { drizzle: printDrizzleSchema, prisma: printPrismaSchema } as const

interface SchemaArguments {
  readonly dialect: string | undefined
  readonly database: string | undefined
  readonly since: string | undefined
  readonly names: SchemaNames
}

type Answer = { readonly stdout: string } | { readonly problem: string }

/** `ssokit schema`: the migrations as a console takes them, a tool's schema, or either as JSON. */
export function schemaCommand(args: readonly string[], isJson: boolean): Answer {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dialect: { type: 'string' },
        database: { type: 'string' },
        since: { type: 'string' },
        prefix: { type: 'string' },
      },
    })
    const { dialect, database, since, prefix } = values
    const names = prefix === undefined ? {} : { prefix }
    return answerTo({ dialect, database, since, names }, isJson)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function answerTo(given: SchemaArguments, isJson: boolean): Answer {
  if (given.dialect === 'drizzle' || given.dialect === 'prisma') {
    return toolSchema(given.dialect, given, isJson)
  }
  const dialect = sqlDialects.find((each) => each === given.dialect)
  if (dialect === undefined) {
    return { problem: `--dialect is one of ${sqlDialects.join(', ')}, drizzle, prisma.` }
  }
  if (given.database !== undefined) {
    return { problem: '--database goes with --dialect drizzle or prisma only.' }
  }
  const since = Number(given.since ?? 0)
  if (!/^\d+$/.test(given.since ?? '0') || since > schemaVersion) {
    return { problem: `--since is a number from 0 to ${schemaVersion}.` }
  }
  const options = { dialect, since, names: given.names }
  if (isJson) return { stdout: `${JSON.stringify({ migrations: migrations(options) })}\n` }
  return { stdout: printMigrations(options) || `-- Nothing comes after migration ${since}.\n` }
}

function toolSchema(
  tool: keyof typeof printers,
  { database: given, since, names }: SchemaArguments,
  isJson: boolean,
): Answer {
  const database = sqlDialects.find((each) => each === given)
  if (database === undefined) {
    return { problem: `--dialect ${tool} needs --database: one of ${sqlDialects.join(', ')}.` }
  }
  // It is always the whole schema: these tools find out themselves what is new in it.
  if (since !== undefined) return { problem: `--since does not go with --dialect ${tool}.` }
  const schema = printers[tool]({ database, names })
  return { stdout: isJson ? `${JSON.stringify({ schema })}\n` : schema }
}
