import { describe, expect, it } from 'vitest'
import { baseUrl, codeOf, createHarness, formHeaders } from '../support/harness.ts'

describe('a request to the callback', () => {
  it('is refused for a content-length that is too large before it is read', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const headers = { ...formHeaders, 'content-length': '1048577' }
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/${id}/callback`, { method: 'POST', headers, body: 'a=1' }),
    )
    expect(response.status).toBe(413)
  })

  it('F1 is refused for any other method at a custom route', async () => {
    const { sso } = createHarness()
    const request = new Request(`${baseUrl}/sso/con_x/callback?ticket=a&ref=b`, {
      method: 'DELETE',
    })
    expect(await codeOf(sso.handleCallback(request))).toBe('request_method_not_allowed')
  })

  it('is an answer only where a provider has a route', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/${id}/login?ticket=ann&ref=x`),
    )
    expect(response.headers.get('location')).toMatch(/^https:\/\/fake\.example\//)
  })
})

describe('an answer on a page shared with the host', () => {
  it('F1 is refused for a repeated parameter though it is good otherwise', async () => {
    const harness = createHarness({ paths: { callback: '/login', login: '/login' } })
    const { id } = await harness.activeConnection()
    const start = await harness.sso.startLogin({ connectionId: id })
    const ref = new URL(start.url).searchParams.get('ref')
    const headers = { cookie: start.setCookie[0]?.split(';')[0] ?? '' }
    const response = await harness.sso.intercept(
      new Request(`${baseUrl}/login?ticket=ann&ref=${ref}&ticket=bob`, { headers }),
    )
    expect(response?.status).toBe(400)
    expect(harness.logins).toEqual([])
  })
})
