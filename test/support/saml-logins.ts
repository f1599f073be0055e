import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { type Browser, createBrowser, formOf, type Page } from './browser.ts'
import { createCookieJar } from './cookie-jar.ts'
import { type SamlHostApp, startSamlHostApp } from './saml-host-app.ts'
import { cipherUris, type SamlIdp } from './saml-idps.ts'
import { createTestKeyPair, type TestKeyPair } from './saml-keys.ts'

interface Encryption {
  readonly cipher: keyof typeof cipherUris
  readonly signs: 'assertion' | 'response' | 'both'
}

interface Abilities {
  /** Ways to encrypt assertions that our rules take as they are. */
  readonly encryptions: readonly Encryption[]
  /** What it encrypts with where it uses AES-CBC. */
  readonly cbc: keyof typeof cipherUris
  readonly encryptsNameIds: boolean
}

/** Real logins through an application on real HTTP, the same with every identity provider. */
export function describeSamlLogins(
  name: string,
  start: () => Promise<SamlIdp>,
  { encryptions, cbc, encryptsNameIds }: Abilities,
): void {
  describe(`logins with ${name}`, () => {
    let idp: SamlIdp
    let app: SamlHostApp
    let browser: Browser
    let key: TestKeyPair
    beforeAll(async () => {
      key = createTestKeyPair()
      idp = await start()
    })
    afterAll(() => idp.close())
    beforeEach(async () => {
      app = await startSamlHostApp([idp], { keys: [key] })
      browser = createBrowser()
      return app.close
    })

    const answer = async (connection: Connection, query = '') => {
      const page = await browser.visit(app.loginUrl(connection, query))
      return idp.logIn(browser, page)
    }
    const startAtProvider = async (connection: Connection, relayState = '/deep') => {
      const page = await browser.visit(idp.startUrl(app.urls(connection).spEntityId, relayState))
      return idp.logIn(browser, page)
    }
    const expectSignedIn = (page: Page, person = 'ann') => {
      expect(app.errors).toEqual([])
      expect(page.body).toBe(`signed in: ${person}@acme.example`)
      expect(browser.jar.all().filter(({ name: cookie }) => cookie.includes('flow'))).toEqual([])
    }
    const expectRefused = (page: Page, ...codes: readonly string[]) => {
      expect(page.status).toBeGreaterThanOrEqual(400)
      expect(app.errors).toEqual(codes)
      expect(app.logins).toEqual([])
    }

    it.each(['both', 'assertion', 'response'] as const)(
      'begin at the application, signed: %s',
      async (signs) => {
        const connection = await app.connect(idp, { application: { signs } })
        const posted = await answer(connection, '?returnTo=/reports%3Fpage=2')
        expect(formOf(posted).action).toBe(app.urls(connection).acsUrl)
        const page = await browser.submit(posted)

        expectSignedIn(page)
        expect(page.url).toBe(`${app.baseUrl}/reports?page=2`)
        expect(app.logins).toHaveLength(1)
        expect(app.logins[0]).toMatchObject({
          connectionId: connection.id,
          organizationId: 'org_1',
          returnTo: '/reports?page=2',
          access: { kind: 'sign_in' },
          authentication: { initiatedBy: 'sp' },
          identity: {
            issuer: idp.entityId,
            subject: 'ann@acme.example',
            email: 'ann@acme.example',
            emailVerified: false,
            name: 'Person ann <&> “é”',
            groups: ['engineering', 'admins'],
            origin: { email: { source: 'name_id' }, groups: { source: 'attribute' } },
          },
        })
      },
    )

    it('send the request by POST where the connection says so', async () => {
      const ssoEndpoints = [{ binding: 'post', location: idp.ssoUrl } as const]
      const connection = await app.connect(idp, { settings: { ssoEndpoints } })
      const request = await browser.visit(app.loginUrl(connection))
      expect(formOf(request).action).toBe(idp.ssoUrl)
      const posted = await idp.logIn(browser, await browser.submit(request), 'bob')
      expectSignedIn(await browser.submit(posted), 'bob')
    })

    it.each(['redirect', 'post'] as const)(
      'send a signed request by %s where the provider wants no other',
      async (binding) => {
        const location = idp.ssoUrl
        const settings = { requireSignedRequests: true, ssoEndpoints: [{ binding, location }] }
        const signIn = async (signingCertificate: string) => {
          const connection = await app.connect(idp, {
            settings,
            application: { signingCertificate },
          })
          const first = await browser.visit(app.loginUrl(connection))
          const page = binding === 'post' ? await browser.submit(first) : first
          // Providers look at the signature before or after the person.
          const isAsked = page.body.includes('name="username"')
          return isAsked ? idp.logIn(browser, page) : page
        }
        const refusal = await signIn(createTestKeyPair().certificate)
        expect(refusal.body).not.toContain('SAMLResponse')
        browser = createBrowser()
        expectSignedIn(await browser.submit(await signIn(key.certificate)))
      },
    )

    it.each(encryptions)('take encrypted assertions: $cipher, signed: $signs', async (how) => {
      const connection = await app.connect(idp, {
        settings: { requireEncryption: true },
        application: { ...how, encryptFor: key.certificate },
      })
      const posted = await answer(connection)
      const xml = xmlOf(posted)
      expect(xml).toContain(`EncryptionMethod Algorithm="${cipherUris[how.cipher]}"`)
      expect(xml).not.toContain('ann@acme.example')
      expectSignedIn(await browser.submit(posted))
      expect(app.logins[0]?.identity.groups).toEqual(['engineering', 'admins'])
    })

    it('S21 refuse AES-CBC that nothing signed covers, unless it is allowed', async () => {
      const application = { signs: 'assertion', cipher: cbc, encryptFor: key.certificate } as const
      const strict = await app.connect(idp, { application })
      const posted = await answer(strict)
      expect(xmlOf(posted)).toContain(cipherUris[cbc])
      expectRefused(await browser.submit(posted), 'saml_encryption_algorithm_refused')
      const lenient = await app.connect(idp, { application, settings: { allow: { aesCbc: true } } })
      app.errors.length = 0
      expectSignedIn(await browser.submit(await answer(lenient)))
    })

    it.each(encryptsNameIds ? ['EncryptedID'] : [])(
      'take an %s in a readable assertion',
      async (element) => {
        const connection = await app.connect(idp, {
          application: { encryptsNameIdOnly: true, encryptFor: key.certificate },
        })
        const posted = await answer(connection)
        expect(xmlOf(posted)).toContain(element)
        expect(xmlOf(posted)).not.toContain('<saml:NameID')
        expectSignedIn(await browser.submit(posted))
      },
    )

    it('refuse an assertion in the clear where encryption is required', async () => {
      const connection = await app.connect(idp, { settings: { requireEncryption: true } })
      expectRefused(await browser.submit(await answer(connection)), 'saml_encryption_missing')
    })

    it('refuse an answer that was changed on its way, and take the honest one then', async () => {
      const connection = await app.connect(idp)
      const posted = await answer(connection)
      const SAMLResponse = Buffer.from(
        xmlOf(posted).replaceAll('ann@acme.example', 'boss@acme.example'),
      ).toString('base64')
      const page = await browser.submit(posted, { SAMLResponse })
      expectRefused(page, 'saml_digest_mismatch')
      expect(page.body).not.toContain('boss')
      expect((await browser.visit(app.baseUrl)).body).toBe('signed in: nobody')
    })

    it('S18 count an answer once', async () => {
      const connection = await app.connect(idp)
      const posted = await answer(connection)
      const thief = createBrowser(browser.jar.copy())
      expectSignedIn(await browser.submit(posted))
      expect((await thief.submit(posted)).status).toBe(400)
      expect(app.errors).toEqual(['login_replayed'])
      expect(app.logins).toHaveLength(1)
    })

    it('F1 refuse an answer that was made for another browser', async () => {
      const connection = await app.connect(idp)
      const posted = await answer(connection)
      const victim = createBrowser()
      // Its cookies might only have been kept back, so it is asked once more from our own page.
      const again = await victim.submit(posted)
      expect(formOf(again).action).toBe(app.urls(connection).acsUrl)
      expectRefused(await victim.submit(again), 'login_flow_missing')
      expect(victim.jar.all()).toEqual([])
    })

    it('F7 work in browsers that keep cookies back from a post of another site', async () => {
      const kept = createCookieJar()
      browser = createBrowser({
        ...kept,
        header: (url, from) =>
          from.method === 'POST' && new URL(from.initiator ?? url).host !== new URL(url).host
            ? ''
            : kept.header(url, from),
      })
      const connection = await app.connect(idp)
      const again = await browser.submit(await answer(connection))
      expect(again.url).toBe(app.urls(connection).acsUrl)
      expect(app.logins).toEqual([])
      expectSignedIn(await browser.submit(again))
    })

    it('T1 refuse the answer for one connection at the ACS of another', async () => {
      const [one, other] = [await app.connect(idp), await app.connect(idp)]
      const posted = await answer(one)
      const body = posted.body.replaceAll(one.id, other.id)
      expectRefused(await browser.submit({ ...posted, body }), 'login_flow_mismatch')
    })

    it('refuse an answer that comes an hour late', async () => {
      const connection = await app.connect(idp, { settings: { idpInitiated: 'accept' } })
      const posted = await startAtProvider(connection)
      app.advance(3600 + 61)
      expectRefused(await browser.submit(posted), 'saml_expired')
    })

    it('S20 refuse what begins at the provider unless the connection says otherwise', async () => {
      const connection = await app.connect(idp)
      expectRefused(await browser.submit(await startAtProvider(connection)), 'login_unsolicited')
    })

    it('S20 begin at the provider and are restarted from our side', async () => {
      const connection = await app.connect(idp, { settings: { idpInitiated: 'restart' } })
      const unsolicited = await startAtProvider(connection)
      expect(xmlOf(unsolicited)).not.toContain('InResponseTo')
      const there = await browser.submit(unsolicited)
      expect(app.logins).toEqual([])
      const posted = await idp.logIn(browser, there)
      expect(xmlOf(posted)).toContain('InResponseTo')
      const page = await browser.submit(posted)
      expectSignedIn(page)
      expect(page.url).toBe(`${app.baseUrl}/deep`)
      expect(app.logins[0]?.authentication.initiatedBy).toBe('third_party')
    })

    it('S20 begin at the provider and are accepted, once', async () => {
      const connection = await app.connect(idp, { settings: { idpInitiated: 'accept' } })
      const posted = await startAtProvider(connection)
      const page = await browser.submit(posted)
      expectSignedIn(page)
      expect(page.url).toBe(`${app.baseUrl}/deep`)
      expect(app.logins[0]?.authentication.initiatedBy).toBe('idp')
      expect((await createBrowser().submit(posted)).status).toBe(400)
      expect(app.errors).toEqual(['login_replayed'])
      expect(app.logins).toHaveLength(1)
    })

    it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
      'F4 do not return to %s, which the provider’s RelayState says',
      async (relayState) => {
        const connection = await app.connect(idp, { settings: { idpInitiated: 'accept' } })
        const posted = await startAtProvider(connection, relayState)
        const page = await browser.submit(posted)
        expectSignedIn(page)
        expect(page.url).toBe(`${app.baseUrl}/`)
      },
    )
  })
}

/** Of the answer that a page's form holds. */
function xmlOf(page: Page): string {
  const { SAMLResponse = '' } = Object.fromEntries(formOf(page).fields)
  return Buffer.from(SAMLResponse, 'base64').toString()
}
