import { type Portal, portal, type PortalOptions } from '../../src/portal/index.ts'
import type { SsoConfig } from '../../src/index.ts'
import { type Browser, createBrowser } from './browser.ts'
import { baseUrl, createHarness, type Harness } from './harness.ts'

export interface PortalScene extends Harness {
  readonly setup: Portal
  readonly url: string
  /** One request; pages are read as text. */
  ask(path: string, init?: RequestInit & { cookie?: string }): Promise<Response>
}

/** A host with the portal, whose one admin is there unless the request says `x-nobody`. */
export function portalScene(
  config: Partial<SsoConfig> = {},
  options: Partial<PortalOptions> = {},
): PortalScene {
  const harness = createHarness({ authorize: (_action, actor) => actor === 'carol', ...config })
  // Browsers of the tests end cookies by the real clock.
  harness.clock.set(new Date())
  const setup = portal({
    sso: harness.sso,
    branding: { product: 'Example App' },
    visitor: (request) =>
      request.headers.has('x-nobody') ? null : { actor: 'carol', organizationId: 'org_1' },
    ...options,
  })
  const url = `${baseUrl}${setup.basePath}`
  return {
    ...harness,
    ...{ setup, url },
    ask(path, { cookie, ...init } = {}) {
      const headers = new Headers(init.headers)
      if (cookie !== undefined) headers.set('cookie', cookie)
      return setup.handler(new Request(`${url}${path}`, { ...init, headers }))
    },
  }
}

/** A browser whose requests go to the portal without a network. */
export function portalBrowser({ setup }: Pick<PortalScene, 'setup'>): Browser {
  return createBrowser(undefined, (url, init) => setup.handler(new Request(url, init)))
}
