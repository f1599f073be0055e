import { beforeEach, describe, expect } from 'vitest'
import { press } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import { roles } from './app/host.ts'
import {
  addApp,
  addClaims,
  enterValues,
  groupOf,
  openGuide,
  openScene,
  type Scene,
} from './scene.ts'

describe('Konnect: roles and groups', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  journey(
    'KO-12 KO-17 KO-26 shows every role with what it may do behind an i, and takes groups as text',
    async ({ page, examine }) => {
      await openGuide(page)
      expect(await page.locator('main').innerText()).toContain('Directory > Groups')
      const app = addApp(scene)
      await enterValues(page, app)
      expect(await page.locator('main').innerText()).toContain('such as Google groups')
      for (const { label, description } of roles) {
        await groupOf(page, label).waitFor()
        const info = page
          .locator('summary', { hasText: 'i' })
          .and(page.getByTitle(`What ${label} may do`))
        expect(await page.getByText(description).isVisible()).toBe(false)
        await info.click()
        expect(await page.getByText(description).isVisible()).toBe(true)
      }
      await examine('konnect-roles')
      await groupOf(page, 'Service Admin').fill('Köln: Dienste & <Co>')
      await press(page, 'Continue')
      await page.goBack()
      await page.reload()
      expect(await groupOf(page, 'Service Admin').inputValue()).toBe('Köln: Dienste & <Co>')
    },
  )

  journey(
    'KO-18 KO-19 wants one group at least, one for each role, and none twice',
    async ({ page, status }) => {
      await openGuide(page)
      const app = addApp(scene)
      addClaims(scene)
      await enterValues(page, app)
      await press(page, 'Continue')
      expect(status()).toBe(422)
      expect(await page.locator('main').innerText()).toContain('No group is entered.')
      expect(await page.getByRole('button', { name: 'Go on without roles' }).count()).toBe(0)
      await groupOf(page, 'Service Admin').fill('konnect-services')
      await groupOf(page, 'Organization Admin').fill('konnect-services')
      await press(page, 'Continue')
      expect(status()).toBe(422)
      expect(await page.locator('main').innerText()).toContain('konnect-services')
      // A field is one line, so it holds one group.
      expect(await groupOf(page, 'Service Admin').evaluate(({ tagName }) => tagName)).toBe('INPUT')
      await groupOf(page, 'Organization Admin').fill('')
      await press(page, 'Continue')
      expect(page.url()).toContain('/options')
    },
  )
})
