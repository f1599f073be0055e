import { parseArgs } from 'node:util'
import type { CliAnswer } from './answer.ts'
import { runCommand } from './commands.ts'
import { rotateCommand } from './rotate.ts'
import type { CliTools } from './tools.ts'

type Command = (args: readonly string[], tools: CliTools) => Promise<CliAnswer>

/** Each is loaded when it is called: a guide needs no XML parser. */
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map<
  string,
  () => Promise<Command>
>([
  ['guide', async () => (await import('./guide.ts')).guideCommand],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand],
  ['inspect', async () => (await import('./inspect.ts')).inspectCommand],
])

/** Options with a value, which is no command: only the first word of others is. */
const valued = [
  ...['config', 'connection', 'product', 'profile', 'protocol', 'locale', 'variant'],
  ...['base-url', 'base-path', 'at'],
]

/** Runs one command line. */
export async function dispatch(args: readonly string[], tools: CliTools): Promise<CliAnswer> {
  const load = commandNamed(args)
  if (load) return (await load())(args, tools)
  return (await rotateCommand(args, tools)) ?? runCommand(args)
}

function commandNamed(args: readonly string[]): (() => Promise<Command>) | undefined {
  const { positionals, values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      ...Object.fromEntries(valued.map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  })
  // Without a command, help is what `runCommand` prints.
  return values['help'] === true ? undefined : commands.get(positionals[0] ?? '')
}
