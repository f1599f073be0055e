import type { Locator, Page } from 'playwright-core'
import { beforeEach, describe, expect } from 'vitest'
import { asSystem } from '../support/harness.ts'
import { follow, type PortalHost, portalHost, signInAs } from '../support/portal-browser.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const hosts = usePublicHosts()
let host: PortalHost
beforeEach(() => {
  host = portalHost(hosts)
})

const create = async (profile: string, protocol: string) => {
  const input = { organizationId: 'org_1', profile, protocol }
  const { id } = await host.sso.connections.create(input, asSystem)
  return { id, url: `${host.url}/connections/${id}` }
}

const note = (field: Locator) =>
  field.locator('xpath=ancestor::div[@class="field"]').locator('.warn').innerText()

describe('two administrators at once', () => {
  hosts.journey(
    'who was slower sees what is stored now, beside what was typed',
    async (visitor) => {
      const { id, url } = await create('generic', 'oidc')
      const other = await visitor.another()
      await signInAs(visitor.context, 'carol')
      await signInAs(other.context, 'dave')
      const [carol, dave] = [visitor.page, other.page]
      for (const page of [carol, dave]) await page.goto(`${url}/values`)
      const fill = async (page: Page, issuer: string, client: string, secret: string) => {
        await page.getByLabel('Issuer').fill(issuer)
        await page.getByLabel('Client ID').fill(client)
        await page.getByLabel('Client Secret').fill(secret)
        await follow(page, 'Continue')
      }
      await fill(dave, 'https://new.acme.example', 'client-of-dave', 'the secret of dave')
      expect(dave.url()).toContain('/options')

      await fill(carol, 'https://old.acme.example', 'client-of-carol', 'the secret of carol')
      expect(visitor.status()).toBe(409)
      await carol.getByText('Somebody else changed this in the meantime.').waitFor()
      const issuer = carol.getByLabel('Issuer')
      const secret = carol.getByLabel('Client Secret')
      expect(await issuer.inputValue()).toBe('https://old.acme.example')
      expect(await note(issuer)).toBe('Stored now: https://new.acme.example')
      expect(await carol.getByLabel('Client ID').inputValue()).toBe('client-of-carol')
      expect(await secret.inputValue()).toBe('')
      expect(await carol.content()).not.toContain('the secret of')
      await visitor.examine('portal-values-conflict')
      // What Dave stored is there until Carol has looked at it.
      const stored = await host.sso.connections.get(id, asSystem)
      expect(stored.draft?.settings).toMatchObject({ clientId: 'client-of-dave' })

      await issuer.fill('https://new.acme.example')
      await secret.fill('the secret of carol')
      await follow(carol, 'Continue')
      expect(carol.url()).toContain('/options')
      const both = await host.sso.connections.get(id, asSystem)
      expect(both.draft?.settings).toMatchObject({
        ...{ issuer: 'https://new.acme.example', clientId: 'client-of-carol' },
      })
    },
  )

  hosts.journey('boxes and choices stay as they were chosen, too', async (visitor) => {
    const { url } = await create('generic', 'oidc')
    const other = await visitor.another()
    await signInAs(visitor.context, 'carol')
    await signInAs(other.context, 'dave')
    const [carol, dave] = [visitor.page, other.page]
    for (const page of [carol, dave]) await page.goto(`${url}/options`)
    await dave.getByLabel('Description').fill('by Dave')
    await follow(dave, 'Continue')
    await carol.getByLabel('Description').fill('by Carol')
    await carol.getByLabel(/^Single logout/).check()
    await follow(carol, 'Continue')
    expect(visitor.status()).toBe(409)
    expect(await carol.getByLabel('Description').inputValue()).toBe('by Carol')
    expect(await note(carol.getByLabel('Description'))).toBe('Stored now: by Dave')
    expect(await carol.getByLabel(/^Single logout/).isChecked()).toBe(true)
    await follow(carol, 'Continue')
    expect(carol.url()).toContain('/test')
  })
})

describe('a page that was open for long', () => {
  hosts.journey('its form is not taken from somebody else in the same browser', async (visitor) => {
    const { id, url } = await create('generic', 'oidc')
    const { page, context } = visitor
    await signInAs(context, 'carol')
    await page.goto(`${url}/values`)
    await page.getByLabel('Issuer').fill('https://sso.acme.example')
    await signInAs(context, 'dave')
    await follow(page, 'Continue')
    expect(visitor.status()).toBe(400)
    await page.getByText('This form was open for too long. Nothing was saved').waitFor()
    const { draft } = await host.sso.connections.get(id, asSystem)
    expect(draft?.settings).toMatchObject({ issuer: '' })
    // Going back, what was typed is still there.
    await page.goBack()
    expect(await page.getByLabel('Issuer').inputValue()).toBe('https://sso.acme.example')
  })
})
