import { beforeEach, describe, expect, it } from 'vitest'
import { baseUrl, cookiesOf, formHeaders } from '../../support/harness.ts'
import { createLogoutScene, type LogoutScene } from './logout-scene.ts'

/**
 * Pusher: where third parties begin sign-ins, where people come back to after signing out, and the
 * host’s ordinary sign-in page are one address. Callbacks have one of their own.
 */
const page = '/accounts/sign_in'
const paths = { login: page, initiate: page, logoutReturn: page }

let scene: LogoutScene
beforeEach(async () => {
  scene = await createLogoutScene({ config: { paths } })
})

const visit = (query: string, cookie = '') =>
  scene.sso.intercept(
    new Request(`${baseUrl}${page}${query}`, { headers: cookie === '' ? {} : { cookie } }),
  )

const starts = () => scene.events.filter(({ type }) => type === 'login.started').length

/** From the tile of the provider’s dashboard into the host. */
async function signIn() {
  const response = await visit(`?iss=${encodeURIComponent(scene.idp.issuer)}`)
  if (!response) throw new Error('nobody answered')
  const answer = await scene.idp.authorize(response.headers.get('location') ?? '')
  const back = answer.toRequest(cookiesOf(response).join('; '))
  expect((await scene.sso.intercept(back))?.status).toBe(303)
  const login = scene.logins.at(-1)
  if (!login) throw new Error('nobody signed in')
  return login
}

/** A login proves the connection, so that its issuer counts. */
async function prove() {
  const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
  const answer = await scene.idp.authorize(start.url)
  await scene.sso.intercept(answer.toRequest(cookiesOf(start).join('; ')))
  await scene.settled()
}

describe('a sign-in page that is also the sign-out redirect URI', () => {
  it('PU-7 is shown after signing out, and no sign-in begins by itself', async () => {
    await prove()
    const login = await signIn()
    const start = await scene.sso.startLogout(login.session, { returnTo: page })
    const asked = new URL(start.url).searchParams
    expect(asked.get('post_logout_redirect_uri')).toBe(`${baseUrl}${page}`)
    const before = starts()
    const answer = await scene.idp.endSession(start)
    expect(new URL(answer.url).pathname).toBe(page)
    const cookie = cookiesOf(start).join('; ')
    const back = await scene.sso.intercept(answer.toRequest(cookie))
    // The address bar is cleared of the state, and what follows is the host’s own page.
    expect([back?.status, back?.headers.get('location')]).toEqual([303, page])
    expect(await visit('', cookie)).toBeUndefined()
    // Providers may add who they are, or leave the state out: no loop either.
    const iss = encodeURIComponent(scene.idp.issuer)
    expect(await visit(`?state=of-nobody&iss=${iss}`, cookie)).toBeUndefined()
    expect(await visit('?')).toBeUndefined()
    expect(starts()).toBe(before)
    expect(await scene.sso.isSessionEnded(login.session.id)).toBe(true)
  })
})

describe('a sign-in page that is also the initiate login URI', () => {
  it('PU-8 begins a sign-in for `iss`, and is the host’s own page without', async () => {
    await prove()
    const iss = encodeURIComponent(scene.idp.issuer)
    const begun = await visit(`?iss=${iss}&login_hint=ann%40example.com&target_link_uri=%2Fapps`)
    const url = new URL(begun?.headers.get('location') ?? '')
    expect(url.origin).toBe(scene.idp.issuer)
    expect(url.searchParams.get('login_hint')).toBe('ann@example.com')
    expect(begun?.headers.getSetCookie()[0]).toMatch(/^__Host-ssokit-flow-/)
    expect((await signIn()).authentication.initiatedBy).toBe('third_party')
    const before = starts()
    for (const query of ['', '?next=/apps', '?error=wrong_password', '?login_hint=ann']) {
      expect(await visit(query)).toBeUndefined()
    }
    // The host’s password form, still readable for it.
    const form = new Request(`${baseUrl}${page}`, {
      method: 'POST',
      headers: formHeaders,
      body: 'email=ann%40example.com&password=x',
    })
    expect(await scene.sso.intercept(form)).toBeUndefined()
    expect(await form.text()).toContain('password=x')
    expect(starts()).toBe(before)
  })

  it('PU-8 begins none for an issuer that nobody has configured', async () => {
    await prove()
    const before = starts()
    const response = await visit('?iss=https%3A%2F%2Fevil.example')
    expect(response?.status).toBeGreaterThanOrEqual(400)
    expect(scene.errors.at(-1)?.code).toBe('login_target_unknown')
    expect(starts()).toBe(before)
  })
})
