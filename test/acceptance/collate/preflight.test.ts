import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSsoError } from 'ssokit'
import { press } from '../../support/chromium.ts'
import { createCollate } from './app/sso.ts'
import { collate, logIn, operator, signIn, useCollate } from './scene.ts'

const scene = useCollate()
const { journey } = scene

describe('Collate: before production', () => {
  journey('CL-1 names the default administrator until it is deleted', async ({ page, another }) => {
    const ann = await another()
    await signIn(ann.page)
    await logIn(page)
    await page.goto(`${collate}/sso/setup/policy`)
    const warning = page.getByText(/everybody knows its password/).first()
    await warning.waitFor()
    await page.goto(collate)
    await press(page, 'Delete admin@open-metadata.org')
    await page.goto(`${collate}/sso/setup/policy`)
    await page.getByRole('heading', { name: 'Enforcement' }).first().waitFor()
    expect(await warning.count()).toBe(0)
    const stranger = await another()
    await logIn(stranger.page, 'admin@open-metadata.org', 'admin')
    expect(stranger.status()).toBe(403)
  })

  it.each([
    ['a short one', 'admin'],
    ['31 bytes', randomBytes(31).toString('base64url')],
    [
      'text',
      Buffer.from('the key that comes with the product, please change').toString('base64url'),
    ],
    ['one of an example', 'changeme-changeme-changeme-changeme-changeme-x'],
  ])('CL-2 starts with no secret that is not random: %s', (_name, SSO_SECRETS) => {
    const start = () =>
      createCollate({ BASE_URL: collate, SSO_SECRETS, OPERATOR: JSON.stringify(operator) })
    let thrown: unknown
    try {
      start()
    } catch (error) {
      thrown = error
    }
    const issues = isSsoError(thrown, 'config_invalid') ? (thrown.issues ?? []) : []
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ['secrets.0', 'config_secret_weak'],
    ])
    expect(issues[0]?.hint).toContain('npx ssokit secret generate')
    expect(String(thrown)).not.toContain(SSO_SECRETS)
  })

  it('CL-2 starts with one that is', () => {
    const SSO_SECRETS = randomBytes(32).toString('base64url')
    expect(() => createCollate({ BASE_URL: collate, SSO_SECRETS, OPERATOR: '{}' })).not.toThrow()
  })
})
