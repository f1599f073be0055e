import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { freePort } from '../support/free-port.ts'
import { type Consumer, createConsumer } from './lib/consumer.ts'
import {
  browser,
  common,
  connection,
  declared,
  outputOf,
  programOf,
  provider,
  withChanges,
} from './lib/first-steps.ts'
import { peers } from './lib/tools.ts'

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

const forHono = `
import { serve } from '@hono/node-server'
import { createSso } from 'ssokit'
`

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
    const output = await outputOf(
      node(),
      consumer.folder,
      [provider, browser, code, walk].join('\n'),
    )
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
    const output = await outputOf(
      node(),
      consumer.folder,
      [provider, browser, code, walk].join('\n'),
    )
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
    const walk = `${connection}
      await signIn('http://127.0.0.1:${port}', '/sso/login/acme')
      process.exit()`
    const start = `const PORT = ${port}\n${page === 'docs/hono.md' ? forHono : ''}`
    const output = await outputOf(
      node(),
      consumer.folder,
      [provider, browser, common, start, code, walk].join('\n'),
    )
    expect(output).toContain(`SIGNED IN 303 / ${cookie}`)
  })
})
