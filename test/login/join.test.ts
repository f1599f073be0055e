import { describe, expect, it } from 'vitest'
import { ann, atPrompt, createAccessScene } from '../support/access-scene.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { codeOf, storageWith } from '../support/harness.ts'

const prompt = { provisioning: 'join_prompt' } as const

describe('a sign-in that has to be answered', () => {
  it('NG-11 signs nobody in and makes no account before the person has agreed', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { join, at } = await atPrompt(scene)
    expect(join).toMatchObject({
      ...{ connectionId: scene.id, organizationId: 'org_1', needs: 'confirmation' },
      identity: { email: 'ann@acme.example', subject: 'ann' },
      expiresAt: '2026-01-01T12:10:00.000Z',
    })
    expect([scene.calls, await scene.sessions(), scene.logins]).toEqual([[], [], []])
    const pending = scene.events.find(({ type }) => type === 'join.pending')
    expect(pending).toMatchObject({ needs: 'confirmation', connectionId: scene.id })

    const result = await scene.sso.completeJoin(at(), { join: join.token })
    expect(result).toMatchObject({ kind: 'login', login: { access: { kind: 'provision' } } })
    expect(scene.calls).toEqual(['create'])
    const [session] = await scene.sessions()
    expect(session).toMatchObject({ subject: 'ann', idpSessionIds: ['sid of ann'] })
    expect(session?.sealedTokens).toMatch(/^ey/)
    const [started, , , succeeded] = scene.events.filter(({ type }) =>
      /^(login|join|access)/.test(type),
    )
    expect(succeeded).toMatchObject({
      ...{ type: 'login.succeeded', correlationId: started?.correlationId },
    })
  })

  it('keeps everything that the answer of the identity provider said', async () => {
    const scene = await createAccessScene({ access: prompt })
    const direct = await createAccessScene()
    const person = { ...ann, groups: ['a'], level: 7, email_verified: true, deep: { a: [null] } }
    const { join, at } = await atPrompt(scene, person)
    const joined = await scene.sso.completeJoin(at(), { join: join.token })
    const plain = await direct.signIn(person)
    if (joined.kind !== 'login' || plain.kind !== 'login') throw new Error('nobody is signed in')
    expect(joined.login.identity).toEqual(plain.login.identity)
    expect(joined.login.authentication).toEqual(plain.login.authentication)
    expect(joined.login.returnTo).toBe(plain.login.returnTo)
  })

  it('lasts no longer than the identity provider’s session, nor does what comes of it', async () => {
    const end = (minutes: number) => new Date(Date.parse('2026-01-01T12:00:00Z') + minutes * 60_000)
    const plain = fakeProvider()
    for (const minutes of [5, 60]) {
      const provider = fakeProvider({
        async finishLogin(context) {
          const done = await plain.finishLogin(context)
          const claims = new Map([['email', { value: ann.email ?? '', source: 'test' }]])
          return { ...done, claims, session: { ...done.session, expiresAt: end(minutes) } }
        },
      })
      const scene = await createAccessScene({ access: prompt, config: { providers: [provider] } })
      const { join, at } = await atPrompt(scene)
      expect(join.expiresAt).toBe(end(Math.min(minutes, 10)).toISOString())
      const joined = await scene.sso.completeJoin(at(), { join: join.token })
      if (joined.kind !== 'login') throw new Error('nobody is signed in')
      expect(joined.login.session.expiresAt).toBe(end(minutes).toISOString())
    }
  })

  it('sends no cookie about a join to a browser that has none', async () => {
    const scene = await createAccessScene()
    const names = (await scene.signIn(ann)).cookies.map(({ name }) => name)
    expect(names).toEqual([expect.stringContaining('ssokit-flow-')])
  })

  it('NG-11 is shown as often as it is visited, and counts once', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { join, at } = await atPrompt(scene)
    for (let visit = 0; visit < 3; visit++) expect(await scene.sso.pendingJoin(at())).toEqual(join)
    const answers = Array.from({ length: 20 }, () =>
      codeOf(scene.sso.completeJoin(at(), { join: join.token })),
    )
    const codes = await Promise.all(answers)
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(1)
    expect(new Set(codes)).toEqual(new Set(['accepted', 'join_not_found']))
    expect(await scene.sso.pendingJoin(at())).toBeNull()
    expect(await scene.sessions()).toHaveLength(1)
  })

  it.each([
    ['as the storage says', () => storageWith('ephemeral', () => ({}))],
    [
      'whatever the storage says',
      () =>
        storageWith('ephemeral', ({ put }) => ({
          put: (key, value) => put(key, value, new Date('2027-01-01T00:00:00Z')),
        })),
    ],
  ])('NG-11 expires after ten minutes, %s', async (_what, storage) => {
    const scene = await createAccessScene({ access: prompt, config: { storage: storage() } })
    const { join, at } = await atPrompt(scene)
    scene.clock.advance(599)
    expect(await scene.sso.pendingJoin(at())).toEqual(join)
    scene.clock.advance(1)
    expect(await scene.sso.pendingJoin(at())).toBeNull()
    expect(await codeOf(scene.sso.completeJoin(at(), { join: join.token }))).toBe('join_not_found')
    expect(scene.calls).toEqual([])
  })

  it('NG-11 F1 cannot be answered by another browser, for another join or without its token', async () => {
    const scene = await createAccessScene({ access: prompt })
    const mine = await atPrompt(scene)
    const other = await atPrompt(scene, { sub: 'ben', email: 'ben@acme.example' })
    const answered = (request: Request, token: string) =>
      codeOf(scene.sso.completeJoin(request, { join: token }))
    expect(await answered(mine.at(''), mine.join.token)).toBe('join_not_found')
    expect(await answered(mine.at('__Host-ssokit-join=x'), mine.join.token)).toBe('join_not_found')
    expect(await answered(other.at(), mine.join.token)).toBe('join_token_mismatch')
    for (const token of ['', 'x', mine.join.token.slice(1), undefined as never]) {
      expect(await answered(mine.at(), token)).toBe('join_token_mismatch')
    }
    const flow = mine.cookie.replace('ssokit-join', 'ssokit-flow-x')
    expect(await answered(mine.at(flow), mine.join.token)).toBe('join_not_found')
    expect(scene.calls).toEqual([])
    expect(await answered(mine.at(), mine.join.token)).toBe('accepted')
  })

  it('T1 is of no use at another installation with the same secrets', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { join, at } = await atPrompt(scene)
    const twin = await createAccessScene({
      config: { baseUrl: 'https://other.example.com', storage: scene.storage },
    })
    expect(await twin.sso.pendingJoin(at())).toBeNull()
    expect(await codeOf(twin.sso.completeJoin(at(), { join: join.token }))).toBe('join_not_found')
  })

  it('keeps the person out of the cookie, and the record sealed', async () => {
    const values: string[] = []
    const scene = await createAccessScene({ access: prompt })
    const { put } = scene.storage.ephemeral
    Object.assign(scene.storage.ephemeral, {
      put: (key: string, value: string, expiresAt: Date) => {
        values.push(key, value, expiresAt.toISOString())
        return put(key, value, expiresAt)
      },
    })
    const { cookie, cookies } = await atPrompt(scene)
    const stored = cookies.find(({ name }) => name === '__Host-ssokit-join')
    expect(stored?.options).toMatchObject({
      ...{ path: '/', httpOnly: true, secure: true, sameSite: 'lax' },
      expires: new Date('2026-01-01T12:10:00Z'),
    })
    expect((stored?.value.length ?? 0) + 18).toBeLessThan(1024)
    const handle = JSON.stringify([values, cookie])
    expect(handle).not.toMatch(/ann|acme\.example/)
    expect(values).toEqual([
      expect.stringMatching(/^join:[\w-]{43}$/),
      expect.stringMatching(/^ey/),
      '2026-01-01T12:10:00.000Z',
    ])
  })

  it('closes the flow, and takes the place of an earlier join', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { cookie } = await atPrompt(scene)
    const request = await scene.callback({ sub: 'ben', email: 'ben@acme.example' })
    request.headers.set('cookie', `${request.headers.get('cookie')}; ${cookie}`)
    const { cookies } = await scene.sso.handleCallback(request)
    const [flow, join, ...others] = cookies
    expect(flow).toMatchObject({ name: expect.stringContaining('ssokit-flow-'), value: '' })
    expect(join).toMatchObject({ name: '__Host-ssokit-join', value: expect.stringMatching(/^ey/) })
    expect(others).toEqual([])
  })

  it('T1 does not open where somebody has put the record in another’s place', async () => {
    const records = new Map<string, string>()
    const scene = await createAccessScene({ access: prompt })
    const { put, get } = scene.storage.ephemeral
    Object.assign(scene.storage.ephemeral, {
      put: (key: string, value: string, expiresAt: Date) => {
        records.set(key, value)
        return put(key, value, expiresAt)
      },
      get: async (key: string, now: Date) => {
        const other = [...records].find(([stored]) => stored !== key)
        return other?.[1] ?? get(key, now)
      },
    })
    const { join, at } = await atPrompt(scene)
    await atPrompt(scene, { sub: 'ben', email: 'ben@acme.example' })
    const answer = codeOf(scene.sso.completeJoin(at(), { join: join.token }))
    expect(await answer).toBe('sealed_value_unreadable')
    expect(scene.calls).toEqual([])
  })

  it('is over once the same browser signs in anew', async () => {
    const scene = await createAccessScene({ access: prompt })
    const { cookie } = await atPrompt(scene)
    scene.memory.register({ email: 'ben@acme.example', organizationId: 'org_1' })
    const request = await scene.callback({ sub: 'eve', email: 'not an address' })
    request.headers.set('cookie', `${request.headers.get('cookie')}; ${cookie}`)
    const response = await scene.sso.handler(request)
    expect(response.status).toBe(403)
    const cleared = response.headers.getSetCookie().filter((line) => line.includes('ssokit-join'))
    expect(cleared).toEqual([expect.stringMatching(/^__Host-ssokit-join=; .*1970/)])
  })
})
