import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NodeContext } from '../../src/adapters/node.ts'
import type {
  Connection,
  EndedSession,
  SamlSettings,
  SsoConfig,
  SsoSession,
} from '../../src/index.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'
import { createCookieJar } from './cookie-jar.ts'
import { type SamlHostApp, startSamlHostApp } from './saml-host-app.ts'
import type { SamlIdp } from './saml-idps.ts'
import { createTestKeyPair, type TestKeyPair } from './saml-keys.ts'

/**
 * Sends cookies with posts of other sites as well. Providers mark theirs `SameSite=None` for that, which
 * needs https; these here run without.
 */
function lenientBrowser(): Browser {
  const jar = createCookieJar()
  return createBrowser({
    ...jar,
    header: (url, from) => jar.header(url, { ...from, method: 'GET' }),
  })
}

interface Abilities {
  /** By which bindings it takes LogoutRequests. */
  readonly bindings: readonly ('redirect' | 'post')[]
  /** Whether it can hide the NameID of the assertion and then of its own LogoutRequests. */
  readonly encryptsNameIds: boolean
}

/** Single logout with a real provider: two applications of one person, either of which may begin. */
export function describeSamlLogouts(
  name: string,
  start: () => Promise<SamlIdp>,
  { bindings, encryptsNameIds }: Abilities,
): void {
  describe(`single logout with ${name}`, () => {
    let idp: SamlIdp
    let key: TestKeyPair
    let app: SamlHostApp
    let browser: Browser
    let told: EndedSession[]
    let sessions: Map<string, SsoSession>

    beforeAll(async () => {
      key = createTestKeyPair()
      idp = await start()
    })
    afterAll(() => idp.close())
    beforeEach(async () => {
      told = []
      sessions = new Map()
      const config: Partial<SsoConfig<NodeContext>> = {
        onSessionsEnd: (ended) => void told.push(...ended),
        // Its sessions are those of these tests.
        onLocalLogout: () => {},
        onLogin({ session, connectionId }) {
          sessions.set(connectionId, session)
          return { setCookie: [`app-${connectionId}=1; Path=/; HttpOnly; SameSite=Lax`] }
        },
        // One host stands for two applications, so each connection has a session of its own.
        readSession: (request) => {
          const [, id = ''] = /\/sso\/(con_[\w-]+)\//.exec(request.url) ?? []
          return sessions.get(id) ?? null
        },
      }
      app = await startSamlHostApp([idp], { keys: [key] }, config)
      browser = lenientBrowser()
      return app.close
    })

    const connect = (settings: Partial<SamlSettings> = {}, encryptsNameIdOnly = false) =>
      app.connect(idp, {
        settings,
        application: {
          signingCertificate: key.certificate,
          ...(encryptsNameIdOnly ? { encryptsNameIdOnly, encryptFor: key.certificate } : {}),
        },
        input: { session: { hasSingleLogout: true } },
      })
    const signIn = async (connection: Connection) => {
      const page = await browser.visit(app.loginUrl(connection))
      const isKnown = page.body.includes('SAMLResponse')
      const posted = isKnown ? page : await idp.logIn(browser, page)
      await browser.submit(posted)
      expect(app.errors).toEqual([])
    }
    /** Follows pages that wait for a script until the application’s own page is reached. */
    const signOut = async (connection: Connection): Promise<Page> => {
      const address = `${app.baseUrl}/sso/${connection.id}/logout?returnTo=/bye`
      let page = await browser.submit(await browser.visit(address))
      // A page of its own, since policies of the form's page hold for redirects after it.
      if (page.body.includes('http-equiv="refresh"')) page = await browser.click(page, 'Continue')
      for (let hop = 0; hop < 8 && page.body.includes('name="SAMLRe'); hop += 1) {
        page = await browser.submit(page)
      }
      return page
    }
    const isEnded = ({ id }: Connection) => app.sso.isSessionEnded(sessions.get(id)?.id ?? '')

    it.each(bindings)('begins here by %s and ends everything', async (binding) => {
      const sloEndpoints = [{ binding, location: idp.sloUrl }]
      const [one, other] = [await connect({ sloEndpoints }), await connect({ sloEndpoints })]
      await signIn(one)
      await signIn(other)
      const page = await signOut(one)
      expect(app.errors).toEqual([])
      expect(page.url).toBe(`${app.baseUrl}/bye`)
      expect(await Promise.all([one, other].map(isEnded))).toEqual([true, true])
      // The other application was asked by the provider.
      expect(told.map(({ connectionId }) => connectionId)).toEqual([other.id])
      expect(app.events.filter(({ type }) => type === 'logout.completed')).toMatchObject([
        { confirmed: true, connectionId: one.id },
      ])
      // Nobody is signed in at the provider any more: it asks who is there.
      const next = await browser.visit(app.loginUrl(one))
      expect(next.body).not.toContain('SAMLResponse')
    })

    it.each(encryptsNameIds ? ['EncryptedID'] : [])(
      'understands whom an %s is about',
      async (_element) => {
        const [one, other] = [await connect(), await connect({}, true)]
        await signIn(one)
        await signIn(other)
        await signOut(one)
        expect(app.errors).toEqual([])
        expect(await Promise.all([one, other].map(isEnded))).toEqual([true, true])
      },
    )

    it('leaves everybody else signed in', async () => {
      const [one, other] = [await connect(), await connect()]
      await signIn(one)
      const mine = sessions.get(one.id)
      // Somebody else, in a browser of their own.
      browser = createBrowser()
      const page = await browser.visit(app.loginUrl(other))
      await browser.submit(await idp.logIn(browser, page, 'bob'))
      await signOut(other)
      expect(await isEnded(other)).toBe(true)
      expect(await app.sso.isSessionEnded(mine?.id ?? '')).toBe(false)
    })
  })
}
