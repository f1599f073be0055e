import { describe, expect } from 'vitest'
import { follow, portalHost, signInAs, valueOf } from '../support/portal-browser.ts'
import { serveGenericOidc, signInAtIdp } from '../support/portal-browser-idps.ts'
import { usePublicHosts } from '../support/public-hosts.ts'

const hosts = usePublicHosts()

describe('somebody who uses no mouse', () => {
  hosts.journey('sets a connection up by the keyboard alone', async (visitor) => {
    const { page, context, tabTo } = visitor
    const host = portalHost(hosts)
    const { idp, addRedirectUri } = serveGenericOidc(hosts)
    await signInAs(context)
    await signInAtIdp(context, idp.issuer, 'olive')
    const { keyboard } = page
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const enter = async (key = 'Enter') => {
      await Promise.all([page.waitForEvent('load'), keyboard.press(key)])
    }
    const go = async (name: string) => {
      await tabTo(button(name))
      await enter()
    }
    await page.goto(host.url)
    // The first stop leads past the head of the page.
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await tabTo(page.getByRole('radio').first())
    for (const _ of ['SAML 2.0', 'OpenID Connect']) await keyboard.press('ArrowUp')
    const generic = page.getByRole('radio', { name: 'Any other provider OpenID Connect' })
    expect(await generic.isChecked()).toBe(true)
    await go('Set up a connection')

    addRedirectUri(await valueOf(page, 'Redirect URI'))
    const tick = page.getByRole('checkbox', { name: 'Done' }).first()
    await tabTo(tick)
    await keyboard.press('Space')
    await go('Continue')
    const fields = [
      ['Issuer', idp.issuer],
      ['Client ID', idp.clientId],
      ['Client Secret', idp.clientSecret],
    ] as const
    for (const [label, value] of fields) {
      await tabTo(page.getByLabel(label, { exact: true }).first())
      await keyboard.type(value)
    }
    // As everybody expects of a form, the key in a field sends it.
    await enter()
    expect(page.url()).toContain('/options')
    await tabTo(page.getByRole('checkbox', { name: /^Single logout/ }))
    await keyboard.press('Space')
    await go('Continue')
    await go('Test Configuration')
    await page.getByText('Configuration tested successfully').waitFor()
    await go('Save')
    await go('Switch it on')
    await page.getByRole('heading', { name: 'It is switched on' }).waitFor()
    await page.goto(`${page.url().replace(/\/confirm.*/, '')}/guide`)
    expect(await tick.isChecked()).toBe(true)
  })
})

describe('somebody who has no scripts', () => {
  hosts.journey(
    'sees no button that would do nothing, and can mark a value by one click',
    async (visitor) => {
      const { page, context } = visitor
      const host = portalHost(hosts)
      await signInAs(context)
      await page.goto(host.url)
      await page.getByRole('radio', { name: 'Okta OpenID Connect' }).check()
      await follow(page, 'Set up a connection')
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
      const value = page.locator('.copy .value').first()
      await value.click()
      const selection = await page.evaluate('getSelection().toString()')
      expect(selection).toBe(await value.innerText())
    },
    { javaScriptEnabled: false },
  )
})
