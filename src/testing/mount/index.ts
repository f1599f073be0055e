import { globalRunner, type TestRunner } from '../runner.ts'
import { answerChecks } from './answers.ts'
import { bodyChecks } from './bodies.ts'
import { hookChecks } from './hooks.ts'
import { pageChecks } from './pages.ts'
import { inScene } from './scene.ts'
import { signInChecks } from './signing-in.ts'
import type { MountCase, MountChecks, MountParser, MountSuite } from './types.ts'

export type { MountApp, MountCase, MountParser, MountSuite, StartedMount } from './types.ts'

const allParsers: readonly MountParser[] = ['none', 'before', 'after']

const parserTexts = {
  none: 'without a body parser',
  before: 'after a body parser',
  after: 'before a body parser',
} as const

/** Where a parser stands makes a difference to these. */
const withEachParser: MountChecks = { ...signInChecks, ...bodyChecks, ...pageChecks }
const once: MountChecks = { ...answerChecks, ...hookChecks }

/**
 * Lists the cases of what a mount has to do, to run them anywhere.
 *
 * @param suite the mount under test, in an app that `start` builds for each case
 * @returns one case per sentence; each opens what it needs and closes it again
 * @example
 * ```ts
 * import { mountCases, type MountSuite } from 'ssokit/testing'
 *
 * declare const suite: MountSuite
 * for (const { name, run } of mountCases(suite)) await run().catch((error) => console.log(name, error))
 * ```
 */
export function mountCases(suite: MountSuite): readonly MountCase[] {
  const { parsers = allParsers } = suite
  const each = parsers.flatMap((parser) =>
    Object.entries(withEachParser).map(([name, { app, check }]) => ({
      name: `${parserTexts[parser]}: ${name}`,
      run: () => inScene(suite, { parser, ...app?.() }, check),
    })),
  )
  const [parser = 'none'] = parsers
  const others = Object.entries(once).map(([name, { app, check }]) => ({
    name,
    run: () => inScene(suite, { parser, ...app?.() }, check),
  }))
  return [...each, ...others]
}

/**
 * Declares as tests what a mount has to do, over real HTTP: for a framework of yours, or an app with
 * middleware of yours. Mock providers sign people in by OpenID Connect and SAML.
 *
 * @param suite the mount under test, in an app that `start` builds for each case
 * @param runner the test runner; by default its global `describe` and `it`
 * @throws {TypeError} where no runner is given and there are no such globals
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import type { AddressInfo } from 'node:net'
 * import { parse } from 'node:querystring'
 * import { describe, it } from 'node:test'
 * import { createSso } from 'ssokit'
 * import { type NodeContext, toNodeHandler } from 'ssokit/node'
 * import { memoryStorage } from 'ssokit/storage/memory'
 * import { describeMount } from 'ssokit/testing'
 *
 * describeMount(
 *   {
 *     parsers: ['none'],
 *     async start({ config }) {
 *       const sso = createSso<NodeContext>({ ...config, storage: memoryStorage() })
 *       const mount = toNodeHandler(sso)
 *       const server = createServer((req, res) =>
 *         mount(req, res, async () => {
 *           if (req.method === 'GET') return res.end('host')
 *           let form = ''
 *           for await (const chunk of req) form += chunk
 *           res.end(JSON.stringify(parse(form)))
 *         }),
 *       )
 *       await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
 *       const { port } = server.address() as AddressInfo
 *       const origin = `http://127.0.0.1:${port}`
 *       return { sso, origin, close: () => void server.close().closeAllConnections() }
 *     },
 *   },
 *   { describe, it },
 * )
 * ```
 */
export function describeMount(
  suite: MountSuite,
  runner: TestRunner = globalRunner('describeMount'),
): void {
  runner.describe('mount', () => {
    for (const { name, run } of mountCases(suite)) runner.it(name, run)
  })
}
