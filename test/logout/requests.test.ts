import { describe, expect, it } from 'vitest'
import type { EndedSession, SsoConfig } from '../../src/index.ts'
import {
  answer,
  baseUrl,
  begin,
  createHarness,
  formHeaders,
  storageWith,
} from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

async function setup(config: Partial<SsoConfig> = {}) {
  const told: (readonly EndedSession[])[] = []
  const harness = createHarness({
    providers: [logoutProvider()],
    onSessionsEnd: (sessions) => void told.push(sessions),
    ...config,
  })
  const { id } = await harness.activeConnection()
  const signIn = async (person: string, ids = '') => {
    const request = answer(id, await begin(harness, id), person)
    const url = ids === '' ? request.url : `${request.url}&ids=${ids}`
    await harness.sso.handler(new Request(url, { headers: request.headers }))
    return harness.logins.at(-1)?.session.id ?? ''
  }
  const demand = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    harness.sso.handler(
      new Request(`${baseUrl}/sso/${id}/slo`, {
        method: 'POST',
        headers: { ...formHeaders, ...headers },
        body: String(new URLSearchParams({ seal: 'good', ...fields })),
      }),
    )
  const ended = (...ids: string[]) =>
    Promise.all(ids.map((session) => harness.sso.isSessionEnded(session)))
  return { ...harness, id, told, signIn, demand, ended }
}

describe('a request of the provider to end sessions', () => {
  it('S24 ends the sessions of any of several ids, of that person alone', async () => {
    const { signIn, demand, ended, told } = await setup()
    const ids = [
      await signIn('ann', 'a'),
      await signIn('ann', 'b,c'),
      await signIn('ann', 'd'),
      await signIn('bob', 'a'),
    ]
    const response = await demand({ end: 'ann', ids: 'a,c' })
    expect(await response.text()).toContain('value="ended"')
    expect(await ended(...ids)).toEqual([true, true, false, false])
    expect(
      told
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([ids[0], ids[1]].sort())
  })

  it('S24 ends those of several ids where it names no person, each of them once', async () => {
    const { signIn, demand, ended, told } = await setup()
    const ids = [await signIn('ann', 'a,b'), await signIn('bob', 'b'), await signIn('eve')]
    await demand({ end: '', ids: 'a,b,a' })
    expect(await ended(...ids)).toEqual([true, true, false])
    expect(
      told
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([ids[0], ids[1]].sort())
  })

  it('ends nothing for a demand that names nobody at all', async () => {
    const { signIn, demand, ended } = await setup()
    const session = await signIn('ann', 'a')
    expect((await demand({ end: '' })).status).toBe(500)
    expect(await ended(session)).toEqual([false])
  })

  it('ends all of more sessions than one page of the storage holds', async () => {
    const { signIn, demand, ended, told } = await setup()
    const ids: string[] = []
    for (let index = 0; index < 105; index++) ids.push(await signIn('ann', `id-${index}`))
    await demand({ end: 'ann' })
    expect(new Set(await ended(...ids))).toEqual(new Set([true]))
    expect(told.map((page) => page.length)).toEqual([100, 5])
  })

  it('says that a part is left where the host failed in between, and goes on with the rest later', async () => {
    let calls = 0
    const { signIn, demand, ended, events } = await setup({
      onSessionsEnd() {
        calls += 1
        if (calls === 2) throw new Error('the host is down')
      },
    })
    const ids: string[] = []
    for (let index = 0; index < 105; index++) ids.push(await signIn('ann'))
    expect(await (await demand({ end: 'ann' })).text()).toContain('value="partial"')
    expect((await ended(...ids)).filter((isOver) => isOver)).toHaveLength(100)
    expect(events.at(-1)).toMatchObject({ outcome: 'partial', sessions: 100 })
    // The same request once more.
    expect(await (await demand({ end: 'ann' })).text()).toContain('value="ended"')
    expect((await ended(...ids)).filter((isOver) => isOver)).toHaveLength(105)
  })

  it('S24 a request that is forged ends nothing and uses nothing up', async () => {
    const { signIn, demand, ended } = await setup()
    const session = await signIn('ann')
    expect((await demand({ end: 'ann', seal: 'bad' })).status).toBe(500)
    expect(await ended(session)).toEqual([false])
    expect((await demand({ end: 'ann' })).status).toBe(200)
    expect(await ended(session)).toEqual([true])
  })

  it('S24 counts once', async () => {
    const { signIn, demand, ended, events } = await setup()
    await demand({ end: 'ann' })
    const session = await signIn('ann')
    expect((await demand({ end: 'ann' })).status).toBe(400)
    expect(await ended(session)).toEqual([false])
    expect(events.at(-1)).toMatchObject({ code: 'logout_replayed' })
    expect((await demand({ end: 'ann', id: 'two' })).status).toBe(200)
  })

  it('S23 hands the provider the query as it was received', async () => {
    const { sso, id } = await setup()
    const query = '?end=ann&seal=good&x=%2f%2F+a'
    const result = await sso.handleLogout(new Request(`${baseUrl}/sso/${id}/slo${query}`))
    expect(result).toMatchObject({ kind: 'received', outcome: 'ended', sessions: 0 })
    expect(result.toResponse().headers.get('location')).toBe('https://fake.example/slo?ended')
    const seen: (string | undefined)[] = []
    const other = createHarness({
      providers: [
        logoutProvider({
          receiveLogout: async ({ message }) => {
            seen.push(message.query)
            throw new Error('seen')
          },
        }),
      ],
    })
    const { id: otherId } = await other.activeConnection()
    await other.sso.handler(new Request(`${baseUrl}/sso/${otherId}/slo${query}`))
    expect(seen).toEqual([query])
  })

  it('shows a page to a person whom the provider left with us', async () => {
    const { demand } = await setup()
    const page = await demand({ end: 'ann', silent: '1' }, { accept: 'text/html' })
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('You are signed out.'),
    ])
    const german = await demand(
      { end: 'ann', silent: '1', id: 'two' },
      { accept: 'text/html', 'accept-language': 'de' },
    )
    expect(await german.text()).toContain('Sie sind abgemeldet.')
  })

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['neither request nor answer', { other: 'x' }],
  ])('refuses what carries %s', async (_what, fields) => {
    const { demand, events } = await setup()
    expect((await demand(fields)).status).toBe(400)
    expect(events.at(-1)).toMatchObject({ code: 'logout_unrecognised' })
  })

  it('T1 refuses a request at the address of an unknown connection, and of another protocol', async () => {
    const { sso, activeConnection } = createHarness({
      providers: [logoutProvider(), { ...logoutProvider(), protocol: 'other' }],
    })
    const { id } = await activeConnection('org_1', { protocol: 'other' })
    const post = async (to: string) => {
      const body = new URLSearchParams({ end: 'ann', seal: 'good' })
      return sso.handler(new Request(`${baseUrl}/sso/${to}/slo`, { method: 'POST', body }))
    }
    expect((await post('con_unknown')).status).toBe(404)
    expect((await post(id)).status).toBe(400)
  })

  it('T1 refuses a request at an id that a storage takes for another one', async () => {
    let known: string | undefined
    const storage = storageWith('connections', (original) => ({
      load: (query, call) =>
        original.load('id' in query && known !== undefined ? { id: known } : query, call),
    }))
    const { sso, activeConnection } = createHarness({ storage, providers: [logoutProvider()] })
    const { id: latest } = await activeConnection()
    known = latest
    const post = (id: string) =>
      sso.handler(
        new Request(`${baseUrl}/sso/${id}/slo`, {
          method: 'POST',
          body: new URLSearchParams({ end: 'ann', seal: 'good' }),
        }),
      )
    expect((await post(latest.toUpperCase())).status).toBe(404)
    expect((await post(latest)).status).toBe(200)
  })
})
