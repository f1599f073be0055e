import { systemActor } from 'ssokit'
import { beforeEach, describe, expect } from 'vitest'
import { usePublicHosts } from '../../support/public-hosts.ts'
import { KONNECT, logIn, OKTA, openScene, type Scene, signInAtOkta, switchOn } from './scene.ts'

describe('Konnect: the tile on the Okta dashboard', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  /** General Settings, as the guide tells. */
  const tile = (initiateLoginUri: string) =>
    ({
      grantTypes: ['authorization_code', 'implicit'],
      loginInitiatedBy: 'okta_or_app',
      displaysIcon: true,
      initiateLoginUri,
    }) as const

  journey(
    'KO-36 begins at the Organization Login URI, which the guide tells to enter',
    async (visitor) => {
      const { app, uri } = await switchOn(scene)
      const { page: owner } = await visitor.another()
      await logIn(owner)
      const [connection] = await scene.konnect.sso.connections.list('org_acme', {
        actor: systemActor,
      })
      await owner.goto(`${KONNECT}/sso/setup/connections/${connection?.id}/guide`)
      await owner.getByRole('link', { name: 'dashboard of the identity provider' }).click()
      await owner.getByText('Implicit (Hybrid)').waitFor()
      const guide = await owner.locator('main').innerText()
      for (const told of ['Either Okta or App', 'Display application icon to users', uri]) {
        expect(guide).toContain(told)
      }
      app.change({ ...tile(uri), loginFlow: 'redirect_to_app' })
      const { page } = visitor
      await page.goto(OKTA)
      await signInAtOkta(page, 'ann')
      await page.getByRole('link', { name: 'Konnect' }).click()
      await page.getByText('You are logged in as ann@acme.com').waitFor()
      expect(page.url()).toBe(`${KONNECT}/`)
    },
  )

  journey(
    'KO-36 reads no ID token that Okta sends directly, and begins a login of its own instead',
    async ({ page }) => {
      const { app, uri } = await switchOn(scene)
      app.change({ ...tile(uri), loginFlow: 'send_id_token' })
      const paths: string[] = []
      page.on('request', (request) => {
        const { pathname } = new URL(request.url())
        paths.push(`${request.method()} ${pathname}`)
      })
      await page.goto(OKTA)
      await signInAtOkta(page, 'ann')
      await page.getByRole('link', { name: 'Konnect' }).click()
      await page.getByText('You are logged in as ann@acme.com').waitFor()
      const posted = paths.findIndex(
        (path) => path.startsWith('POST /login') && !path.includes('.htm'),
      )
      expect(posted).toBeGreaterThan(0)
      // The login that counts was asked for after it, with state and nonce of its own.
      expect(paths.slice(posted)).toContain('GET /oauth2/default/v1/authorize')
      expect(paths.at(-1)).toBe('GET /')
    },
  )
})
