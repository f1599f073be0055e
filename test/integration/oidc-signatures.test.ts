import { describe, expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { startHostApp } from '../support/host-app.ts'
import { type SignatureAlgorithm, startOpenIdProvider } from '../support/openid-provider.ts'

const algorithms: readonly SignatureAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

describe('npm oidc-provider with ID tokens signed by', () => {
  it.each(algorithms)(
    '%s: signs people in, before and after a change of keys',
    async (algorithm) => {
      const idp = await startOpenIdProvider({ algorithm })
      const app = await startHostApp([idp])
      const connection = await app.connect(idp)
      const callback = app.callbackUrl(connection)
      const browser = createBrowser()

      const first = await idp.logIn(browser, await browser.visit(app.loginUrl(connection)))
      expect(first.body).toBe('signed in: ann')

      // The keys change while the person is on the way back.
      const other = createBrowser()
      const start = await other.visit(app.loginUrl(connection))
      const { url } = await idp.logIn(other, start, 'ben', { stopAt: callback })
      idp.rotateKeys()
      const second = await other.visit(url)
      expect(app.errors).toEqual([])
      expect(second.body).toBe('signed in: ben')
      await Promise.all([app.close(), idp.close()])
    },
  )

  it.each(algorithms)(
    'O3 %s is refused where the connection allows others only',
    async (algorithm) => {
      const idp = await startOpenIdProvider({ algorithm })
      const app = await startHostApp([idp])
      const allowedAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'].filter(
        (name) => name !== algorithm,
      )
      const connection = await app.connect(idp, { allowedAlgorithms })
      const browser = createBrowser()
      const page = await idp.logIn(browser, await browser.visit(app.loginUrl(connection)))
      expect(page.status).toBe(400)
      expect(app.errors).toEqual(['oidc_id_token_algorithm_refused'])
      expect(app.logins).toEqual([])
      await Promise.all([app.close(), idp.close()])
    },
  )
})
