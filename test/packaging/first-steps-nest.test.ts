import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { createPeerApp, type PeerApp } from '../support/peer-app.ts'
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

const page = 'docs/nest.md'
const nodes = new Map([['this Node', process.execPath]])
let app: PeerApp
beforeAll(async () => {
  app = await createPeerApp('nest12')
  nodes.set('Node 24', join(await peers('node24'), 'node_modules/.bin/node'))
})
afterAll(() => app?.remove())

const imports = `
import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
`
/** Starts it as `main.ts` does, and signs somebody in. */
const walkOf = (port: number, signIn: string) => `
const app = await NestFactory.create(AppModule, { logger: ['error'] })
await app.listen(${port})
const sso = app.get(SsoService)
${connection}
await signIn('http://127.0.0.1:${port}', ${signIn})
process.exit()`

describe.each(['this Node', 'Node 24'])('what a new user types into Nest, on %s', (name) => {
  const node = () => nodes.get(name) ?? ''

  it('docs/nest.md: the mount', async () => {
    const code = withChanges(programOf(page), [[declared, '']])
    const walk = walkOf(await freePort(), "'/sso/login/acme'")
    const program = [imports, provider, browser, common, code, walk].join('\n')
    expect(await outputOf(node(), app.folder, program)).toContain('SIGNED IN 303 / sid')
  })

  it('docs/nest.md: routes of your own, without a hook', async () => {
    const routes = withChanges(programOf(page, "@Controller('accounts')"), [
      [
        'declare const sessions: { start(email: string): Promise<string> }',
        "const sessions = { start: async (email: string) => 'own=' + email }",
      ],
      ['startLogin({ email }, ', 'startLogin({ loginPath: email }, '],
    ])
    const module = `
      import { Module } from '@nestjs/common'
      import { createSso } from 'ssokit'
      import { SsoModule } from 'ssokit/nest'
      const made = createSso({ ...common, paths: { callback: '/accounts/auth/okta/callback' } })
      const mounted = SsoModule.forRoot({ sso: made, hostPages: false })
      @Module({ imports: [mounted], controllers: [AccountsController] })
      class AppModule {}`
    const form = "'/accounts/sign_in', { method: 'POST', body: new URLSearchParams('email=acme') }"
    const walk = walkOf(await freePort(), form)
    const program = [imports, provider, browser, common, routes, module, walk].join('\n')
    expect(await outputOf(node(), app.folder, program)).toContain('SIGNED IN 303 / own')
  })
})
