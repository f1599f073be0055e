import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { createHost, expectSignedIn } from './scene.ts'

const clock = fixedClock()

describe('issuers that serve many organisations', () => {
  it.each([
    'https://accounts.google.com',
    'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
  ])('O5 does not activate %s, which anybody can have an account with', async (issuer) => {
    const idp = createMockOidcProvider({ clock, issuer })
    const refusal = await createHost(idp.fetch, clock)
      .connect(idp)
      .catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { path: 'settings.issuer', code: 'oidc_issuer_shared' },
    ])
  })

  it('O5 activates the tenant of one organisation', async () => {
    const issuer = 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0'
    const idp = createMockOidcProvider({ clock, issuer })
    const host = createHost(idp.fetch, clock)
    await expectSignedIn({ ...host, idp, connectionId: (await host.connect(idp)).id })
  })

  it('O5 says so of every document that is read, so that no refresh brings one in', async () => {
    const issuer = 'https://accounts.google.com'
    const idp = createMockOidcProvider({ clock, issuer })
    const load = async (settings: object) =>
      oidc().loadTrust({
        settings: { issuer, clientId: 'c', clientAuthentication: 'none', ...settings },
        profile: 'generic',
        hasSharedCallback: false,
        acceptsMixUpRisk: false,
        fetch: idp.fetch,
        isAllowedUrl: () => true,
      } as never)
    expect((await load({})).issues).toMatchObject([{ code: 'oidc_issuer_shared' }])
    expect((await load({ allowedTenants: ['example.com'] })).issues).toEqual([])
  })
})
