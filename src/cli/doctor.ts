import { parseArgs } from 'node:util'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { Check } from '../types/check.ts'
import type { Sso } from '../types/sso.ts'
import { type CliAnswer, explained, misuse } from './answer.ts'
import { checkLines, type CliCheck, checksOf, isWrong } from './checks.ts'
import { defaultConfig, ownCore } from './config.ts'
import { clockChecks, examineConnection } from './doctor/connections.ts'
import { installationChecks } from './doctor/installation.ts'
import { ownCertificateChecks } from './doctor/own-certificates.ts'
import { connectionRecords } from './doctor/records.ts'
import { scanSecrets } from './doctor/secrets.ts'
import { storageChecks } from './doctor/storage.ts'
import { upkeepChecks } from './doctor/upkeep.ts'
import { jsonLine } from './text.ts'
import { type CliTools, progressOf } from './tools.ts'

/** Connections that are examined at the same time: most of the time goes into waiting for answers. */
const PARALLEL = 4

interface DoctorArguments {
  readonly config: string
  readonly connectionId: string | undefined
  readonly isJson: boolean
}

type DoctorTools = Pick<CliTools, 'load' | 'show' | 'now' | 'signal' | 'hasColors'>

/** `ssokit doctor`: looks for what is wrong, and changes nothing that anybody works with. */
export async function doctorCommand(
  args: readonly string[],
  tools: DoctorTools,
): Promise<CliAnswer> {
  const given = readOptions(args)
  if ('problem' in given) return misuse(given.problem)
  let sso: Sso
  let core: Core
  try {
    sso = await tools.load(given.config)
    core = ownCore(sso, given.config)
  } catch (error) {
    return answer(given, checksOf('configuration', error), tools, 1)
  }
  return answer(given, await examine(sso, core, given, tools), tools)
}

function readOptions(args: readonly string[]): DoctorArguments | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        connection: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    if (positionals.length > 1) {
      return { problem: `ssokit doctor does not know ${JSON.stringify(positionals[1])}.` }
    }
    const { config = defaultConfig, connection: connectionId, json } = values
    return { config, connectionId, isJson: json === true }
  } catch (error) {
    return { problem: explained(error).message }
  }
}

function answer(
  { isJson }: DoctorArguments,
  checks: readonly CliCheck[],
  { hasColors }: DoctorTools,
  exitCode: 0 | 1 | 3 = checks.some(isWrong) ? 3 : 0,
): CliAnswer {
  const status = checks.some(isWrong) ? 'fail' : 'pass'
  const stdout = isJson ? jsonLine({ status, checks }) : checkLines(checks, hasColors)
  return { exitCode, stdout, stderr: '' }
}

async function examine(
  sso: Sso,
  core: Core,
  { config, connectionId }: DoctorArguments,
  tools: DoctorTools,
): Promise<readonly CliCheck[]> {
  const checks: CliCheck[] = [
    ...installationChecks(core, config),
    ...(await ownCertificateChecks(core)),
  ]
  const stored = await storageChecks(core)
  checks.push(...stored)
  // Everything else is in the storage.
  if (stored.some(isWrong)) return checks
  try {
    checks.push(...(await storedChecks(sso, core, connectionId, tools)))
  } catch (error) {
    checks.push(...checksOf('storage', error))
  }
  return checks
}

async function storedChecks(
  sso: Sso,
  core: Core,
  connectionId: string | undefined,
  tools: DoctorTools,
): Promise<readonly CliCheck[]> {
  const progress = progressOf(tools)
  const isStopped = () => tools.signal?.aborted === true
  const scan = scanSecrets(core)
  const organizationIds = new Set<string>()
  const examined: ConnectionRecord[] = []
  let count = 0
  for await (const record of connectionRecords(core, connectionId)) {
    if (isStopped()) return [stopped]
    await scan.add(record)
    const { organizationId, status } = record.connection
    organizationIds.add(organizationId)
    // Nobody signs in with the others.
    if (status === 'active' || connectionId !== undefined) examined.push(record)
    count += 1
    progress(`looked at ${count} connections`)
  }
  if (connectionId !== undefined && count === 0) {
    return checksOf('connection', connectionError('connection_not_found', { connectionId }))
  }
  const { checks, clocks, isComplete } = await examineAll(sso, examined, progress, isStopped)
  if (examined.length === 0) {
    const message = count === 0 ? 'There is none yet.' : `None of ${count} is active.`
    checks.push({ name: 'connections', status: 'pass', message })
  }
  return [
    ...scan.checks(),
    ...(await upkeepChecks(core, organizationIds)),
    ...clockChecks(core, clocks),
    ...checks,
    ...(isComplete ? [] : [stopped]),
  ]
}

const stopped: CliCheck = {
  ...{ name: 'doctor', status: 'fail' },
  message: 'It was ended early: what is missing here was not looked at.',
}

async function examineAll(
  sso: Sso,
  records: readonly ConnectionRecord[],
  progress: (line: string) => void,
  isStopped: () => boolean,
) {
  const results = new Map<ConnectionRecord, Awaited<ReturnType<typeof examineConnection>>>()
  const waiting = [...records]
  const work = async (): Promise<void> => {
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      if (isStopped()) return
      results.set(record, await examineConnection(sso, record))
      progress(`examined ${results.size} of ${records.length} connections`)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  const inOrder = records.flatMap((record) => results.get(record) ?? [])
  const clocks: readonly Check[] = inOrder.flatMap(({ clock }) => clock ?? [])
  const checks: CliCheck[] = inOrder.flatMap(({ checks: own }) => own)
  return { checks, clocks, isComplete: results.size === records.length }
}
