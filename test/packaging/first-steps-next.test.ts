import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { createPeerApp, type PeerApp } from '../support/peer-app.ts'
import {
  common,
  connection,
  declared,
  environmentOf,
  javascriptOf,
  programOf,
  provider,
  withChanges,
} from './lib/first-steps.ts'
import { peers } from './lib/tools.ts'

const page = 'docs/next.md'
const ssoOf = 'declare const sso: Sso'
const imported = "import { sso } from '@/lib/sso'"

/** The files that the page tells to write, and what a reader has besides. */
const files: Readonly<Record<string, () => string>> = {
  'jsconfig.json': () => '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
  'lib/idp.js': () =>
    // Next.js may load it more than once.
    `${provider.replace('const idp =', 'export const idp = globalThis.idp ??=')}
     ${common.replace('memoryStorage()', 'globalThis.storage ??= memoryStorage()').replace('const common', 'export const common')}`,
  'lib/sso.js': () =>
    withChanges(programOf(page, 'getIronSession'), [[declared, "import { common } from './idp'"]]),
  'app/sso/[...path]/route.js': () =>
    withChanges(programOf(page, 'toNextHandlers(sso)'), [
      [`${ssoOf} // import { sso } from '@/lib/sso'`, imported],
    ]),
  'lib/actions.js': () =>
    withChanges(programOf(page, "'use server'"), [
      [ssoOf, imported],
      ["startLogin({ email: String(form.get('email')) }", "startLogin({ loginPath: 'acme' }"],
    ]),
  'app/layout.js': () => `
    import { createElement } from 'react'
    export default ({ children }) =>
      createElement('html', null, createElement('body', null, children))`,
  'app/page.js': () => `
    import { createElement } from 'react'
    import { signIn } from '@/lib/actions'
    export default () => createElement('form', { action: signIn }, createElement('button'))`,
  'app/home/page.js': () => `
    import { createElement } from 'react'
    import { currentSession } from '@/lib/sso'
    export default async () => createElement('p', null, 'Hello ' + (await currentSession()).email)`,
  // Okta of Acme is in the process of the app.
  'app/connect/route.js': () => `
    import { idp } from '@/lib/idp'
    ${imported}
    ${common.split('\n')[1]}
    export async function POST() {
      ${connection}
      return new Response(id)
    }`,
  'app/okta/route.js': () => `
    import { idp } from '@/lib/idp'
    export async function POST(request) {
      const answer = await idp.authorize(await request.text())
      return new Response(answer.toRequest('').url)
    }`,
}

const nodes = new Map([['this Node', process.execPath]])
let app: PeerApp
beforeAll(async () => {
  app = await createPeerApp('next16')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app.folder, path)), { recursive: true })
    const isCode = path.endsWith('.js')
    writeFileSync(join(app.folder, path), isCode ? javascriptOf(text()) : text())
  }
  nodes.set('Node 24', join(await peers('node24'), 'node_modules/.bin/node'))
})
afterAll(() => app?.remove())

describe.each(['this Node', 'Node 24'])('what a new user types into Next, on %s', (name) => {
  let server: ChildProcess
  let origin: string
  beforeAll(async () => {
    const node = nodes.get(name) ?? ''
    const port = await freePort()
    origin = `http://localhost:${port}`
    const given = await environmentOf(node, app.folder)
    const env = { ...process.env, ...given, SESSION_SECRET: 'x'.repeat(32) }
    const command = [join(app.folder, 'node_modules/next/dist/bin/next'), 'dev', '-p', `${port}`]
    server = spawn(node, command, { cwd: app.folder, env, stdio: 'ignore' })
    const isThere = async () => expect((await fetch(`${origin}/home`)).status).toBe(200)
    await vi.waitFor(isThere, { timeout: 60_000, interval: 250 })
    const connected = await fetch(`${origin}/connect`, { method: 'POST' })
    expect(connected.status).toBe(200)
  })
  afterAll(async () => {
    if (!server || server.exitCode !== null) return
    const ended = new Promise((done) => server.once('exit', done))
    server.kill()
    await ended
  })

  /** From the answer that leads to the provider on, to the page where the person ends. */
  async function follow(start: Response): Promise<string> {
    expect(start.status).toBe(303)
    const cookies = start.headers.getSetCookie().map((one) => one.split(';')[0])
    const body = start.headers.get('location')
    const answered = await fetch(`${origin}/okta`, { method: 'POST', body })
    const { pathname, search } = new URL(await answered.text())
    const headers = { cookie: cookies.join('; ') }
    const back = await fetch(origin + pathname + search, { headers, redirect: 'manual' })
    expect(back.status).toBe(303)
    const own = back.headers.getSetCookie().find((one) => one.startsWith('session='))
    const home = await fetch(new URL(back.headers.get('location') ?? '', origin), {
      headers: { cookie: own?.split(';')[0] ?? '' },
    })
    return home.text()
  }

  it('docs/next.md: the mount, with iron-session', async () => {
    const address = `${origin}/sso/login/acme?returnTo=/home`
    expect(await follow(await fetch(address, { redirect: 'manual' }))).toContain('ann@acme.example')
  })

  it('docs/next.md: a server action', async () => {
    const { 1: action = '' } =
      /name="(\$ACTION_ID_\w+)"/.exec(await (await fetch(origin)).text()) ?? []
    const body = new FormData()
    body.append(action, '')
    const start = await fetch(origin, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { origin },
    })
    expect(await follow(start)).toContain('ann@acme.example')
  })
})
