import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { freePort } from '../support/free-port.ts'
import { type Snippet, snippetsOfPage } from '../docs/lib/snippets.ts'
import { type Consumer, createConsumer } from './lib/consumer.ts'
import { peers, root, run } from './lib/tools.ts'

const frameworks = ['express', 'express-session', 'fastify', 'hono', '@hono/node-server'] as const

let consumer: Consumer
const nodes = new Map([['this Node', process.execPath]])
beforeAll(async () => {
  consumer = await createConsumer(
    frameworks.map((name) => `${name}@${manifest.devDependencies[name]}`),
  )
  nodes.set('Node 24', join(await peers('node24'), 'node_modules/.bin/node'))
})
afterAll(() => consumer?.remove())

/** The first program of a page: a block with those that continue it, as somebody would type them. */
function programOf(page: string): string {
  const found = snippetsOfPage(page, readFileSync(join(root, page), 'utf8'))
  const program = found.find((one): one is Snippet => 'code' in one)
  if (!program) throw new Error(`${page} has no code.`)
  return program.code
}

/** Puts what a reader has and the page does not know in the place of what stands for it. */
function withChanges(code: string, changes: readonly (readonly [from: string, to: string])[]) {
  let text = code
  for (const [from, to] of changes) {
    expect(text.split(from), from).toHaveLength(2)
    text = text.replace(from, () => to)
  }
  return text
}

/** Okta of Acme, in the process of the app: nothing here reaches a network. */
const provider = `
import { createMockOidcProvider } from 'ssokit/testing'
const idp = createMockOidcProvider({
  issuer: 'https://acme.okta.com',
  clientId: '0oa1b2c3',
  clientSecret: 'as shown by Okta',
  people: [{ sub: 'u1', email: 'ann@acme.example', email_verified: true }],
})
`

/** Follows the browser to the provider and back, over HTTP where it meets the app. */
const browser = `
async function follow(origin: string, location: string, cookies: readonly string[]): Promise<Response> {
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
  const answer = (await idp.authorize(location)).toRequest(cookie)
  const { pathname, search } = new URL(answer.url)
  return fetch(origin + pathname + search, { headers: { cookie }, redirect: 'manual' })
}
async function signIn(origin: string, address: string, init: RequestInit = {}): Promise<void> {
  const start = await fetch(origin + address, { ...init, redirect: 'manual' })
  const back = await follow(origin, start.headers.get('location') ?? '', start.headers.getSetCookie())
  const names = back.headers.getSetCookie().map((one) => one.slice(0, one.indexOf('=')))
  const own = names.filter((name) => !name.includes('ssokit'))
  console.log('SIGNED IN', back.status, back.headers.get('location'), own.join())
}
`

/** What pages about frameworks leave to others. */
const declared =
  "declare const common: Omit<SsoConfig, 'onLogin'> // baseUrl, secrets, storage, providers"
const common = `
import { systemActor } from 'ssokit'
import { oidc } from 'ssokit/oidc'
import { memoryStorage } from 'ssokit/storage/memory'
const common = {
  baseUrl: 'https://app.example.com',
  secrets: [process.env.SSO_SECRET],
  providers: [oidc()],
  storage: memoryStorage(),
  activation: { requires: ['check'] },
  fetch: idp.fetch,
}
`
const forHono = `
import { serve } from '@hono/node-server'
import { createSso } from 'ssokit'
`

async function outputOf(node: string, code: string): Promise<string> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  })
  writeFileSync(join(consumer.folder, 'app.js'), outputText)
  const cli = join(consumer.folder, 'node_modules/.bin/ssokit')
  const settings = { NODE_OPTIONS: undefined, NODE_ENV: undefined, NODE_PATH: undefined }
  const options = { cwd: consumer.folder, env: settings }
  const secret = await run([node, cli, 'secret', 'generate'], options)
  expect(secret.exitCode, secret.output).toBe(0)
  const env = { ...settings, SSO_SECRET: secret.stdout.trim() }
  const { exitCode, output } = await run([node, 'app.js'], { ...options, env })
  expect(exitCode, output).toBe(0)
  return output
}

describe.each(['this Node', 'Node 24'])('what a new user types, on %s', (name) => {
  const node = () => nodes.get(name) ?? ''

  it('README.md: a first login', async () => {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const code = withChanges(programOf('README.md'), [
      ['providers: [oidc()],', 'providers: [oidc()], fetch: idp.fetch,'],
      ['.listen(3000)', `.listen(${port})`],
      ['declare const request: Request', "const request = new Request('https://app.example.com/')"],
      [
        'console.log(test.toResponse())',
        `const report = await follow('${origin}', test.url, test.setCookie)
         console.log('TESTED', report.status, report.headers.get('location'))`,
      ],
    ])
    const walk = `await signIn('${origin}', \`/sso/\${id}/login?returnTo=/inbox\`)\nprocess.exit()`
    const output = await outputOf(node(), [provider, browser, code, walk].join('\n'))
    expect(output).toContain("status: 'pass'")
    expect(output).toMatch(/TESTED 303 \/settings\/sso/)
    expect(output).toContain('ann@acme.example of acme signed in')
    expect(output).toContain('SIGNED IN 303 /inbox sid')
  })

  it('docs/getting-started.md', async () => {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const code = withChanges(programOf('docs/getting-started.md'), [
      ['providers: [oidc()],', 'providers: [oidc()], fetch: idp.fetch,'],
      ['app.listen(3000)', `app.listen(${port})`],
      [
        'declare function newSession(ssoSessionId: string): string',
        'const newSession = (ssoSessionId: string) => ssoSessionId',
      ],
    ])
    const walk = `
      await signIn('${origin}', new URL(setup.loginUrl).pathname)
      await signIn('${origin}', '/login', { method: 'POST' })
      process.exit()`
    const output = await outputOf(node(), [provider, browser, code, walk].join('\n'))
    expect(output).toMatch(/https:\/\/app\.example\.com\/sso\/con_[\w-]+\/callback/)
    expect(output.match(/SIGNED IN 303 \/ sid/g)).toHaveLength(2)
  })

  it.each([
    [
      'docs/express.md',
      'connect.sid',
      [
        [declared, ''],
        ['app.listen(3000)', 'app.listen(PORT)'],
      ],
    ],
    [
      'docs/fastify.md',
      'sid',
      [
        [declared, ''],
        [
          'declare function createSession(email: string): Promise<string>',
          'const createSession = async (email: string) => email',
        ],
        ['{ port: 3000 }', '{ port: PORT }'],
      ],
    ],
    [
      'docs/hono.md',
      'sid',
      [
        [
          'declare const sso: Sso',
          "const sso = createSso({ ...common, onLogin: () => ({ setCookie: ['sid=1; Path=/'] }) })",
        ],
        ['export default app', 'serve({ fetch: app.fetch, port: PORT })'],
      ],
    ],
  ] as const)('%s: the mount', async (page, cookie, changes) => {
    const port = await freePort()
    const code = withChanges(programOf(page), changes)
    const walk = `
      const actor = systemActor
      const { settings, secrets } = idp
      const about = { organizationId: 'acme', protocol: 'oidc', loginPath: 'acme' }
      const { id } = await sso.connections.create({ ...about, settings, secrets }, { actor })
      await sso.connections.activate(id, { actor })
      await signIn('http://127.0.0.1:${port}', '/sso/login/acme')
      process.exit()`
    const start = `const PORT = ${port}\n${page === 'docs/hono.md' ? forHono : ''}`
    const output = await outputOf(node(), [provider, browser, common, start, code, walk].join('\n'))
    expect(output).toContain(`SIGNED IN 303 / ${cookie}`)
  })
})
