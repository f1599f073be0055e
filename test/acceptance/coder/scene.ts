import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import type { Sso, SsoConfig } from 'ssokit'
import { afterAll, beforeAll } from 'vitest'
import { createMockOkta, type MockOktaOidcApp } from '../../../src/testing/okta/index.ts'
import { press } from '../../support/chromium.ts'
import { secretA } from '../../support/harness.ts'
import { createPeerApp, type PeerApp } from '../../support/peer-app.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'

export const coder = 'https://coder.my-company.com'
export const authentication = `${coder}/manage/admin/authentication`
export const admin = 'admin@my-company.com'
export const password = 'correct horse'

interface Coder {
  startCoder(environment: Pick<SsoConfig, 'secrets' | 'fetch' | 'clock'>): Promise<{
    readonly port: number
    readonly sso: Sso
    readonly users: {
      add(user: object): { readonly id: string }
      byEmail(email: string): { readonly id: string; readonly password?: string } | undefined
    }
    close(): Promise<void>
  }>
}

const compiler = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')

/** A Nest app as its engineers have it: written with decorators, compiled, installed from the tarball. */
async function build(): Promise<PeerApp> {
  const app = await createPeerApp('nest12', join(import.meta.dirname, 'app'))
  const options = { cwd: app.folder }
  await promisify(execFile)(process.execPath, [compiler, '-p', '.'], options).catch((error) => {
    throw new Error(`${error.stdout}`, { cause: error })
  })
  return app
}

/** One installation, and the Okta organisation of the company, under public names. */
export function useCoder() {
  const hosts = usePublicHosts()
  let skipped = 0
  const clock = () => new Date(Date.now() + skipped)
  const okta = createMockOkta({ domain: 'my-company.okta.com', clock })
  for (const name of ['Ann', 'Ben']) {
    const login = `${name.toLowerCase()}@my-company.com`
    okta.addPerson({ firstName: name, lastName: 'Able', login, password })
  }
  let installed: PeerApp | undefined
  let app: Awaited<ReturnType<Coder['startCoder']>>
  beforeAll(async () => {
    installed = await build()
    const { startCoder } = await installed.load<Coder>('dist/main.js')
    app = await startCoder({ secrets: [secretA], fetch: hosts.fetch, clock })
    app.users.add({ email: admin, password, isSiteAdmin: true, isEmailVerified: true })
    hosts.serve('coder.my-company.com', { port: app.port })
    hosts.serve(okta.domain, okta.handler)
  })
  afterAll(async () => {
    await app?.close()
    installed?.remove()
  })
  return {
    ...{ journey: hosts.journey, okta },
    users: () => app.users,
    sso: () => app.sso,
    /** A connection may be checked once a minute. */
    waitMinute(): void {
      skipped += 61_000
    },
  }
}

export async function signInByPassword(page: Page, email = admin): Promise<void> {
  await page.goto(`${coder}/login`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

/** Manage > Admin > Authentication, as the guide fills it in; `change` says what is entered otherwise. */
export async function savePreferences(
  page: Page,
  issuer: string,
  { clientId, clientSecret = '' }: MockOktaOidcApp,
  change: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.goto(authentication)
  await page.getByRole('combobox').first().selectOption('OpenID Connect')
  const entered = { 'Client ID': clientId, 'Client Secret': clientSecret, Issuer: issuer }
  for (const [label, value] of Object.entries({ ...entered, ...change })) {
    await page.getByLabel(label).fill(value)
  }
  await press(page, 'Save Preferences')
}

/** At Okta, where the browser is now. */
export async function signInAtOkta(page: Page, login: string): Promise<void> {
  await page.getByLabel('Username').fill(login)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}
