import { describe, expect, it } from 'vitest'
import { type Page, linkOf } from '../support/browser.ts'
import { SsoError } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, baseUrl, begin, createHarness, type Harness } from '../support/harness.ts'
import { oidcError } from '../../src/oidc/error.ts'

async function pageAt(harness: Harness, request: Request): Promise<Page> {
  const response = (await harness.sso.intercept(request)) ?? (await harness.sso.handler(request))
  const { status, headers } = response
  return { url: request.url, status, headers, body: await response.text() }
}

const again = (page: Page): string | undefined =>
  page.body.includes('Start again') ? linkOf(page, 'Start again') : undefined

describe('the way to start again', () => {
  it('F1 is offered for an answer without its flow, which never starts anything by itself', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    harness.events.length = 0
    const page = await pageAt(harness, answer(id, { ...flow, cookie: '' }))
    expect(page.status).toBe(400)
    expect(again(page)).toBe(`${baseUrl}/sso/${id}/login`)
    expect(page.headers.get('location')).toBeNull()
    expect(harness.events.map(({ type }) => type)).toEqual(['request.failed'])
    // The link is one of ours and starts a sign-in.
    const start = await harness.sso.handler(new Request(again(page) ?? ''))
    expect(start.headers.get('location')).toMatch(/^https:\/\/fake\.example\//)
  })

  it('is offered for an answer that is late or was used before', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.handler(answer(id, flow))
    expect(again(await pageAt(harness, answer(id, flow)))).toBe(`${baseUrl}/sso/${id}/login`)
    const late = await begin(harness, id)
    harness.clock.advance(601)
    expect(again(await pageAt(harness, answer(id, late)))).toBe(`${baseUrl}/sso/${id}/login`)
  })

  it('leads to the connection that this browser had begun with, not to the one in the address', async () => {
    const harness = createHarness()
    const mine = await harness.activeConnection('org_1')
    const other = await harness.activeConnection('org_2')
    const page = await pageAt(harness, answer(other.id, await begin(harness, mine.id)))
    expect(again(page)).toBe(`${baseUrl}/sso/${mine.id}/login`)
  })

  it('is known from the flow where the address names no connection', async () => {
    const harness = createHarness({ paths: { callback: '/callback' } })
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    const request = () =>
      new Request(`${baseUrl}/callback?ticket=ann&ref=${flow.ref}`, {
        headers: { cookie: flow.cookie },
      })
    await harness.sso.intercept(request())
    expect(again(await pageAt(harness, request()))).toBe(`${baseUrl}/sso/${id}/login`)
    const stranger = new Request(`${baseUrl}/callback?ticket=ann&ref=unknown`)
    expect(again(await pageAt(harness, stranger))).toBeUndefined()
  })

  it('is known from the flow whatever the provider refuses', async () => {
    const refusing = fakeProvider({
      finishLogin: async ({ reserve }) => {
        await reserve()
        throw oidcError('oidc_code_rejected')
      },
    })
    const harness = createHarness({ paths: { callback: '/callback' }, providers: [refusing] })
    const { id } = await harness.activeConnection()
    const { ref, cookie } = await begin(harness, id)
    const url = `${baseUrl}/callback?ticket=ann&ref=${ref}`
    const page = await pageAt(harness, new Request(url, { headers: { cookie } }))
    expect(again(page)).toBe(`${baseUrl}/sso/${id}/login`)
  })

  it('is offered at the organisation’s own address', async () => {
    const refusing = fakeProvider({
      recognise: ({ parameters }) => (parameters.has('x') ? { kind: 'unsolicited' } : undefined),
    })
    const harness = createHarness({ providers: [refusing] })
    await harness.activeConnection('org_1', { loginPath: 'acme' })
    const headers = { cookie: '__Host-ssokit-restarted=1' }
    const page = await pageAt(harness, new Request(`${baseUrl}/sso/login/acme?x=1`, { headers }))
    expect([page.status, again(page)]).toEqual([400, `${baseUrl}/sso/login/acme`])
  })

  it('is not offered where the login page of the host names no connection', async () => {
    const harness = createHarness({ paths: { login: '/sign-in' } })
    const { id } = await harness.activeConnection()
    const page = await pageAt(harness, answer(id, { cookie: '', ref: 'unknown' }))
    expect([page.status, again(page)]).toEqual([400, undefined])
  })

  it('is not offered where it would not help', async () => {
    const refused = fakeProvider({
      finishLogin: async ({ reserve }) => {
        await reserve()
        throw oidcError('oidc_access_denied')
      },
    })
    const harness = createHarness({ providers: [refused] })
    const { id } = await harness.activeConnection()
    const page = await pageAt(harness, answer(id, await begin(harness, id)))
    expect([page.status, again(page)]).toEqual([403, undefined])
    expect(page.body).toContain('You are not assigned to this application')
    const disabled = await pageAt(harness, new Request(`${baseUrl}/sso/con_nobody/login`))
    expect(again(disabled)).toBeUndefined()
  })

  it('is a plain link that is escaped and carries nothing of the request', async () => {
    const harness = createHarness()
    await harness.activeConnection()
    const path = '/sso/con_x/callback?ticket=a&ref=b&returnTo=https://evil.example&iss=x'
    const page = await pageAt(harness, new Request(`${baseUrl}${path}`))
    expect(page.body).toContain(`<p><a href="${baseUrl}/sso/con_x/login">Start again</a></p>`)
    const odd = createHarness()
    const error = Object.assign(new SsoError('login_flow_expired', { connectionId: `"><b>$&'` }))
    const response = odd.sso.errorResponse(error, new Request(`${baseUrl}/own`))
    expect(await response.text()).not.toContain('<b>')
  })

  it('is spelled in German where the browser asks for it', async () => {
    const harness = createHarness()
    const headers = { 'accept-language': 'de' }
    const request = new Request(`${baseUrl}/sso/con_x/callback?ticket=a&ref=b`, { headers })
    expect((await pageAt(harness, request)).body).toContain('>Von vorn beginnen</a>')
  })
})
