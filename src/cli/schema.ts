import { parseArgs } from 'node:util'
import { migrations, printMigrations } from '../storage/schema/ddl.ts'
import type { SqlDialect } from '../storage/schema/names.ts'
import { schemaVersion } from '../storage/schema/schema.ts'

const dialects: readonly SqlDialect[] = ['postgres', 'mysql', 'sqlite']

/** `ssokit schema`: the migrations as a console takes them, or as JSON. */
export function schemaCommand(
  args: readonly string[],
  isJson: boolean,
): { readonly stdout: string } | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dialect: { type: 'string' },
        since: { type: 'string', default: '0' },
        prefix: { type: 'string' },
      },
    })
    const dialect = dialects.find((each) => each === values.dialect)
    if (dialect === undefined) return { problem: `--dialect is one of ${dialects.join(', ')}.` }
    const since = Number(values.since)
    if (!/^\d+$/.test(values.since) || since > schemaVersion) {
      return { problem: `--since is a number from 0 to ${schemaVersion}.` }
    }
    const names = values.prefix === undefined ? {} : { prefix: values.prefix }
    const options = { dialect, since, names }
    if (isJson) return { stdout: `${JSON.stringify({ migrations: migrations(options) })}\n` }
    return { stdout: printMigrations(options) || `-- Nothing comes after migration ${since}.\n` }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
