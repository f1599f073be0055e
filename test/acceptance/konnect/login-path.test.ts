import { systemActor } from 'ssokit'
import { beforeEach, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import {
  addApp,
  addClaims,
  button,
  enterValues,
  KONNECT,
  logIn,
  mapRoles,
  OKTA,
  openGuide,
  openScene,
  openTest,
  type Scene,
  save,
  signInAtOkta,
  testAs,
} from './scene.ts'

describe('Konnect: the Organization Login Path', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  journey(
    'KO-15 KO-29 is required, unique across organizations and alphanumeric; a slash in front is taken off',
    async ({ page }) => {
      const { connections } = scene.konnect.sso
      const globex = {
        organizationId: 'org_globex',
        protocol: 'oidc',
        profile: 'okta',
        loginPath: 'somepath',
      }
      await connections.create(globex, { actor: systemActor })
      const app = addApp(scene)
      addClaims(scene)
      await openGuide(page)
      await enterValues(page, app)
      await mapRoles(page)
      const path = page.getByLabel('Organization Login Path')
      const problem = page.locator('#field-loginPath-problem')
      await path.fill('some path')
      await press(page, 'Continue')
      expect(await problem.innerText()).toContain('not alphanumeric')
      expect(await path.inputValue()).toBe('some path')
      await path.fill('SomePath')
      await press(page, 'Continue')
      expect(await problem.innerText()).toContain('another')
      const options = page.url()
      await page.goto(options.replace('/options', '/test'))
      await testAs(page, 'olivia')
      expect(await button(page, 'Save').isDisabled()).toBe(true)
      expect(await page.locator('#save-reason').innerText()).toContain('Organization Login Path')

      await page.goto(options)
      await path.fill('/somepath2')
      await press(page, 'Continue')
      await page.goto(options.replace('/options', '/test'))
      expect(await button(page, 'Save').isDisabled()).toBe(false)
      await page.goto(options)
      expect(await path.inputValue()).toBe('somepath2')
    },
  )

  journey(
    'KO-16 KO-33 KO-34 makes the Organization Login URI, which is found again and leads straight to Okta',
    async (visitor) => {
      const { context, page: owner } = await visitor.another()
      await openTest(scene, owner)
      await testAs(owner, 'olivia')
      const uri = await save(owner)
      expect(uri).toBe(`${KONNECT}/login/somepath`)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await button(owner, 'Copy').click()
      await button(owner, 'Copied').waitFor()
      expect(await owner.evaluate('navigator.clipboard.readText()')).toBe(uri)

      const { page: later } = await visitor.another()
      await logIn(later)
      await later.getByRole('link', { name: 'Identity Management' }).click()
      expect(await later.getByText(uri, { exact: true }).count()).toBe(1)

      const { page: pasted } = visitor
      await pasted.goto(uri)
      expect(pasted.url()).toMatch(new RegExp(`^${OKTA}/`))
      await signInAtOkta(pasted, 'ann')
      await pasted.getByText('You are logged in as ann@acme.com').waitFor()
      // In any case, as people type it.
      const { page: typed } = await visitor.another()
      await typed.goto(`${KONNECT}/login/SomePath`)
      await typed.getByLabel('Username').waitFor()
    },
  )
})
