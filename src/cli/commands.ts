import { randomToken } from '../crypto/random.ts'
import { type CliAnswer, done, misuse } from './answer.ts'
import { schemaCommand } from './schema.ts'
import { usage } from './usage.ts'

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
    return misuse(answer.problem)
  }
  const unknown = words.map((word) => JSON.stringify(word)).join(' ')
  return misuse(`ssokit does not know ${unknown}.`)
}
