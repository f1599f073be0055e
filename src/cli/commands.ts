import { randomToken } from '../crypto/random.ts'
import { schemaCommand } from './schema.ts'

/** What a command says and how the process ends. */
export interface CliAnswer {
  /** As `usage` says. */
  readonly exitCode: 0 | 1 | 2 | 3
  readonly stdout: string
  readonly stderr: string
}

export const usage = `ssokit: enterprise single sign-on

  ssokit secret generate    prints a new secret for \`secrets\` of createSso
  ssokit secret rotate      seals everything stored with the first of your \`secrets\`
    --config FILE           module that exports your Sso as \`sso\`; default ./sso.js
  ssokit schema             prints the migrations of a database, and runs nothing
    --dialect NAME          postgres, mysql (also for MariaDB) or sqlite; drizzle or prisma
                            prints the tables as such a schema
    --database NAME         postgres, mysql or sqlite; only with drizzle and prisma
    --since NUMBER          only what comes after this migration; default 0
    --prefix TEXT           before the names of all tables; default sso_

Options
  --json       prints JSON for machines
  -h, --help   prints this

Exit codes
  0  done
  1  failed: the module cannot be loaded, or the storage did not answer
  2  the call was not understood
  3  not everything was done; the output says what is left
`

const done = (stdout: string): CliAnswer => ({ exitCode: 0, stdout, stderr: '' })

/** Runs one command line. Reads and writes no file, and calls nobody. */
export function runCommand(args: readonly string[]): CliAnswer {
  const isJson = args.includes('--json')
  const words = args.filter((word) => word !== '--json')
  const [area, action, ...others] = words
  if (words.length === 0 || words.includes('-h') || words.includes('--help')) return done(usage)
  if (area === 'secret' && action === 'generate' && others.length === 0) {
    const secret = randomToken()
    return done(isJson ? `${JSON.stringify({ secret })}\n` : `${secret}\n`)
  }
  if (area === 'schema') {
    const answer = schemaCommand(words.slice(1), isJson)
    if ('stdout' in answer) return done(answer.stdout)
    return { exitCode: 2, stdout: '', stderr: `${answer.problem}\n\n${usage}` }
  }
  const unknown = words.map((word) => JSON.stringify(word)).join(' ')
  return { exitCode: 2, stdout: '', stderr: `ssokit does not know ${unknown}.\n\n${usage}` }
}
