import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect } from 'vitest'
import { type Snippet, snippetsOfPage } from '../../docs/lib/snippets.ts'
import { root, run } from './tools.ts'

/**
 * A program of a page, by default the first: a block with those that continue it, as somebody would
 * type them.
 *
 * @param mark text that only the wanted one has
 */
export function programOf(page: string, mark = ''): string {
  const found = snippetsOfPage(page, readFileSync(join(root, page), 'utf8'))
  const program = found.find((one): one is Snippet => 'code' in one && one.code.includes(mark))
  if (!program) throw new Error(`${page} has no such code.`)
  return program.code
}

/** Puts what a reader has and the page does not know in the place of what stands for it. */
export function withChanges(
  code: string,
  changes: readonly (readonly [from: string, to: string])[],
): string {
  let text = code
  for (const [from, to] of changes) {
    expect(text.split(from), from).toHaveLength(2)
    text = text.replace(from, () => to)
  }
  return text
}

/** Okta of Acme, in the process of the app: nothing here reaches a network. */
export const provider = `
import { createMockOidcProvider } from 'ssokit/testing'
const idp = createMockOidcProvider({
  issuer: 'https://acme.okta.com',
  clientId: '0oa1b2c3',
  clientSecret: 'as shown by Okta',
  people: [{ sub: 'u1', email: 'ann@acme.example', email_verified: true }],
})
`

/** Follows the browser to the provider and back, over HTTP where it meets the app. */
export const browser = `
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
export const declared =
  "declare const common: Omit<SsoConfig, 'onLogin'> // baseUrl, secrets, storage, providers"
export const common = `
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

/** Connects that provider to an `sso` that is there. */
export const connection = `
const actor = systemActor
const { settings, secrets } = idp
const about = { organizationId: 'acme', protocol: 'oidc', loginPath: 'acme' }
const { id } = await sso.connections.create({ ...about, settings, secrets }, { actor })
await sso.connections.activate(id, { actor })
`

/** As JavaScript, as one of the tools that take the types away would leave it. */
export function javascriptOf(code: string): string {
  return ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      experimentalDecorators: true,
    },
  }).outputText
}

/** The environment that a program of a page is started with, with a secret of our own command. */
export async function environmentOf(node: string, folder: string) {
  const settings = { NODE_OPTIONS: undefined, NODE_ENV: undefined, NODE_PATH: undefined }
  const cli = join(folder, 'node_modules/.bin/ssokit')
  const options = { cwd: folder, env: settings }
  const { exitCode, stdout, output } = await run([node, cli, 'secret', 'generate'], options)
  expect(exitCode, output).toBe(0)
  return { ...settings, SSO_SECRET: stdout.trim() }
}

/** What a program prints that is typed into a folder and ends by itself. */
export async function outputOf(node: string, folder: string, code: string): Promise<string> {
  writeFileSync(join(folder, 'app.js'), javascriptOf(code))
  const env = await environmentOf(node, folder)
  const { exitCode, output } = await run([node, 'app.js'], { cwd: folder, env })
  expect(exitCode, output).toBe(0)
  return output
}
