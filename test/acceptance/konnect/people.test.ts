import { beforeEach, describe, expect } from 'vitest'
import type { Page } from 'playwright-core'
import type { Visitor } from '../../support/chromium.ts'
import { usePublicHosts } from '../../support/public-hosts.ts'
import { KONNECT, logIn, openScene, type Scene, signInAtOkta, switchOn } from './scene.ts'

const USERS = `${KONNECT}/organization/users`

describe('Konnect: people', () => {
  const hosts = usePublicHosts()
  const { journey } = hosts
  let scene: Scene
  beforeEach(() => {
    scene = openScene(hosts)
  })

  const arrive = async (page: Page, uri: string, name: string) => {
    await page.goto(uri)
    await signInAtOkta(page, name)
  }
  const asOwner = async ({ another }: Visitor) => {
    const { page } = await another()
    await logIn(page)
    return page
  }
  const roles = (page: Page) => page.getByText('Your roles:').innerText()
  const rowOf = async (owner: Page, email: string) => {
    await owner.goto(USERS)
    return owner.getByRole('row', { name: email }).innerText()
  }

  journey(
    'KO-20 KO-21 KO-35 lets people of mapped groups in, with the permissions of their group, and nobody else',
    async (visitor) => {
      const { uri } = await switchOn(scene)
      const owner = await asOwner(visitor)
      const { page, another } = visitor
      await arrive(page, uri, 'ann')
      expect(page.url()).toBe(`${KONNECT}/`)
      expect(await roles(page)).toBe('Your roles: Organization Admin')
      expect(await rowOf(owner, 'ann@acme.com')).toContain('Organization Admin')
      // Known by the login, and by no address of their mail.
      expect(await owner.getByText('mail.acme.com').count()).toBe(0)

      const cleo = await another()
      await arrive(cleo.page, uri, 'cleo')
      expect(cleo.status()).toBe(403)
      expect(await cleo.page.locator('main').innerText()).toContain('do not have access')
      await cleo.page.goto(KONNECT)
      expect(cleo.page.url()).toBe(`${KONNECT}/login`)
      await owner.goto(USERS)
      expect(await owner.getByText('cleo@acme.com').count()).toBe(0)
    },
  )

  journey(
    'KO-22 KO-23 maps anew who was there before, and leaves their roles to Okta from then on',
    async (visitor) => {
      const { uri } = await switchOn(scene)
      const owner = await asOwner(visitor)
      expect(await rowOf(owner, 'ben@acme.com')).toContain('Service Developer')
      const select = owner.getByLabel('Role of ben@acme.com')
      expect(await select.count()).toBe(1)
      const { page } = visitor
      await arrive(page, uri, 'ben')
      expect(await roles(page)).toBe('Your roles: Service Admin')
      // The form of a moment ago is refused as well.
      await select.selectOption('organization_admin')
      const answer = owner.waitForResponse((response) => response.request().method() === 'POST')
      await owner.getByRole('row', { name: 'ben@acme.com' }).getByRole('button').click()
      expect((await answer).status()).toBe(409)
      expect(await rowOf(owner, 'ben@acme.com')).toMatch(/Service Admin.*Managed by your identity/)
      expect(await select.count()).toBe(0)
      const people = scene.konnect.store.usersOf('org_acme')
      expect(people.map(({ email }) => email)).toEqual(['olivia@acme.com', 'ben@acme.com'])
    },
  )

  journey('KO-25 gives other permissions with another group at the next login', async (visitor) => {
    const { uri } = await switchOn(scene)
    const owner = await asOwner(visitor)
    const { page } = visitor
    await arrive(page, uri, 'ann')
    scene.okta.setGroups('ann@acme.com', ['konnect-developers'])
    await page.goto(uri)
    expect(await roles(page)).toBe('Your roles: Service Developer')
    expect(await rowOf(owner, 'ann@acme.com')).toContain('Service Developer')
    const admin = await page.goto(USERS)
    expect(admin?.status()).toBe(403)
  })

  journey(
    'KO-24 deactivates whoever was removed from the groups, in all their browsers, until they are in one again',
    async (visitor) => {
      const { uri } = await switchOn(scene)
      const owner = await asOwner(visitor)
      const { page, another } = visitor
      await arrive(page, uri, 'ann')
      scene.okta.setGroups('ann@acme.com', ['sales'])
      const elsewhere = await another()
      await arrive(elsewhere.page, uri, 'ann')
      expect(elsewhere.status()).toBe(403)
      expect(await rowOf(owner, 'ann@acme.com')).toContain('Deactivated')
      await page.goto(KONNECT)
      expect(page.url()).toBe(`${KONNECT}/login`)

      scene.okta.setGroups('ann@acme.com', ['konnect-services'])
      await page.goto(uri)
      expect(await roles(page)).toBe('Your roles: Service Admin')
      expect(await rowOf(owner, 'ann@acme.com')).toContain('Active')
    },
  )

  journey(
    'KO-6 turns people away whom Okta does not let use the application, and says so',
    async (visitor) => {
      const { app, uri } = await switchOn(scene)
      app.change({ access: ['konnect-admins'] })
      const { page, status } = visitor
      await arrive(page, uri, 'ben')
      expect(page.url().startsWith(KONNECT)).toBe(true)
      expect(status()).toBe(403)
      expect(await page.locator('main').innerText()).toContain('not assigned')
      const { page: other } = await visitor.another()
      await arrive(other, uri, 'ann')
      expect(await roles(other)).toBe('Your roles: Organization Admin')
    },
  )

  journey('KO-1 KO-21 makes accounts without a password', async ({ page, another }) => {
    const { uri } = await switchOn(scene)
    await arrive(page, uri, 'ann')
    const guest = await another()
    await logIn(guest.page, 'ann@acme.com')
    expect(guest.status()).toBe(401)
    expect(await guest.page.getByRole('alert').innerText()).toBe('Email or password is wrong.')
  })
})
