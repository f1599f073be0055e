import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mountCases } from '../../../src/testing/index.ts'
import { describeCustomHost, type HostFacts, submitMultipart } from '../../support/custom-host.ts'
import { createPeerApp, type PeerApp } from '../../support/peer-app.ts'

const fixture = join(import.meta.dirname, 'fixtures/next')
const program = 'node_modules/next/dist/bin/next'

/** A build takes ten seconds, and several times that on a busy machine. */
const BUILD_MILLISECONDS = 240_000

describe('Next 16', () => {
  let app: PeerApp
  beforeAll(async () => {
    app = await build('next16')
  }, BUILD_MILLISECONDS)
  afterAll(() => app?.remove())

  describe('mount', () => {
    let outcomes: Record<string, string>
    beforeAll(async () => {
      const output = await run(app, ['conformance.mjs'])
      outcomes = JSON.parse(/^outcomes (.*)$/m.exec(output)?.[1] ?? '{}')
    }, BUILD_MILLISECONDS)

    const start = () => expect.unreachable()
    it.each(mountCases({ start, parsers: ['none'] }).map(({ name }) => name))('%s', (name) => {
      expect(outcomes[name]).toBe('passed')
    })
  })

  describe('a host with routes and sessions of its own', () => {
    describeCustomHost((facts) => startHost(app, facts), {
      cookieName: 'host_session',
      submit: submitMultipart,
    })
  })
})

describe('Next 15, below a path', () => {
  let app: PeerApp
  beforeAll(async () => {
    app = await build('next15', { APP_PREFIX: '/app' })
  }, BUILD_MILLISECONDS)
  afterAll(() => app?.remove())

  describeCustomHost((facts) => startHost(app, { ...facts, prefix: '/app' }), {
    ...{ cookieName: 'host_session', prefix: '/app' },
    submit: submitMultipart,
  })
})

async function build(set: string, env: Record<string, string> = {}): Promise<PeerApp> {
  const app = await createPeerApp(set, fixture)
  await run(app, [program, 'build'], env)
  return app
}

const environment = (env: Record<string, string>) => ({
  ...process.env,
  ...{ NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1', ...env },
})

/** Runs a program of the app to its end. */
async function run(
  { folder }: PeerApp,
  options: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn(process.execPath, options, { cwd: folder, env: environment(env) })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exitCode = await new Promise((done) => child.once('close', done))
  if (exitCode !== 0) throw new Error(output)
  return output
}

async function startHost(
  { folder }: PeerApp,
  { port, baseUrl, secret, connections, callback, prefix = '' }: HostFacts & { prefix?: string },
) {
  const child = spawn(process.execPath, [program, 'start', '-p', String(port), '-H', 'localhost'], {
    cwd: folder,
    env: environment({
      ...{ BASE_URL: baseUrl, SSO_SECRET: secret, SESSION_SECRET: secret, APP_PREFIX: prefix },
      ...{ SSO_BASE_PATH: `${prefix}/sso`, CALLBACK: `${prefix}${callback}` },
      CONNECTIONS: JSON.stringify(connections),
    }),
  })
  await answering(child, `${baseUrl}${prefix}/me`)
  return {
    async close() {
      const ended = new Promise((done) => child.once('close', done))
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      output += text
    })
  }
  for (;;) {
    if (child.exitCode !== null) throw new Error(output)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
