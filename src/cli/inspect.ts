import { parseArgs } from 'node:util'
import { parseInstant } from '../saml/instant.ts'
import { type CliAnswer, explained, misuse, unable } from './answer.ts'
import { defaultConfig, ownCore } from './config.ts'
import { inspectedConnection } from './inspect/connection.ts'
import type { InspectedConnection, Inspection } from './inspect/inspection.ts'
import { type Kind, MAX_INPUT_BYTES, recognise, type Recognised } from './inspect/recognise.ts'
import { inspectionAnswer } from './inspect/report.ts'
import type { CliTools } from './tools.ts'

interface InspectArguments {
  readonly file: string
  readonly config: string
  readonly connectionId: string | undefined
  readonly at: Date | undefined
  readonly isRedacted: boolean
  readonly isJson: boolean
}

type InspectTools = Pick<CliTools, 'load' | 'read' | 'clock' | 'hasColors'>

/** `ssokit inspect`: explains what came from an identity provider. Calls nobody. */
export async function inspectCommand(
  args: readonly string[],
  tools: InspectTools,
): Promise<CliAnswer> {
  const given = readOptions(args)
  if ('problem' in given) return misuse(given.problem)
  try {
    const recognised = await recognisedFile(given.file, tools)
    const now = given.at ?? tools.clock()
    const connection = await connectionFor(given, recognised.kind, now, tools)
    const inspection = await inspected(recognised, now, connection)
    return inspectionAnswer(inspection, {
      ...{ kind: recognised.kind, now, isJson: given.isJson, isRedacted: given.isRedacted },
      connectionId: given.connectionId,
      hasColors: tools.hasColors,
    })
  } catch (error) {
    return unable(error)
  }
}

function readOptions(args: readonly string[]): InspectArguments | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        connection: { type: 'string' },
        at: { type: 'string' },
        redact: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
    const [, file, another] = positionals
    if (file === undefined) return { problem: 'ssokit inspect needs a FILE, or - for the input.' }
    if (another !== undefined) {
      return { problem: `ssokit inspect does not know ${JSON.stringify(another)}.` }
    }
    const { config, connection: connectionId, at: time } = values
    if (config !== undefined && connectionId === undefined) {
      return { problem: '--config goes with --connection.' }
    }
    const at = time === undefined ? undefined : parseInstant(time)
    if (time !== undefined && at === undefined) {
      return { problem: '--at is an instant with its time zone, such as 2026-01-31T12:00:00Z.' }
    }
    return {
      ...{ file, connectionId, at, config: config ?? defaultConfig },
      isRedacted: values.redact === true,
      isJson: values.json === true,
    }
  } catch (error) {
    return { problem: explained(error).message }
  }
}

/** @throws {Error} saying why it cannot be inspected */
async function recognisedFile(file: string, { read }: Pick<CliTools, 'read'>): Promise<Recognised> {
  const bytes = await read(file, MAX_INPUT_BYTES)
  if (bytes === undefined) {
    throw new Error(`The file is larger than ${MAX_INPUT_BYTES} bytes, which nothing honest is.`)
  }
  const found = recognise(bytes)
  if ('problem' in found) throw new Error(found.problem)
  return found
}

const protocolOf: Readonly<Record<Kind, 'oidc' | 'saml'>> = {
  saml_response: 'saml',
  saml_metadata: 'saml',
  id_token: 'oidc',
  discovery: 'oidc',
  jwks: 'oidc',
}

async function connectionFor(
  { connectionId, config }: InspectArguments,
  kind: Kind,
  now: Date,
  { load }: Pick<CliTools, 'load'>,
): Promise<InspectedConnection | undefined> {
  if (connectionId === undefined) return undefined
  const core = ownCore(await load(config), config)
  const connection = await inspectedConnection(core, connectionId, now)
  const { protocol } = connection.loaded.record.connection
  if (protocol === protocolOf[kind]) return connection
  throw new Error(
    `The connection ${connectionId} speaks ${protocol}; this file is ${nameOf(kind)}.`,
  )
}

const nameOf = (kind: Kind): string => `of ${protocolOf[kind]}`

async function inspected(
  recognised: Recognised,
  now: Date,
  connection: InspectedConnection | undefined,
): Promise<Inspection> {
  switch (recognised.kind) {
    case 'saml_response': {
      const { inspectSamlResponse } = await import('./inspect/saml-response.ts')
      const found = await inspectSamlResponse({ ...recognised, now }, connection)
      const { relayStateLength: length } = recognised
      if (length === undefined) return found
      const note = `A RelayState of ${length} characters came with it, which is not shown.`
      return { ...found, notes: [...found.notes, note] }
    }
    case 'saml_metadata': {
      const { inspectSamlMetadata } = await import('./inspect/saml-metadata.ts')
      return inspectSamlMetadata({ ...recognised, now }, connection)
    }
    case 'id_token': {
      const { inspectIdToken } = await import('./inspect/id-token.ts')
      return inspectIdToken({ ...recognised, now }, connection)
    }
    case 'discovery': {
      const { inspectDiscovery } = await import('./inspect/discovery.ts')
      return inspectDiscovery(recognised.document, connection)
    }
    case 'jwks': {
      const { inspectKeySet } = await import('./inspect/key-set.ts')
      return inspectKeySet(recognised.document, connection)
    }
  }
}
