import { describe, expect, it } from 'vitest'
import { createSso } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { memoryAccounts } from '../../../src/testing/accounts/index.ts'
import { baseUrl, cookiesOf, secretA } from '../../support/harness.ts'
import { createScene, type Scene } from './scene.ts'

const spa = 'https://spa.example.com'
const allowed = { allowedReturnOrigins: [spa] }

/** The provider's answer to a hidden frame of the page at `spa`. */
async function silentAnswer({ sso, idp, connectionId }: Scene): Promise<() => Request> {
  const start = await sso.startLogin({ connectionId }, { silent: { origin: spa } })
  const answer = await idp.authorize(start.url)
  return () => answer.toRequest(cookiesOf(start).join('; '))
}

/** Whom the page's script tells, and what. */
async function messagesOf(response: Response): Promise<[unknown, string][]> {
  const [, script = ''] = /<script nonce="[\w-]+">(.*)<\/script>/.exec(await response.text()) ?? []
  const messages: [unknown, string][] = []
  const parent = { postMessage: (data: unknown, to: string) => void messages.push([data, to]) }
  new Function('parent', script)(parent)
  return messages
}

const needsLogin = { type: 'ssokit:silent', state: 'needs_login' }

describe('CL-6 a question to the person has no place in a hidden frame', () => {
  const asking = async () => {
    const accounts = memoryAccounts()
    const scene = await createScene({
      config: { ...allowed, accounts },
      input: { access: { provisioning: 'join_prompt' } },
    })
    return { ...scene, accounts }
  }

  it('NG-11 F1 a newcomer joins nothing there, and the browser holds nothing that could', async () => {
    const scene = await asking()
    const response = await scene.sso.handler((await silentAnswer(scene))())
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get('location')).toBeNull()
    expect(await messagesOf(response)).toEqual([[needsLogin, spa]])
    expect(scene.logins).toEqual([])
    expect(scene.accounts.members('org_1')).toEqual([])
  })

  it('NG-11 a route of the host’s own gets neither the join nor its cookie', async () => {
    const scene = await asking()
    const result = await scene.sso.handleCallback((await silentAnswer(scene))())
    expect(result).toMatchObject({ kind: 'silent', cookies: [], setCookie: [] })
    expect(result).not.toHaveProperty('login')
    expect(result).not.toHaveProperty('join')
    expect(scene.logins).toEqual([])
  })

  it('NG-11 outside of a frame the same person is asked', async () => {
    const scene = await asking()
    const { connectionId, sso, idp } = scene
    const start = await sso.startLogin({ connectionId })
    const answer = await idp.authorize(start.url)
    const result = await sso.handleCallback(answer.toRequest(cookiesOf(start).join('; ')))
    expect(result.kind).toBe('join')
    expect(result.cookies.map(({ name }) => name)).toContain('__Host-ssokit-join')
  })
})

describe('CL-6 the page around the frame', () => {
  it('is told nothing where its origin is not allowed any more', async () => {
    const scene = await createScene({ config: allowed })
    const request = await silentAnswer(scene)
    // A server that has the new configuration already.
    const server = (origins: readonly string[]) =>
      createSso({
        ...{ baseUrl, secrets: [secretA], providers: [oidc()], storage: scene.storage },
        ...{ fetch: scene.idp.fetch, clock: scene.clock, allowedReturnOrigins: origins },
        onLogin: () => {},
      })
    const response = await server([]).handler(request())
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain(`frame-ancestors ${baseUrl}`)
    expect(policy).not.toContain(spa)
    expect((await messagesOf(response)).map(([, to]) => to)).toEqual([baseUrl])
    const next = await silentAnswer(scene)
    const told = await messagesOf(await server([spa]).handler(next()))
    expect(told.map(([, to]) => to)).toEqual([spa])
  })
})
