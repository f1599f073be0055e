import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'
import { type CookieFilter, startProxy } from './https-proxy.ts'
import { createTestKeyPair } from './saml-keys.ts'

/**
 * The Express example with the development identity provider, each on a site of its own: with `http`
 * as `npm run demo` starts them (`localhost` and `127.0.0.1`), with `https` behind proxies as
 * `app.localhost` and `idp.localhost`.
 */
export interface BrowserDemo {
  readonly origin: string
  readonly idpOrigin: string
  readonly scheme: Scheme
  /** Of `olive@acme.example`, the owner, and of `ben@acme.example`. */
  readonly password: string
  /** Sets the app's clock this far ahead, and nobody else's. */
  setClock(secondsAhead: number): Promise<void>
  /** How the cookies of the app fare; with https only. */
  filterCookies(filter: CookieFilter): void
  close(): Promise<void>
}

type Scheme = 'http' | 'https'

const root = resolve(import.meta.dirname, '../..')
const examples = join(root, 'examples')

/** Below the ports that systems give to outgoing connections, which would take one between. */
const aPort = () => randomInt(20_000, 30_000)
const START_MILLISECONDS = 60_000

/** For all tests of a file. Its members are there once the tests run. */
export function useDemo({ scheme }: { readonly scheme: Scheme }): BrowserDemo {
  const demo = { scheme } as BrowserDemo
  beforeAll(async () => {
    Object.assign(demo, await startBrowserDemo(scheme))
  })
  afterAll(() => demo.close?.())
  return demo
}

async function startBrowserDemo(scheme: Scheme): Promise<BrowserDemo> {
  const { freePort } = await import(join(root, 'tools/lib/ports.mjs'))
  const appPort: number = await freePort(aPort())
  const idpPort: number = await freePort(aPort(), appPort)
  const closers: (() => Promise<unknown>)[] = []
  const front = async (name: string, host: string, port: number) => {
    if (scheme === 'http') return { origin: `http://${host}:${port}`, filterCookies: unavailable }
    const proxy = await startProxy(name, inject('certificate'))
    proxy.connect({ host, port })
    closers.push(proxy.close)
    return proxy
  }
  const app = await front('app.localhost', 'localhost', appPort)
  const idp = await front('idp.localhost', '127.0.0.1', idpPort)

  // Its types are its own; see tools/tsconfig.json.
  const { startDevIdp } = await import(join(examples, 'dev-idp/index.js'))
  const { client, issuer, samlMetadataUrl, close } = await startDevIdp({
    port: idpPort,
    issuer: idp.origin,
    redirectUris: [`${app.origin}/sso/*/callback`],
    postLogoutRedirectUris: [`${app.origin}/sso/*/logout/return`],
    acsUrls: [`${app.origin}/sso/*/acs`],
    samlKey: createTestKeyPair(),
  })
  closers.push(close)
  const data = await mkdtemp(join(tmpdir(), 'ssokit-browser-demo-'))
  closers.push(() => rm(data, { recursive: true, force: true }))
  const child = spawn(
    process.execPath,
    ['--import', join(import.meta.dirname, 'chromium-inside.mjs'), 'server.js'],
    {
      cwd: join(examples, 'express'),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NODE_EXTRA_CA_CERTS: inject('certificate').certificate,
        PORT: String(appPort),
        DATA_DIR: data,
        BASE_URL: app.origin,
        OIDC_ISSUER: issuer,
        OIDC_CLIENT_ID: client.clientId,
        OIDC_CLIENT_SECRET: client.clientSecret,
        SAML_METADATA_URL: samlMetadataUrl,
      },
    },
  )
  closers.push(() => ended(child))
  await started(child, app.origin)
  return {
    ...{ scheme, origin: app.origin, idpOrigin: idp.origin },
    password: await passwordOf(`http://localhost:${appPort}`),
    filterCookies: app.filterCookies,
    async setClock(seconds) {
      const answered = once(child, 'message')
      child.send(seconds * 1000)
      await answered
    },
    async close() {
      for (const closer of closers.toReversed()) await closer()
    },
  }
}

function unavailable(): void {
  throw new Error('Cookies are filtered by the https proxy.')
}

function started(child: ChildProcess, origin: string): Promise<void> {
  let output = ''
  return new Promise((done, reject) => {
    const fail = (why: string) => reject(new Error(`${why}\n${output}`))
    const timer = setTimeout(() => fail('The demo does not start.'), START_MILLISECONDS)
    const read = (chunk: Buffer) => {
      output += chunk
      if (!output.includes(`Open ${origin}\n`)) return
      clearTimeout(timer)
      done()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => fail('The demo ended.'))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** As the demo's start page says it. */
async function passwordOf(address: string): Promise<string> {
  const page = await (await fetch(address)).text()
  const [, password] = /with the password\s*<code>([\w-]+)<\/code>/.exec(page) ?? []
  if (password === undefined) throw new Error(`No password on the start page:\n${page}`)
  return password
}

/** What the persons of the development identity provider are called. */
export const names = { ann: 'Ann Admin', ben: 'Ben Builder', cleo: 'Cleo Contractor' }

export type Person = keyof typeof names

/** Chooses who to be, on the page of the identity provider. */
export async function choose(page: Page, person: Person): Promise<void> {
  await page.getByRole('button', { name: names[person] }).click()
}

/** From the start page to the profile, by the connection with this label. */
export async function signIn(
  page: Page,
  demo: BrowserDemo,
  label: 'SSO' | 'SAML',
  person: Person = 'ann',
): Promise<void> {
  await page.goto(demo.origin)
  await page.getByRole('link', { name: `Sign in with ${label}`, exact: true }).click()
  await choose(page, person)
  await page.waitForURL(`${demo.origin}/profile`)
}

/** The owner, by password. */
export async function signInOwner(page: Page, demo: BrowserDemo): Promise<void> {
  await signInByPassword(page, demo, 'olive@acme.example')
}

export async function signInByPassword(
  page: Page,
  demo: BrowserDemo,
  email: string,
): Promise<void> {
  await page.goto(demo.origin)
  await page.getByLabel('e-mail address').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password').fill(demo.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
}
