import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Connection, EndedSession, SsoSession } from '../../src/index.ts'
import { journeys } from '../support/chromium.ts'
import { type SamlHostApp, startSamlHostApp } from '../support/saml-host-app.ts'
import { type SamlIdp, startSamlpIdp } from '../support/saml-idps.ts'
import { createTestKeyPair } from '../support/saml-keys.ts'

describe('a SAML single logout', () => {
  let idp: SamlIdp
  let app: SamlHostApp
  let one: Connection
  let other: Connection
  const told: EndedSession[] = []
  /** One host stands for two applications, so each connection has a session of its own. */
  const sessions = new Map<string, SsoSession>()

  beforeAll(async () => {
    idp = await startSamlpIdp()
    const key = createTestKeyPair()
    app = await startSamlHostApp(
      [idp],
      { keys: [key] },
      {
        onLogin: ({ session, connectionId }) => void sessions.set(connectionId, session),
        readSession: ({ url }) =>
          sessions.get(/\/sso\/(con_[\w-]+)\//.exec(url)?.[1] ?? '') ?? null,
        onLocalLogout: ({ connectionId }) => void sessions.delete(connectionId),
        onSessionsEnd: (ended) => void told.push(...ended),
      },
    )
    const connect = () =>
      app.connect(idp, {
        application: { signingCertificate: key.certificate },
        input: { session: { hasSingleLogout: true } },
      })
    one = await connect()
    other = await connect()
  })
  afterAll(async () => {
    await app.close()
    await idp.close()
  })
  const journey = journeys(() => [app.baseUrl, new URL(idp.ssoUrl).origin])

  const signIn = async (page: Page, connection: Connection, hasScripts: boolean) => {
    await page.goto(`${app.loginUrl(connection)}?returnTo=/deep`)
    await page.locator('input[name=username]').fill('ann')
    await page.getByRole('button', { name: 'Log in' }).click()
    // The provider's page sends itself, or has a button.
    if (!hasScripts) await page.locator('[type=submit], button').first().click()
    await page.waitForURL(`${app.baseUrl}/deep`)
  }

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'by itself' : 'where scripts are off too'
    journey(
      `KO-27 goes round by the provider and ends both sessions, ${how}`,
      async ({ page }) => {
        told.length = 0
        await signIn(page, one, javaScriptEnabled)
        await signIn(page, other, javaScriptEnabled)
        const ids = [one, other].map(({ id }) => sessions.get(id)?.id ?? '')
        await page.goto(`${app.baseUrl}/sso/${one.id}/logout?returnTo=/bye`)
        await page.getByRole('button', { name: 'Sign out' }).click()
        await page.waitForURL(`${app.baseUrl}/bye`)
        const isEnded = ids.map((id) => app.sso.isSessionEnded(id))
        expect(await Promise.all(isEnded)).toEqual([true, true])
        // The other one’s end was asked for by the provider.
        expect(told.map(({ id }) => id)).toEqual(ids.slice(1))
        expect(app.events.at(-1)).toMatchObject({ type: 'logout.completed', confirmed: true })
        expect(app.errors).toEqual([])
      },
      { javaScriptEnabled },
    )
  }
})
