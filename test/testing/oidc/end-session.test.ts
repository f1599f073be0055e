import { describe, expect, it } from 'vitest'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'

const back = 'https://app.example.com/out'
const options = { hasEndSession: true, postLogoutRedirectUris: [back] }

const startOf = (parameters: Record<string, string>, path = '/end_session') => ({
  method: 'GET' as const,
  url: `https://idp.example.com${path}?${new URLSearchParams(parameters)}`,
})

describe('endSession of the mock provider', () => {
  const idp = createMockOidcProvider(options)
  const honest = {
    client_id: idp.clientId,
    post_logout_redirect_uri: back,
    state: 'the-state',
  }

  it('sends the browser back with the state, and with nothing where there was none', async () => {
    const answer = await idp.endSession(startOf(honest))
    expect(answer.url).toBe(`${back}?state=the-state`)
    expect(answer.toRequest('a=b').headers.get('cookie')).toBe('a=b')
    const { state: _none, ...stateless } = honest
    expect((await idp.endSession(startOf(stateless))).url).toBe(back)
  })

  it('takes a form as well as an address, from a browser too', async () => {
    const url = 'https://idp.example.com/end_session'
    const answer = await idp.endSession({ method: 'POST', url, fields: honest })
    expect(answer.url).toBe(`${back}?state=the-state`)
    const posted = await idp.fetch(url, { method: 'POST', body: new URLSearchParams(honest) })
    expect([posted.status, posted.headers.get('location')]).toEqual([302, answer.url])
    const refused = await idp.fetch(url, { method: 'POST', body: new URLSearchParams() })
    expect(refused.status).toBe(400)
  })

  it('takes an ID token that it has signed for this client, however old', async () => {
    const token = await idp.signIdToken({ aud: idp.clientId, exp: 1 })
    const { client_id: _none, ...nameless } = honest
    const answer = await idp.endSession(startOf({ ...nameless, id_token_hint: token }))
    expect(answer.url).toBe(`${back}?state=the-state`)
  })

  it.each<[string, Record<string, string>]>([
    ['another client', { client_id: 'another' }],
    ['an address that nobody registered', { post_logout_redirect_uri: 'https://evil.example/' }],
    ['no address', { post_logout_redirect_uri: '' }],
    ['a token of nobody’s', { id_token_hint: 'x.y.z' }],
  ])('shows an error page for %s', async (_what, change) => {
    await expect(idp.endSession(startOf({ ...honest, ...change }))).rejects.toThrow('mock provider')
  })

  it('shows an error page for a token of another provider or client, and for no client', async () => {
    const other = createMockOidcProvider(options)
    const foreign = await other.signIdToken({ aud: idp.clientId })
    const others = await idp.signIdToken({ aud: 'another' })
    for (const id_token_hint of [foreign, others]) {
      await expect(idp.endSession(startOf({ ...honest, id_token_hint }))).rejects.toThrow(
        'not ours',
      )
    }
    const { client_id: _none, ...nameless } = honest
    await expect(idp.endSession(startOf(nameless))).rejects.toThrow('no client')
  })

  it('has no such endpoint elsewhere, or where it was not asked for', async () => {
    await expect(idp.endSession(startOf(honest, '/logout'))).rejects.toThrow('endpoint')
    const none = createMockOidcProvider()
    await expect(none.endSession(startOf(honest))).rejects.toThrow('endpoint')
  })

  it('posts a logout token as a server does', async () => {
    const request = await idp.backchannelLogout('https://app.example.com/bc', { sub: 'ann' })
    expect([request.method, request.url]).toEqual(['POST', 'https://app.example.com/bc'])
    const form = new URLSearchParams(await request.text())
    expect([...form.keys()]).toEqual(['logout_token'])
  })
})
