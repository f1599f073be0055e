import { expect } from 'vitest'
import {
  type ConnectionInput,
  type Login,
  type OidcSettings,
  type SsoErrorCode,
  systemActor,
} from '../../../src/index.ts'
import type { MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import { createBrowser, type Page } from '../../support/browser.ts'
import { type HostApp, startHostApp } from '../../support/host-app.ts'
import { type MockIdpServer, startMockIdp } from '../../support/mock-idp-server.ts'

/** A relying party and a provider that misbehaves on demand, both on real HTTP, and a browser. */
export interface OidfScene {
  readonly app: HostApp
  readonly server: MockIdpServer
  readonly connectionId: string
  /** From the login address to wherever the browser ends up. */
  visit(query?: string): Promise<Page>
  close(): Promise<void>
}

export interface OidfOptions {
  readonly provider?: MockOidcOptions
  readonly settings?: Partial<OidcSettings>
  readonly input?: Partial<ConnectionInput>
}

/** As the plans do it: RS256, and userinfo always asked. */
const standard: OidfOptions = {
  provider: { algorithm: 'RS256', clientAuthentication: ['client_secret_basic'] },
  settings: { userinfo: 'always' },
}

export async function startOidf(options: OidfOptions = {}): Promise<OidfScene> {
  const server = await startMockIdp({ ...standard.provider, ...options.provider })
  const app = await startHostApp([server])
  const { id: connectionId } = await app.sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', secrets: server.idp.secrets },
      settings: { ...server.idp.settings, ...standard.settings, ...options.settings },
      ...options.input,
    },
    { actor: systemActor },
  )
  await app.sso.connections.activate(connectionId, { actor: systemActor })
  server.requests.length = 0
  return {
    ...{ app, server, connectionId },
    async visit(query = '') {
      const browser = createBrowser()
      const page = await browser.visit(`${app.baseUrl}/sso/${connectionId}/login${query}`)
      const isForm = page.url.startsWith(server.issuer) && page.body.includes('<form method="post"')
      return isForm ? browser.submit(page) : page
    },
    async close() {
      await Promise.all([app.close(), server.close()])
    },
  }
}

/** The person is in, and the host knows her. */
export async function expectIn(scene: OidfScene): Promise<Login> {
  const before = scene.app.logins.length
  const page = await scene.visit()
  expect(scene.app.errors).toEqual([])
  expect([page.status, page.body]).toEqual([200, 'signed in: ann'])
  const login = scene.app.logins[before]
  if (!login) throw new Error('no login')
  return login
}

/** An error page, no login, and this reason for the admin. */
export async function expectOut(scene: OidfScene, code: SsoErrorCode): Promise<void> {
  const before = scene.app.logins.length
  const page = await scene.visit()
  expect(scene.app.errors).toEqual([code])
  expect(page.status).toBeGreaterThanOrEqual(400)
  expect(page.body).not.toContain('signed in')
  expect(scene.app.logins).toHaveLength(before)
  scene.app.errors.length = 0
}
