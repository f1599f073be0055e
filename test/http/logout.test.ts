import { describe, expect, it } from 'vitest'
import type { SsoConfig, SsoSession } from '../../src/index.ts'
import {
  answer,
  baseUrl,
  begin,
  cookiesOf,
  createHarness,
  formHeaders,
  storageWith,
} from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

const own = { 'sec-fetch-site': 'same-origin' }
const hostCookie = 'sid=; Path=/; Max-Age=0'

async function setup(config: Partial<SsoConfig> = {}, hasSingleLogout = true) {
  const running: { session: SsoSession | null } = { session: null }
  const hooked: SsoSession[] = []
  const codes: string[] = []
  const harness = createHarness({
    providers: [logoutProvider()],
    readSession: () => running.session,
    onLocalLogout(session) {
      hooked.push(session)
      return { setCookie: [hostCookie] }
    },
    onError: ({ code }) => void codes.push(code),
    ...config,
  })
  const { id } = await harness.activeConnection('org_1', { session: { hasSingleLogout } })
  await harness.sso.handler(answer(id, await begin(harness, id)))
  const session = harness.logins[0]?.session
  if (!session) throw new Error('nobody signed in')
  running.session = session
  const address = `${baseUrl}/sso/${id}/logout`
  const post = (fields: Record<string, string> = {}, headers: Record<string, string> = own) =>
    harness.sso.handler(
      new Request(address, {
        method: 'POST',
        headers: { ...formHeaders, ...headers },
        body: String(new URLSearchParams(fields)),
      }),
    )
  const isOver = () => harness.sso.isSessionEnded(session.id)
  return { ...harness, id, running, hooked, codes, session, address, post, isOver }
}

describe('the sign-out address', () => {
  it('L3 ends the session by a form of our own origin, then asks the provider', async () => {
    const { post, isOver, hooked, session } = await setup()
    const response = await post({ returnTo: '/bye' })
    expect(await response.text()).toContain('action="https://fake.example/slo"')
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-ssokit-flow-/),
      hostCookie,
    ])
    expect([await isOver(), hooked]).toEqual([true, [session]])
  })

  it('leads to the provider by a page, since the host’s form may allow no redirect to it', async () => {
    const startLogout = async ({ handle }: { handle: string }) => ({
      method: 'GET' as const,
      url: `https://fake.example/out?a=1&ref=${handle}`,
      answer: 'redirect' as const,
      flow: {},
    })
    const { post } = await setup({ providers: [logoutProvider({ startLogout })] })
    const response = await post()
    expect([response.status, response.headers.get('location')]).toEqual([200, null])
    expect(response.headers.get('content-security-policy')).toContain("form-action 'none'")
    const page = await response.text()
    expect(page).toMatch(
      /<meta http-equiv="refresh" content="0;url=https:\/\/fake\.example\/out\?a=1&amp;ref=[\w-]{43}">/,
    )
    expect(page).toContain('<a href="https://fake.example/out?a=1&amp;ref=')
    expect(page).toContain('One moment, you are being signed out.')
  })

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling host', { 'sec-fetch-site': 'same-site', origin: baseUrl }],
    ['another origin', { origin: 'https://evil.example' }],
    ['nobody knows where', {}],
  ])('L3 refuses a form from %s', async (_what, headers) => {
    const { post, isOver, hooked, codes } = await setup()
    expect((await post({}, headers)).status).toBe(403)
    expect([await isOver(), hooked, codes]).toEqual([false, [], ['logout_cross_site']])
  })

  it('L3 never ends a session by a link: it asks, without any script', async () => {
    const { sso, address, isOver, hooked } = await setup()
    const query = `?returnTo=${encodeURIComponent('/bye"><script>')}&scope=local&x=1`
    const page = await sso.handler(new Request(address + query, { headers: own }))
    expect([page.status, await isOver(), hooked]).toEqual([200, false, []])
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    expect(page.headers.get('x-frame-options')).toBe('DENY')
    expect(page.headers.get('content-security-policy')).not.toContain('script-src')
    const markup = await page.text()
    expect(markup).toContain(`<form method="post" action="${new URL(address).pathname}">`)
    expect(markup).toContain('name="returnTo" value="/bye%22%3E%3Cscript%3E"')
    expect(markup).toContain('name="scope" value="local"')
    expect(markup).toContain('<button>Sign out</button>')
    expect(markup).not.toContain('<script')
  })

  it('L3 F4 repeats no foreign target, and goes to none', async () => {
    const { sso, address, post } = await setup({}, false)
    const returnTo = 'https://evil.example/'
    const page = await sso.handler(new Request(`${address}?returnTo=${returnTo}`))
    expect(await page.text()).toContain('name="returnTo" value="/"')
    expect((await post({ returnTo })).headers.get('location')).toBe('/')
  })

  it('asks in German', async () => {
    const { sso, address } = await setup()
    const headers = { 'accept-language': 'de' }
    const page = await sso.handler(new Request(address, { headers }))
    expect(await page.text()).toContain('<button>Abmelden</button>')
  })

  it('works where the session is gone already', async () => {
    const { post, running, hooked } = await setup()
    running.session = null
    const response = await post({ returnTo: '/bye' })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/bye'])
    expect(hooked).toEqual([])
  })

  it('L3 F4 leads nobody to a foreign page who is not signed in either', async () => {
    const { post, running } = await setup()
    running.session = null
    for (const returnTo of [
      'https://evil.example/',
      '//evil.example',
      String.raw`/\evil.example`,
    ]) {
      expect((await post({ returnTo })).headers.get('location')).toBe('/')
    }
    expect((await post()).headers.get('location')).toBe('/')
  })

  it('signs out here alone where the person asks for that', async () => {
    const { post, isOver } = await setup()
    const response = await post({ scope: 'local', returnTo: '/bye' })
    expect(response.headers.get('location')).toBe('/bye')
    expect(response.headers.getSetCookie()).toEqual([hostCookie])
    expect(await isOver()).toBe(true)
  })

  it('lets the host answer with its own page where the sign-out ends here', async () => {
    const onLocalLogout = () =>
      new Response('bye', { status: 200, headers: { 'set-cookie': hostCookie } })
    const { post } = await setup({ onLocalLogout }, false)
    const response = await post()
    expect([response.status, await response.text()]).toEqual([200, 'bye'])
    expect(response.headers.getSetCookie()).toEqual([hostCookie])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('keeps only the cookies of such a page on the way to the provider', async () => {
    const onLocalLogout = () => new Response('bye', { headers: { 'set-cookie': hostCookie } })
    const { post } = await setup({ onLocalLogout })
    const response = await post()
    expect(await response.text()).toContain('action="https://fake.example/slo"')
    expect(response.headers.getSetCookie()).toContain(hostCookie)
  })

  it('shows an error where the host could not end its own session', async () => {
    const onLocalLogout = () => Promise.reject(new Error('the host is down'))
    const { post, codes } = await setup({ onLocalLogout })
    const response = await post()
    expect([response.status, codes]).toEqual([500, ['host_callback_failed']])
    const page = await response.text()
    expect(page).toContain('<p>Signing out could not be completed.</p>')
    expect(page).not.toContain('Sign-in')
    expect(page).toMatch(/reference: <code>[\w-]+<\/code>/)
    const german = await post({}, { ...own, 'accept-language': 'de' })
    expect(await german.text()).toContain('Die Abmeldung konnte nicht abgeschlossen werden.')
    const script = await post({}, { ...own, accept: 'application/json' })
    expect([script.status, await script.json()]).toEqual([
      500,
      { message: 'Signing out could not be completed.', correlationId: expect.any(String) },
    ])
  })

  it('shows an error where the storage is down, yet ends the session of the host', async () => {
    const storage = storageWith('sessions', () => ({
      end: () => Promise.reject(new Error('down')),
    }))
    const { post, codes, hooked } = await setup({ storage })
    const response = await post()
    expect([response.status, hooked.length]).toEqual([503, 1])
    expect(response.headers.getSetCookie()).toEqual([hostCookie])
    expect(codes).toEqual(['storage_unavailable'])
    expect(await response.text()).toContain('Signing out could not be completed.')
  })

  it('the same with an error page of the host', async () => {
    const storage = storageWith('sessions', () => ({
      end: () => Promise.reject(new Error('down')),
    }))
    const onError = () => new Response('sorry', { status: 503 })
    const { post } = await setup({ storage, onError })
    const response = await post()
    expect([await response.text(), response.headers.getSetCookie()]).toEqual([
      'sorry',
      [hostCookie],
    ])
  })

  it.each([['readSession'], ['onLocalLogout']] as const)(
    'tells nobody to be signed out where the host has no %s',
    async (hook) => {
      const { post, isOver, events } = await setup({ [hook]: undefined })
      expect((await post()).status).toBe(500)
      expect(await isOver()).toBe(false)
      expect(events.at(-1)).toMatchObject({ code: 'logout_hook_missing' })
    },
  )

  it('answers on a path of the host’s own, by handler and by intercept', async () => {
    const { sso, session, isOver } = await setup({ paths: { logout: '/sign-out' } })
    expect(session.connectionId).toMatch(/^con_/)
    const page = await sso.intercept(new Request(`${baseUrl}/sign-out`))
    expect(await page?.text()).toContain('action="/sign-out"')
    const response = await sso.intercept(
      new Request(`${baseUrl}/sign-out`, {
        method: 'POST',
        headers: { ...formHeaders, ...own },
      }),
    )
    expect([response?.status, await isOver()]).toEqual([200, true])
  })
})

describe('isSessionEnded', () => {
  it('knows a running session from one that is over or that nobody knows', async () => {
    const { sso, session, isOver } = await setup()
    expect(await isOver()).toBe(false)
    expect(await sso.isSessionEnded('ses_unknown')).toBe(true)
    expect(await sso.isSessionEnded('a\u0000b')).toBe(true)
    expect(await sso.isSessionEnded(undefined as never)).toBe(true)
    await sso.startLogout(session)
    expect(await isOver()).toBe(true)
  })

  it('asks no storage for an id that none could hold', async () => {
    const { sso, storage } = await setup()
    storage.sessions.get = () => Promise.reject(new Error('asked'))
    expect(await sso.isSessionEnded('a\u0000b')).toBe(true)
    expect(await sso.isSessionEnded('x'.repeat(513))).toBe(true)
  })

  it('counts a session beyond its age as over', async () => {
    const harness = createHarness({ providers: [logoutProvider()] })
    const { id } = await harness.activeConnection('org_1', { session: { maxAgeSeconds: 3600 } })
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const session = harness.logins[0]?.session.id ?? ''
    harness.clock.advance(3599)
    expect(await harness.sso.isSessionEnded(session)).toBe(false)
    harness.clock.advance(1)
    expect(await harness.sso.isSessionEnded(session)).toBe(true)
  })

  it('T1 believes no storage that compares ids without regard to case', async () => {
    const { sso, session, storage } = await setup()
    const { get } = storage.sessions
    storage.sessions.get = () => get(session.id)
    expect(await sso.isSessionEnded(session.id)).toBe(false)
    expect(await sso.isSessionEnded(session.id.toUpperCase())).toBe(true)
  })
})

describe('startLogout of a session that is none', () => {
  it.each<[string, (session: SsoSession) => SsoSession]>([
    ['another connection’s', (session) => ({ ...session, connectionId: 'con_other' })],
    ['of an id that none could hold', (session) => ({ ...session, id: 'a\u0000b' })],
  ])('T1 ends nothing for %s', async (_what, change) => {
    const { sso, session, isOver } = await setup()
    await sso.startLogout(change(session))
    expect(await isOver()).toBe(false)
  })

  it('leaves the cookies of both on the way out', async () => {
    const { sso, session } = await setup()
    const start = await sso.startLogout(session)
    expect(start.toResponse().headers.getSetCookie()).toEqual([...start.setCookie])
    expect(cookiesOf(start)).toHaveLength(1)
  })
})
