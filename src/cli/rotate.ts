import { parseArgs } from 'node:util'
import { isSsoError } from '../errors.ts'
import type { RotationProgress, RotationReport, UnreadableSecret } from '../types/rotation.ts'
import type { Sso } from '../types/sso.ts'
import { type CliAnswer, misuse } from './answer.ts'
import { defaultConfig } from './config.ts'
import { jsonLine, plainText } from './text.ts'
import { type CliTools, progressOf as shownBy } from './tools.ts'

/** What the command needs of the process that it runs in. */
export interface RotateTools extends Pick<CliTools, 'show' | 'now' | 'signal'> {
  load(path: string): Promise<Pick<Sso, 'rotateSecrets'>>
}

const known = { config: { type: 'string' }, json: { type: 'boolean' } } as const

/** `ssokit secret rotate`; `undefined` where the command line is another command. */
export async function rotateCommand(
  args: readonly string[],
  tools: RotateTools,
): Promise<CliAnswer | undefined> {
  const { positionals, values } = parseArgs({
    args: [...args],
    // Other commands have other options; those of this one are checked below.
    strict: false,
    options: { ...known, help: { type: 'boolean', short: 'h' } },
  })
  if (positionals[0] !== 'secret' || positionals[1] !== 'rotate') return undefined
  if (values['help'] === true) return undefined
  const options = readOptions(args)
  if ('problem' in options) return misuse(options.problem)
  const { config, isJson } = options
  try {
    const sso = await tools.load(config)
    const onProgress = progressOf(tools)
    const { signal } = tools
    const report = await sso.rotateSecrets({ onProgress, ...(signal ? { signal } : {}) })
    const isStopped = signal?.aborted === true
    const exitCode = report.isComplete ? 0 : 3
    const stdout = isJson ? jsonLine(report) : describe(report, isStopped)
    return { exitCode, stdout, stderr: '' }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const again = isSsoError(error) && error.retryable ? ' Call it again: it goes on.' : ''
    return { exitCode: 1, stdout: '', stderr: `${plainText(message)}${again}\n` }
  }
}

function readOptions(
  args: readonly string[],
): { readonly config: string; readonly isJson: boolean } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: known,
    })
    if (positionals.length > 2) {
      return { problem: `ssokit does not know ${JSON.stringify(positionals[2])}.` }
    }
    return { config: values.config ?? defaultConfig, isJson: values.json === true }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

function progressOf(tools: RotateTools): (progress: RotationProgress) => void {
  const show = shownBy(tools)
  return ({ connections, sessions, resealed }) =>
    show(
      `${connections} connections, ${sessions} sessions: ` +
        `sealed anew ${resealed.secrets} secrets, ${resealed.sessions} sessions`,
    )
}

function describe(report: RotationReport, isStopped: boolean): string {
  const { connections, sessions, resealed, unreadable, othersRemovableAt } = report
  const lines = [
    `Looked at ${connections} connections and ${sessions} sessions.`,
    `Sealed anew: ${resealed.secrets} secrets, ${resealed.sessions} sessions.`,
  ]
  if (isStopped) lines.push('It was ended early. Call it again: it goes on.')
  if (unreadable.count > 0) {
    lines.push(
      `${unreadable.count} values open with none of the \`secrets\`. Is one missing from the list?`,
      ...unreadable.first.map((each) => `  ${plainText(nameOf(each))}`),
      ...(unreadable.count > unreadable.first.length ? ['  …'] : []),
      'Else the secret of a connection has to be entered again in its settings; a session gets new',
      'tokens when its person signs in the next time.',
    )
  }
  if (othersRemovableAt !== undefined) {
    lines.push(
      'Nothing stored needs another secret than the first any more. Others in the list can be removed',
      `from ${othersRemovableAt} on, if all processes of the application have had this list since`,
      'before this command began. Otherwise call it again when they have. Setup links that were made',
      'with the others stop working then.',
    )
  }
  return `${lines.join('\n')}\n`
}

function nameOf({ connectionId, field, sessionId }: UnreadableSecret): string {
  return field === undefined
    ? `session ${sessionId} of connection ${connectionId}`
    : `connection ${connectionId}, ${field}`
}
