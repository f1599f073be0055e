import { describe, expect, it } from 'vitest'
import { acme, createDomainScene } from '../../support/domain-scene.ts'
import { answer, baseUrl, cookiesOf, formHeaders, wayOn } from '../../support/harness.ts'

async function createScene() {
  const scene = createDomainScene()
  const { id } = await scene.activeConnection('org_1')
  await scene.own('org_1', acme)
  const post = (fields: readonly (readonly [string, string])[], headers = {}) =>
    scene.sso.handler(
      new Request(`${baseUrl}/sso/login`, {
        method: 'POST',
        headers: { ...formHeaders, ...headers },
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
      }),
    )
  return { ...scene, id, post }
}

describe('the form with an e-mail address', () => {
  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'F4 leads back to no place of others: %s',
    async (returnTo) => {
      const { sso, id, post, logins } = await createScene()
      const started = await post([
        ['email', `ann@${acme}`],
        ['returnTo', returnTo],
      ])
      const ref = new URL(await wayOn(started)).searchParams.get('ref') ?? ''
      const flow = { cookie: cookiesOf(started).join('; '), ref }
      const done = await sso.handler(answer(id, flow))
      expect(new URL(done.headers.get('location') ?? '', baseUrl).origin).toBe(baseUrl)
      expect(logins).toHaveLength(1)
    },
  )

  it('F1 refuses two addresses in one form', async () => {
    const { post } = await createScene()
    const twice = await post([
      ['email', `ann@${acme}`],
      ['email', 'ann@other.example'],
    ])
    expect([twice.status >= 400, twice.headers.get('location')]).toEqual([true, null])
  })

  it('F1 signs nobody in whose browser did not begin, though others may send the form', async () => {
    const { sso, id, post, logins } = await createScene()
    const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const started = await post([['email', `ann@${acme}`]], elsewhere)
    const ref = new URL(await wayOn(started)).searchParams.get('ref') ?? ''
    await sso.handler(answer(id, { cookie: '', ref }))
    expect(logins).toEqual([])
  })

  it.each([
    ...['ann@acme.example\r\nbcc: x', 'ann@acme.example\0', 'ann@acme.example.', '@acme.example'],
    ...['ann@other.example@acme.example', 'ann@acme.example@other.example', 'ann(x)@acme.example'],
    ...[
      'ann@acme.example#other.example',
      'ann@[192.0.2.1]',
      'ann＠acme.example',
      'ann@acme%2Eexample',
    ],
    'ann\u200b@acme.example',
  ])('E1 leads nowhere with %j', async (email) => {
    const response = await (await createScene()).post([['email', email]])
    expect([404, 422]).toContain(response.status)
    expect([response.headers.get('location'), await wayOn(response)]).toEqual([null, ''])
    expect(cookiesOf(response)).toEqual([])
  })

  it.each(['ann@ACME.example', 'ann@acme。example', 'ann@ａｃｍｅ.example', 'a+b@acme.example'])(
    'E1 leads to the organisation with %j',
    async (email) => {
      const response = await (await createScene()).post([['email', email]])
      expect(await wayOn(response)).toMatch(/^https:\/\/fake\.example\//)
    },
  )

  it('leads on by a page, since a redirect would be held to the form-action of the host’s', async () => {
    const { post } = await createScene()
    const response = await post([['email', `ann@${acme}`]])
    expect([response.status, response.headers.get('location')]).toEqual([200, null])
    expect(response.headers.get('content-security-policy')).toContain("form-action 'none'")
    expect(cookiesOf(response)).toHaveLength(1)
    const page = await response.text()
    // Without a refresh of the browser there is a link.
    expect(page).toMatch(/<a href="https:\/\/fake\.example\/[^"]+">Continue<\/a>/)
    const json = await post([['email', `ann@${acme}`]], { accept: 'application/json' })
    expect(json.status).toBe(303)
  })
})
