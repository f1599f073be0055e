import { describe, expect, it } from 'vitest'
import type { SsoSession } from '../../src/index.ts'
import {
  answer,
  asSystem,
  baseUrl,
  begin,
  cookiesOf,
  createHarness,
  type Harness,
} from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

const setup = async (config: Parameters<typeof createHarness>[0] = {}) => {
  const harness = createHarness({ providers: [logoutProvider()], ...config })
  const { id } = await harness.activeConnection('org_1', { session: { hasSingleLogout: true } })
  await harness.sso.handler(answer(id, await begin(harness, id)))
  const session = harness.logins[0]?.session
  if (!session) throw new Error('nobody signed in')
  return { ...harness, id, session }
}

/** The answer of the provider, posted by its page. */
function posted(
  id: string,
  fields: Record<string, string>,
  cookie = '',
  headers: Record<string, string> = {},
): Request {
  return new Request(`${baseUrl}/sso/${id}/slo`, {
    method: 'POST',
    headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
    body: new URLSearchParams(fields),
  })
}

async function signOut({ sso }: Pick<Harness, 'sso'>, session: SsoSession) {
  const start = await sso.startLogout(session, { returnTo: '/bye' })
  return { start, ref: start.fields?.ref ?? '', cookie: cookiesOf(start).join('; ') }
}

describe('the answer of a provider to our logout request', () => {
  it('gives the provider the tokens of the session, and carries its form to the browser', async () => {
    const scene = await setup()
    const { start } = await signOut(scene, scene.session)
    expect(start).toMatchObject({
      ...{ scope: 'provider', method: 'POST', url: 'https://fake.example/slo' },
      fields: { about: 'ann', token: 'ticket of ann' },
    })
    // A POST from the provider's site carries no other cookies.
    expect(start.cookies).toMatchObject([{ options: { sameSite: 'none', secure: true } }])
    expect(await start.toResponse().text()).toContain('action="https://fake.example/slo"')
  })

  it('S24 leads where the person wanted to go, confirmed where it says so', async () => {
    for (const [done, confirmed] of [
      ['yes', true],
      ['partly', false],
    ] as const) {
      const scene = await setup()
      const { ref, cookie } = await signOut(scene, scene.session)
      const result = await scene.sso.handleLogout(
        posted(scene.id, { done, ref, seal: 'good' }, cookie),
      )
      expect(result).toMatchObject({
        ...{ kind: 'returned', confirmed, returnTo: '/bye', connectionId: scene.id },
      })
      expect(result.toResponse().headers.get('location')).toBe('/bye')
      expect(result.setCookie).toEqual([expect.stringMatching(/^__Host-ssokit-flow-[\w-]+=;/)])
    }
  })

  it('S24 refuses a forged one, and leaves the flow to the honest one', async () => {
    const scene = await setup()
    const { ref, cookie } = await signOut(scene, scene.session)
    const forged = await scene.sso.handler(
      posted(scene.id, { done: 'yes', ref, seal: 'bad' }, cookie),
    )
    expect([forged.status, forged.headers.getSetCookie()]).toEqual([500, []])
    expect(scene.events.at(-2)).toMatchObject({ type: 'logout.failed', connectionId: scene.id })
    const honest = await scene.sso.handler(
      posted(scene.id, { done: 'yes', ref, seal: 'good' }, cookie),
    )
    expect(honest.headers.get('location')).toBe('/bye')
  })

  it('F7 asks a browser that left its cookie at home to post it again, once', async () => {
    const scene = await setup()
    const { ref, cookie } = await signOut(scene, scene.session)
    const fields = { done: 'yes', ref, seal: 'good', more: 'x' }
    const result = await scene.sso.handleLogout(posted(scene.id, fields))
    expect(result.kind).toBe('continue')
    const page = await result.toResponse().text()
    expect(page).toContain('name="ssokit_hop"')
    expect(page).not.toContain('name="more"')
    const again = { ...fields, ssokit_hop: '1' }
    const own = { 'sec-fetch-site': 'same-origin' }
    const last = await scene.sso.handler(posted(scene.id, again, cookie, own))
    expect(last.headers.get('location')).toBe('/bye')
    // Still without: nothing is known of it.
    const stray = await scene.sso.handler(posted(scene.id, again, '', own))
    expect(stray.headers.get('location')).toBe('/')
    const foreign = await scene.sso.handler(posted(scene.id, again, cookie))
    expect(foreign.headers.get('location')).toBe('/')
  })

  it('finds its flow by the request that it names, where it lacks the handle', async () => {
    const scene = await setup()
    const { cookie } = await signOut(scene, scene.session)
    const fields = { done: 'yes', seal: 'good' }
    const named = await scene.sso.handleLogout(
      posted(scene.id, { ...fields, to: 'request-1' }, cookie),
    )
    expect(named).toMatchObject({ confirmed: true, returnTo: '/bye' })
    const others = await scene.sso.handleLogout(
      posted(scene.id, { ...fields, to: 'request-2' }, cookie),
    )
    expect(others).toMatchObject({ confirmed: false, returnTo: '/', setCookie: [] })
    const none = await scene.sso.handleLogout(posted(scene.id, fields, cookie))
    expect(none).toMatchObject({ confirmed: false, returnTo: '/', setCookie: [] })
  })

  it('T1 F1 belongs to the connection that it was asked of', async () => {
    const scene = await setup()
    const other = await scene.activeConnection('org_2')
    const { ref, cookie } = await signOut(scene, scene.session)
    const result = await scene.sso.handleLogout(
      posted(other.id, { done: 'yes', ref, seal: 'good' }, cookie),
    )
    expect(result).toMatchObject({ confirmed: false, returnTo: '/', setCookie: [] })
  })

  it.each<[string, (scene: Awaited<ReturnType<typeof setup>>) => Promise<unknown>]>([
    ['is disabled', ({ sso, id }) => sso.connections.disable(id, asSystem)],
    ['is removed', ({ sso, id }) => sso.connections.remove(id, asSystem)],
    [
      'trusts somebody else',
      async ({ sso, id }) => {
        await sso.connections.update(id, { settings: { idp: 'https://other.example' } }, asSystem)
        await sso.connections.activate(id, asSystem)
      },
    ],
  ])('T2 confirms nothing where the connection %s meanwhile', async (_what, change) => {
    const scene = await setup()
    const { ref, cookie } = await signOut(scene, scene.session)
    await change(scene)
    const result = await scene.sso.handleLogout(
      posted(scene.id, { done: 'yes', ref, seal: 'good' }, cookie),
    )
    expect(result).toMatchObject({ kind: 'returned', confirmed: false, returnTo: '/bye' })
  })

  it('T1 finds its connection by the flow at an address that names none; a request finds nobody', async () => {
    const scene = await setup({ paths: { slo: '/slo' } })
    const { ref, cookie } = await signOut(scene, scene.session)
    const at = (fields: Record<string, string>) => {
      const { method, headers } = posted(scene.id, fields, cookie)
      const body = new URLSearchParams(fields)
      return new Request(`${baseUrl}/slo`, { method, headers, body })
    }
    expect((await scene.sso.handler(at({ end: 'ann', seal: 'good' }))).status).toBe(404)
    expect(await scene.sso.handleLogout(at({ done: 'yes', ref, seal: 'good' }))).toMatchObject({
      ...{ confirmed: true, returnTo: '/bye', connectionId: scene.id },
    })
  })

  it('T1 lets no other protocol confirm it', async () => {
    const other = { ...logoutProvider(), protocol: 'other', recognise: () => undefined }
    const scene = await setup({ providers: [other, logoutProvider()] })
    const { ref, cookie } = await signOut(scene, scene.session)
    const result = await scene.sso.handleLogout(
      posted(scene.id, { done: 'yes', ref, seal: 'good' }, cookie),
    )
    expect(result).toMatchObject({ confirmed: false, returnTo: '/bye' })
  })

  it('handleLogout answers at logout addresses only', async () => {
    const { sso, id } = await setup()
    for (const path of [`/sso/${id}/callback`, `/sso/${id}/backchannel-logout`, '/elsewhere']) {
      const request = new Request(`${baseUrl}${path}?done=yes&seal=good`)
      await expect(sso.handleLogout(request)).rejects.toMatchObject({ code: 'request_not_found' })
    }
  })
})
