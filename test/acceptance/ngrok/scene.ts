import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { type ConnectionInput, createSso, type SsoStorage, systemActor } from 'ssokit'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { memoryAccounts } from 'ssokit/testing'
import { afterEach, beforeEach } from 'vitest'
import { createMockOkta } from '../../../src/testing/okta/index.ts'
import type { MockOkta, MockOktaSamlApp } from '../../../src/testing/okta/types.ts'
import { press } from '../../support/chromium.ts'
import { type PublicHosts, usePublicHosts } from '../../support/public-hosts.ts'
import { type Host } from './app/host.ts'
import { createDashboard } from './app/sso.ts'

const actor = systemActor

export const dashboard = 'https://dashboard.ngrok.com'
export const acme = 'ac_acme'
/** Everybody's, at Okta and at ngrok. */
export const password = 'correct horse'

/** The dashboard, and the Okta organisation of one of its customers. */
export interface Scene {
  readonly journey: PublicHosts['journey']
  readonly host: Host
  readonly okta: MockOkta
  /** A connection that works, made without pages, and its application at Okta. */
  connect(
    input?: ConnectionInput,
    app?: Partial<MockOktaSamlApp['settings']>,
  ): Promise<{ readonly id: string; readonly app: MockOktaSamlApp; readonly loginUrl: string }>
}

/**
 * For each test of a file: the customer Acme with its owner Olive and its member Mia, who have
 * passwords, and at Okta Olive, Mia and Ann.
 */
export function useNgrok(): Scene {
  const hosts = usePublicHosts()
  const scene = { journey: hosts.journey } as Scene
  let close = async () => {}
  beforeEach(async () => {
    const okta = createMockOkta({ domain: 'acme.okta.com' })
    for (const [login, firstName] of [
      ...[['olive@acme.example', 'Olive'] as const, ['mia@acme.example', 'Mia'] as const],
      ['ann@acme.example', 'Ann'] as const,
    ]) {
      okta.addPerson({ login, firstName, lastName: 'Acme', password })
    }
    const storage = memoryStorage()
    const secrets = [randomBytes(32).toString('base64url')]
    const host = await createDashboard({ secrets, storage, fetch: hosts.fetch })
    host.accounts.set(acme, { id: acme, name: 'Acme', plan: 'enterprise' })
    const olive = host.join(host.addUser('olive@acme.example', true, password), acme)
    Object.assign(olive, { roles: ['admin'], isOwner: true })
    host.join(host.addUser('mia@acme.example', true, password), acme)
    await host.server.ready()
    hosts.serve('acme.okta.com', okta.handler)
    hosts.serve('dashboard.ngrok.com', {
      listener: (req, res) => host.server.routing(req, res),
    })
    close = async () => host.server.close()
    const connect: Scene['connect'] = (input = {}, settings = {}) =>
      connectTo({ okta, storage, secrets, fetch: hosts.fetch }, input, settings)
    Object.assign(scene, { okta, host, connect })
  })
  afterEach(() => close())
  return scene
}

/** As the setup pages do, in an `Sso` of its own, since nobody skips a gate. */
async function connectTo(
  world: {
    readonly okta: MockOkta
    readonly storage: SsoStorage
    readonly secrets: readonly string[]
    readonly fetch: typeof globalThis.fetch
  },
  input: ConnectionInput,
  settings: Partial<MockOktaSamlApp['settings']>,
) {
  const { okta, ...shared } = world
  const { connections } = createSso({
    ...{ baseUrl: dashboard, ...shared, providers: [saml()], accounts: memoryAccounts() },
    activation: { requires: [] },
  })
  const { id } = await connections.create(
    { organizationId: acme, protocol: 'saml', profile: 'okta', description: 'Okta of Acme' },
    { actor },
  )
  const { fields, loginUrl } = await connections.setup(id)
  const valueOf = (field: string) => fields.find((one) => one.id === field)?.value ?? ''
  const app = okta.addSamlApp({
    ...{ name: 'ngrok', nameIdFormat: 'EmailAddress', access: 'everyone' },
    ...{ ssoUrl: valueOf('acs_url'), audience: valueOf('sp_entity_id'), ...settings },
  })
  const metadataXml = app.metadata()
  await connections.update(
    id,
    {
      access: { provisioning: 'join_prompt' },
      ...input,
      settings: { metadataXml, requireEmailNameId: true, ...input.settings },
    },
    { actor },
  )
  await connections.activate(id, { actor })
  return { id, app, loginUrl }
}

/** By password, at the product itself. */
export async function logIn(page: Page, email: string): Promise<void> {
  await page.goto(`${dashboard}/login`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Log in')
}

/** On Okta’s own page. */
export async function signInAtOkta(page: Page, login: string): Promise<void> {
  await page.getByLabel('Username').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The tile on Okta’s dashboard. */
export async function openTile(page: Page, login: string): Promise<void> {
  await page.goto('https://acme.okta.com/app/UserHome')
  if ((await page.getByLabel('Username').count()) > 0) await signInAtOkta(page, login)
  await page.getByRole('link', { name: 'ngrok' }).click()
}

/** The value below a label of the set-up pages. */
export const valueAt = (page: Page, field: string): Promise<string> =>
  page.locator(`#value-${field}`).innerText()
