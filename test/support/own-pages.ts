import type { Page, Request } from 'playwright-core'
import { systemActor } from '../../src/index.ts'
import type { HostApp } from './host-app.ts'

/** Holds a page that leaves by itself, until it is released. */
export async function hold(page: Page, isWayOut: (request: Request) => boolean) {
  await page.route('**/*', (route) =>
    isWayOut(route.request()) ? route.abort('aborted') : route.fallback(),
  )
  return () => page.unroute('**/*')
}

/** A connection to the mock provider, live. */
export async function connect(
  { sso }: HostApp,
  issuer: string,
  input: Partial<Parameters<HostApp['sso']['connections']['create']>[0]> = {},
) {
  const { id } = await sso.connections.create(
    {
      ...{ organizationId: 'org_1', protocol: 'oidc', secrets: { clientSecret: 'secret-1' } },
      ...input,
      settings: { issuer, clientId: 'client-1', ...input.settings },
    },
    { actor: systemActor },
  )
  await sso.connections.activate(id, { actor: systemActor })
  return id
}
