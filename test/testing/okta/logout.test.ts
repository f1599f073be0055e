import { describe, expect, it } from 'vitest'
import { appOrigin, oktaScene, signIn } from '../../support/mock-okta.ts'

const out = `${appOrigin}/out`

async function signedIn(server = '', domain?: string) {
  const scene = oktaScene(domain)
  const app = scene.addApp({ signOutRedirectUris: [out] })
  const { id_token: hint } = await scene.tokens(app, {}, server)
  const leave = (parameters: Record<string, string>, browser = scene.browser) => {
    const url = `${scene.okta.orgUrl}/oauth2${server}/v1/logout`
    return browser.visit(`${url}?${new URLSearchParams(parameters)}`, { stopAt: appOrigin })
  }
  const isSignedIn = async () =>
    (await scene.authorize(app, { prompt: 'none' }, server)).has('code')
  return { scene, app, hint: String(hint), leave, isSignedIn }
}

describe('the logout endpoint', () => {
  it.each(['', '/default'])(
    'of server "%s" ends the session and leads back with the state',
    async (server) => {
      const { hint, leave, isSignedIn } = await signedIn(server)
      const parameters = { id_token_hint: hint, post_logout_redirect_uri: out }
      const page = await leave({ ...parameters, state: 'the state' })
      expect(page.url).toBe(`${out}?state=the+state`)
      expect(await isSignedIn()).toBe(false)
      // Without a session it leads back all the same.
      expect((await leave(parameters)).url).toBe(out)
    },
  )

  it('leads to the sign-in page without an address', async () => {
    const { hint, leave, isSignedIn } = await signedIn()
    const page = await leave({ id_token_hint: hint })
    expect(page.url).toBe('https://acme.okta.com/')
    expect(page.body).toContain('Username')
    expect(await isSignedIn()).toBe(false)
  })

  it('takes an ID token that has expired', async () => {
    const { scene, hint, leave, isSignedIn } = await signedIn()
    scene.clock.advance(7200)
    const page = await leave({ id_token_hint: hint, post_logout_redirect_uri: out })
    expect([page.url, await isSignedIn()]).toEqual([out, false])
  })

  it.each([
    ['another address', { post_logout_redirect_uri: `${out}/` }, 'must be a Logout redirect URI'],
    ['no ID token', { id_token_hint: '' }, 'id_token_hint'],
    ['nonsense for an ID token', { id_token_hint: 'x.y.z' }, 'id_token_hint'],
  ])('shows an error for %s, and ends nothing', async (_what, change, text) => {
    const { hint, leave, isSignedIn } = await signedIn()
    const page = await leave({ id_token_hint: hint, post_logout_redirect_uri: out, ...change })
    expect([page.status, await isSignedIn()]).toEqual([400, true])
    expect(page.body).toContain(text)
  })

  it('takes only ID tokens that the same server signed', async () => {
    const { scene, app, leave } = await signedIn()
    const { id_token: foreign } = await scene.tokens(app, {}, '/default')
    const page = await leave({ id_token_hint: String(foreign) })
    expect(page.status).toBe(400)
    const { hint } = await signedIn('', 'other.okta.com')
    expect((await leave({ id_token_hint: hint })).status).toBe(400)
  })

  it('leaves somebody else’s session alone', async () => {
    const { scene, app, hint, leave } = await signedIn()
    const other = scene.newBrowser()
    await signIn(other, await other.visit('https://acme.okta.com/'), 'bob@acme.example')
    const page = await leave({ id_token_hint: hint, post_logout_redirect_uri: out }, other)
    expect(page.url).toBe(out)
    const still = await other.visit(scene.request(app, { prompt: 'none' }), { stopAt: appOrigin })
    expect(new URL(still.url).searchParams.has('code')).toBe(true)
  })

  it('takes a form as well', async () => {
    const { scene, hint } = await signedIn()
    const body = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: out })
    const response = await scene.okta.fetch(`${scene.okta.orgUrl}/oauth2/v1/logout`, {
      ...{ method: 'POST', body },
    })
    expect(response.headers.get('location')).toBe(out)
  })
})
