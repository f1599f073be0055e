import { copyFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConsumer } from '../../packaging/lib/consumer.ts'
import { run } from '../../packaging/lib/tools.ts'
import { peers } from '../../support/peers.ts'
import { makeIdTokens, makeResponses } from './inputs.ts'
import { type Services, startServices } from './servers.ts'

/** The package as npm users install it, what the runtimes work on, and whom they talk to. */
export interface Scene {
  readonly folder: string
  readonly inputFile: string
  readonly input: string
  readonly services: Services
  close(): Promise<void>
}

export async function createScene(): Promise<Scene> {
  // The installation waits for others, mostly.
  const [consumer, idTokens, responses] = await Promise.all([
    createConsumer(),
    makeIdTokens(),
    makeResponses(),
  ])
  const { folder } = consumer
  const services = await startServices(folder)
  const sources = join(import.meta.dirname, '..')
  for (const file of readdirSync(sources).filter((name) => /\.c?js$/.test(name))) {
    copyFileSync(join(sources, file), join(folder, file))
  }
  const facts = JSON.stringify(services.facts)
  writeFileSync(join(folder, 'facts.json'), facts)
  const input = JSON.stringify({ ...JSON.parse(facts), idTokens, responses })
  const inputFile = join(folder, 'input.json')
  writeFileSync(inputFile, input)
  return {
    ...{ folder, inputFile, input, services },
    async close() {
      await services.close()
      consumer.remove()
    },
  }
}

/** A program of `tools/peers.mjs`, or the Node that runs this. */
export async function programOf(set: string | undefined): Promise<string> {
  if (set === undefined) return process.execPath
  const modules = join(await peers(set), 'node_modules')
  const files = readdirSync(modules, { recursive: true, withFileTypes: true })
  // The packages named bun, deno and workerd only look for the one of this machine.
  const found = files.find(
    (file) =>
      file.isFile() &&
      /^(?:bun|deno|node|workerd)(?:\.exe)?$/.test(file.name) &&
      /-(?:x64|64|arm64|aarch64)/.test(file.parentPath),
  )
  if (!found) throw new Error(`${set} has no program for this machine.`)
  return join(found.parentPath, found.name)
}

/** Runs a file of the scene and gives what it printed as JSON, and what it complained about. */
export async function runProgram(
  { folder, inputFile, services }: Scene,
  command: readonly [string, ...string[]],
): Promise<{ readonly answer: unknown; readonly complaints: string }> {
  const { trustedCertificate } = services
  const { exitCode, output, stdout } = await run([...command, inputFile], {
    cwd: folder,
    env: {
      NODE_EXTRA_CA_CERTS: trustedCertificate,
      DENO_CERT: trustedCertificate,
      DENO_NO_UPDATE_CHECK: '1',
      ...{ NODE_OPTIONS: undefined, NODE_PATH: undefined, NODE_ENV: undefined },
      // Logins must not listen to it.
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    },
  })
  if (exitCode !== 0) throw new Error(output)
  return { answer: JSON.parse(stdout), complaints: output.replace(stdout, '') }
}
