import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { formOf } from '../support/browser.ts'
import {
  answer,
  asSystem,
  baseUrl,
  begin,
  codeOf,
  cookiesOf,
  createHarness,
  formHeaders,
  type Harness,
  storageWith,
} from '../support/harness.ts'
import { verifyDomain } from '../support/verified-domain.ts'

const issuer = 'https://fake.example'

/** Two customers with one issuer, both proven by a login, each with a domain. */
async function createAmbiguous(config: object = {}) {
  const harness = createHarness(config)
  const connections: string[] = []
  for (const name of ['one', 'two']) {
    const { id } = await harness.activeConnection(`org_${name}`)
    const start = await harness.sso.startLogin({ connectionId: id })
    const ref = new URL(start.url).searchParams.get('ref') ?? ''
    await harness.sso.handleCallback(answer(id, { cookie: cookiesOf(start).join('; '), ref }), {
      connectionId: id,
    })
    await harness.settled()
    await verifyDomain(harness, `${name}.example`, `org_${name}`)
    connections.push(id)
  }
  harness.events.length = 0
  const [one = '', two = ''] = connections
  return { ...harness, one, two }
}

type Ambiguous = Awaited<ReturnType<typeof createAmbiguous>>

const at = ({ sso }: Pick<Harness, 'sso'>, path: string, init: RequestInit = {}) =>
  sso.handler(new Request(`${baseUrl}${path}`, init))

const iss = `iss=${encodeURIComponent(issuer)}`

interface Shown {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

async function visit(harness: Ambiguous, query: string, init: RequestInit = {}): Promise<Shown> {
  const path = `/sso/initiate${query}`
  const response = await at(harness, path, init)
  const { status, headers } = response
  return { url: `${baseUrl}${path}`, status, headers, body: await response.text() }
}

/** Types an address into the form of a page and sends it as a browser without scripts does. */
async function answerWith(harness: Ambiguous, page: Shown, email: string): Promise<Shown> {
  const { action, method, fields } = formOf(page)
  expect(method).toBe('POST')
  const body = new URLSearchParams(fields as [string, string][])
  body.set('login_hint', email)
  const path = new URL(action).pathname
  const response = await at(harness, path, { method, headers: formHeaders, body })
  const { status, headers } = response
  return { url: action, status, headers, body: await response.text() }
}

/** The connection that a page leads on to, by the flow that it opened. */
async function connectionBehind(harness: Ambiguous, page: Shown): Promise<string | undefined> {
  const target = /<meta http-equiv="refresh" content="0;url=([^"]+)">/.exec(page.body)?.[1] ?? ''
  const ref = new URL(target).searchParams.get('ref') ?? ''
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  for (const id of [harness.one, harness.two]) {
    const result = await codeOf(harness.sso.handleCallback(answer(id, { cookie, ref })))
    if (result === 'accepted') return id
  }
  return undefined
}

describe('a third party’s issuer that several customers have', () => {
  it('asks for an e-mail address, on a page of its own that is no error', async () => {
    const seen: unknown[] = []
    const harness = await createAmbiguous({ onError: () => void seen.push('onError') })
    const page = await visit(harness, `?${iss}`)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<label for="email">Work e-mail address</label>')
    const input = /<input id="email"[^>]*>/.exec(page.body)?.[0]
    expect(input).toContain('type="email"')
    expect(input).toContain('autocomplete="email"')
    expect(input).toContain('name="login_hint"')
    expect(input).toContain('required')
    expect(page.body.match(/<form\b/g)).toHaveLength(1)
    expect(page.body).not.toMatch(/<script|role="alert"|\son\w+=|javascript:/)
    expect(seen).toEqual([])
    expect(harness.events).toEqual([])
    expect(page.headers.getSetCookie()).toEqual([])
  })

  it('leads to the organisation whose domain the address has', async () => {
    const harness = await createAmbiguous()
    for (const [email, id] of [
      ['ann@one.example', harness.one],
      ['Ben@TWO.example', harness.two],
      ['  ann@one.example ', harness.one],
    ] as const) {
      const page = await visit(harness, `?${iss}&target_link_uri=/inbox`)
      const next = await answerWith(harness, page, email)
      expect(next.status).toBe(200)
      expect(await connectionBehind(harness, next)).toBe(id)
    }
  })

  it('F4 keeps the target over the question, and an evil one not even in the form', async () => {
    const harness = await createAmbiguous()
    const kept = await visit(harness, `?${iss}&target_link_uri=/inbox?a=%22b`)
    expect(formOf(kept).fields).toEqual([
      ['iss', issuer],
      ['target_link_uri', '/inbox?a=%22b'],
      ['answered', '1'],
      ['login_hint', ''],
    ])
    const evil = await visit(harness, `?${iss}&target_link_uri=https://evil.example/`)
    expect(evil.body).not.toContain('evil.example')
    const none = await visit(harness, `?${iss}`)
    expect(formOf(none).fields.map(([name]) => name)).toEqual(['iss', 'answered', 'login_hint'])
  })

  it('F5 repeats nothing else of the request, and everything escaped', async () => {
    const harness = await createAmbiguous()
    const markup = '"><script>alert(1)</script>@x'
    const query = new URLSearchParams({
      ...{ iss: issuer, login_hint: markup, target_link_uri: `/${markup}`, evil: 'evil' },
      ...{ state: 'chosen', redirect_uri: 'https://evil.example', email: 'x', [markup]: markup },
    })
    const page = await visit(harness, `?${query}`)
    expect(page.body).not.toMatch(/<script|evil|chosen/)
    expect(page.body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;@x"')
  })

  it('comes again with a sentence where the address decides nothing', async () => {
    const harness = await createAmbiguous()
    const page = await visit(harness, `?${iss}&target_link_uri=/inbox`)
    const again = await answerWith(harness, page, 'ann@elsewhere.example')
    expect(again.status).toBe(200)
    expect(again.body).toContain('role="alert"')
    expect(again.body).toContain('does not tell us which organisation you belong to')
    const input = /<input id="email"[^>]*>/.exec(again.body)?.[0]
    expect(input).toContain('aria-describedby="problem" aria-invalid="true"')
    expect(input).toContain('value="ann@elsewhere.example"')
    const next = await answerWith(harness, again, 'ann@two.example')
    expect(await connectionBehind(harness, next)).toBe(harness.two)
  })

  it.each([
    '',
    'ann',
    '@',
    'ann@@one.example',
    `${'x'.repeat(400)}@y`,
    'a\u0000@one.example',
    '<b>@x',
  ])('comes again for what is no address: %.20j', async (email) => {
    const harness = await createAmbiguous()
    const again = await answerWith(harness, await visit(harness, `?${iss}`), email)
    expect([again.status, again.body.includes('role="alert"')]).toEqual([200, true])
    expect(again.body).not.toMatch(/<b>|\u0000|xxxx/)
  })

  it('tells nobody whether somebody has an account', async () => {
    const asked: unknown[] = []
    const accounts = {
      scope: 'organization' as const,
      findByKey: async (key: unknown) => (asked.push(key), null),
      findByEmail: async (email: unknown) => (asked.push(email), null),
      create: async () => ({}),
      update: async () => ({}),
      link: async () => ({}),
      deactivate: async () => {},
      unlink: async () => {},
    }
    const harness = createHarness()
    const guarded = createHarness({ storage: harness.storage, accounts: accounts as never })
    for (const name of ['one', 'two']) {
      const { id } = await harness.activeConnection(`org_${name}`)
      await harness.sso.handler(answer(id, await begin(harness, id)))
      await harness.settled()
      await verifyDomain(harness, `${name}.example`, `org_${name}`)
    }
    const bodies = []
    for (const email of ['ann@one.example', 'nobody@one.example']) {
      const body = new URLSearchParams({ iss: issuer, answered: '1', login_hint: email })
      const init = { method: 'POST', headers: formHeaders, body }
      const response = await at(guarded, '/sso/initiate', init)
      const text = await response.text()
      bodies.push([
        response.status,
        text.replaceAll(/nonce="[\w-]+"|ref=[\w-]+/g, ''),
        response.headers.getSetCookie().length,
      ])
    }
    expect(bodies[0]).toEqual(bodies[1])
    expect(asked).toEqual([])
  })

  it('is decided by the hint of the third party where that is enough, without a question', async () => {
    const harness = await createAmbiguous()
    for (const init of [
      {},
      {
        method: 'POST',
        headers: formHeaders,
        body: new URLSearchParams({ iss: issuer, login_hint: 'ann@one.example' }),
      },
    ]) {
      const response = await at(harness, `/sso/initiate?${iss}&login_hint=ann@one.example`, init)
      expect(response.status).toBe(303)
    }
  })

  it('shows an address that the third party gave in vain, and no other hint', async () => {
    const harness = await createAmbiguous()
    const shown = await visit(harness, `?${iss}&login_hint=ann@elsewhere.example`)
    expect(shown.body).toContain('value="ann@elsewhere.example"')
    expect(shown.body).not.toContain('role="alert"')
    const opaque = await visit(harness, `?${iss}&login_hint=00u1a2b3`)
    expect(opaque.body).not.toContain('00u1a2b3')
  })

  it('is thrown to the host’s own code, and told to scripts', async () => {
    const harness = await createAmbiguous()
    expect(await codeOf(harness.sso.startLogin({ issuer }))).toBe('login_ambiguous')
    const response = await at(harness, `/sso/initiate?${iss}`, {
      headers: { accept: 'application/json' },
    })
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([
      409,
      ['message', 'correlationId'],
    ])
  })

  it('is no question where the person named their organisation or address', async () => {
    const harness = await createAmbiguous()
    await harness.activeConnection('org_one', { loginPath: 'one' })
    expect((await at(harness, `/sso/login/one?${iss}`)).status).toBe(303)
    const body = new URLSearchParams({ email: 'ann@one.example' })
    const twice = await at(harness, '/sso/login', { method: 'POST', headers: formHeaders, body })
    expect(twice.status).toBe(409)
  })

  it('speaks German where the browser asks for it', async () => {
    const harness = await createAmbiguous()
    const page = await visit(harness, `?${iss}`, { headers: { 'accept-language': 'de' } })
    expect(page.body).toContain('<html lang="de">')
    expect(page.body).toContain('Geschäftliche E-Mail-Adresse')
    expect(page.body).toContain('<button>Weiter</button>')
  })

  it('has a policy that lets the form come back here and go nowhere else', async () => {
    const harness = await createAmbiguous()
    const page = await visit(harness, `?${iss}`)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'nonce-[\w-]{22}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    )
    // Otherwise the form would arrive with `Origin: null`, which hosts refuse as forged.
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    expect(page.headers.get('cache-control')).toBe('no-store')
    const next = await answerWith(harness, page, 'ann@one.example')
    // A redirect would be held to the policy above.
    expect([next.status, next.headers.get('location')]).toEqual([200, null])
    expect(next.headers.get('content-security-policy')).toContain("form-action 'none'")
    expect(next.body).toMatch(/<a href="https:\/\/fake\.example\/\?ref=[\w-]+">Continue<\/a>/)
    expect(next.body).not.toContain('<script')
  })

  it('leads on by POST where the provider wants that', async () => {
    const start = { method: 'POST', url: `${issuer}/sso`, answer: 'post', flow: {} } as const
    const harness = await createAmbiguous()
    const posting = createHarness({
      storage: harness.storage,
      providers: [fakeProvider({ startLogin: async () => start })],
    })
    const body = new URLSearchParams({ iss: issuer, answered: '1', login_hint: 'ann@one.example' })
    const init = { method: 'POST', headers: formHeaders, body }
    const page = await (await at(posting, '/sso/initiate', init)).text()
    expect(page).toContain(`<form method="post" action="${issuer}/sso">`)
  })

  it('posts back to the host’s own page where that is the login page', async () => {
    const paths = { login: '/accounts/sign_in', callback: '/accounts/callback' }
    const harness = await createAmbiguous({ paths })
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await harness.sso.intercept(new Request(`${baseUrl}${path}`, init))
      return formOf({ body: (await response?.text()) ?? '', url: baseUrl } as never).action
    }
    expect(await ask(`/accounts/sign_in?${iss}&next=1`)).toBe(`${baseUrl}/accounts/sign_in`)
    // An answer that nobody asked for, on a path that takes nothing but answers.
    const provider = fakeProvider({
      recognise: ({ parameters }) =>
        parameters.has('unasked') ? { kind: 'unsolicited', issuer } : undefined,
    })
    const unasked = createHarness({ paths, storage: harness.storage, providers: [provider] })
    const response = await unasked.sso.intercept(
      new Request(`${baseUrl}/accounts/callback?unasked=`),
    )
    const body = (await response?.text()) ?? ''
    expect(formOf({ body, url: baseUrl } as never).action).toBe(`${baseUrl}/sso/initiate`)
  })
})

describe('F5 an issuer that more customers have than one read brings', () => {
  it('F5 is decided by the domain all the same', async () => {
    const harness = createHarness()
    const wanted: string[] = []
    for (let number = 0; number < 22; number++) {
      const { id } = await harness.activeConnection(`org_${number}`)
      await harness.sso.handler(answer(id, await begin(harness, id)))
      await harness.settled()
      await verifyDomain(harness, `d${number}.example`, `org_${number}`)
      wanted.push(id)
    }
    for (const [number, id] of wanted.entries()) {
      const hint = { issuer, loginHint: `ann@d${number}.example` }
      expect((await harness.sso.startLogin(hint)).connectionId).toBe(id)
    }
  })

  it('F5 and never leads to a connection of the domain that has another issuer, or proved none', async () => {
    const harness = await createAmbiguous()
    await verifyDomain(harness, 'three.example', 'org_three')
    const hinted = () => codeOf(harness.sso.startLogin({ issuer, loginHint: 'ann@three.example' }))
    const prove = async (id: string) => {
      await harness.sso.handler(answer(id, await begin(harness, id)))
      await harness.settled()
    }
    const settings = { idp: 'https://other.example' }
    await prove((await harness.activeConnection('org_three', { settings })).id)
    expect(await hinted()).toBe('login_ambiguous')
    const { id } = await harness.activeConnection('org_three')
    expect(await hinted()).toBe('login_ambiguous')
    await prove(id)
    expect(await hinted()).toBe('accepted')
    await harness.sso.connections.disable(id, asSystem)
    expect(await hinted()).toBe('login_ambiguous')
  })

  it('asks the storage once where the issuer decides', async () => {
    const queries: object[] = []
    const storage = storageWith('connections', ({ load }) => ({
      load: async (query, call) => {
        queries.push(query)
        return load(query, call)
      },
    }))
    const harness = createHarness({ storage })
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await begin(harness, id)))
    await harness.settled()
    queries.length = 0
    await harness.sso.startLogin({ issuer, loginHint: 'ann@one.example' })
    expect(queries).toEqual([{ issuer }])
  })
})
