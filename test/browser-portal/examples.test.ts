import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { journeys, press } from '../support/chromium.ts'
import { type Example, startExample } from '../support/example.ts'

/** Installation, and for Next a build. */
const START_MILLISECONDS = 240_000

/** An example as `npm run example NAME` starts it, beside its development identity provider. */
function useExample(name: string) {
  let example: Example | undefined
  beforeAll(async () => {
    example = await startExample(name)
  }, START_MILLISECONDS)
  afterAll(() => example?.stop())
  const address = () => example?.address ?? ''
  return {
    address,
    output: () => example?.output() ?? '',
    journey: journeys(() => [address(), example?.issuer ?? '']),
  }
}

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor()
  await page.getByRole('button', { name }).click()
}

describe.each(['fastify', 'hono'])('the example for %s', (name) => {
  const { address, journey } = useExample(name)
  for (const label of ['SSO', 'SAML']) {
    journey(`signs people in and out by ${label} with ${name}`, async ({ page }) => {
      await page.goto(address())
      await page.getByRole('link', { name: `Sign in with ${label}` }).click()
      await choose(page, 'Ben Builder')
      await page.waitForURL(`${address()}/`)
      await page.getByText('Ben Builder').waitFor()
      await page.getByRole('button', { name: 'Sign out here' }).click()
      await page.getByRole('link', { name: `Sign in with ${label}` }).waitFor()
    })
  }
})

describe.each(['nest', 'next'])('the example for %s', (name) => {
  const { address, output, journey } = useExample(name)

  journey(
    `is set up on the pages of the portal, and signs people in, with ${name}`,
    async (visitor) => {
      const { page } = visitor
      await page.goto(address())
      const [, password = ''] = /with the password ([\w-]{16})\n/.exec(output()) ?? []
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText('Olive Owner').waitFor()
      const values = new Map<string, string>()
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      for (const path of ['settings.issuer', 'settings.clientId', 'secrets.clientSecret']) {
        values.set(path, await page.locator('dt', { hasText: path }).locator('+ dd').innerText())
      }
      await page.getByRole('link', { name: 'Set up SSO' }).click()
      await page.locator('input[value="generic:oidc"]').check()
      await page.locator('form[action$="/connections/new"] button').click()
      await page.waitForURL(/\/guide/)
      const connection = page.url().replace(/\/guide.*$/, '')
      await page.goto(`${connection}/values`)
      for (const [path, value] of values) await page.locator(`[name="${path}"]`).fill(value)
      await press(page, 'Continue')
      await page.goto(`${connection}/roles`)
      await page.locator('[name="claims.groups"]').fill('groups')
      await page.locator('[name="access.roles.groupsByRole.admin"]').fill('admins')
      await page.locator('[name="access.roles.groupsByRole.member"]').fill('engineering')
      await press(page, 'Continue')
      await page.goto(`${connection}/options`)
      await page.getByLabel('Description').fill('single sign-on')
      await press(page, 'Continue')
      await page.goto(`${connection}/test`)
      expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
      await page.getByRole('button', { name: 'Test Configuration' }).click()
      await choose(page, 'Ann Admin')
      await page.getByText('Configuration tested successfully').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'Switch it on' }).click()
      await page.getByRole('heading', { name: 'It is switched on' }).waitFor()

      const { page: member } = await visitor.another()
      await member.goto(address())
      await member.getByRole('link', { name: 'Sign in with single sign-on' }).click()
      await choose(member, 'Ben Builder')
      await member.waitForURL(`${address()}/`)
      await member.getByText('Ben Builder').waitFor()
      await member.getByRole('button', { name: 'Sign out here' }).click()
      await member.getByRole('link', { name: 'Sign in with single sign-on' }).waitFor()
    },
  )
})
