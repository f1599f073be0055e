import { createServer, request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createSso } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { toNodeHandler } from '../../../src/adapters/node.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createHost, createScene, signIn, expectSignedIn } from './scene.ts'
import { secretA, baseUrl } from '../../support/harness.ts'

describe('B', () => {
  it('B1 O2 holds after activation: an IdP that stops promising iss is refused on a shared callback', async () => {
    const clock = fixedClock()
    const honest = createMockOidcProvider({ clock, sendsIssuer: true, algorithm: 'ES256' })
    let dropped = false
    const fetchIt: typeof fetch = async (input, init) => {
      const response = await honest.fetch(input, init)
      if (!dropped || !String((input as Request).url ?? input).endsWith('openid-configuration'))
        return response
      const document = (await response.json()) as object
      return Response.json({ ...document, authorization_response_iss_parameter_supported: false })
    }
    const host = createHost(fetchIt, clock, { paths: { callback: '/sso/callback' } })
    const { id: connectionId } = await host.connect(honest)
    const scene = { ...host, idp: honest, connectionId }
    await expectSignedIn(scene as never)
    dropped = true
    clock.advance(3601)
    await expectSignedIn(scene as never) // triggers the refresh
    await host.settled()
    honest.tamper('iss_missing_though_advertised')
    const { login } = await signIn(scene)
    expect(login).toBeUndefined()
  })
  it('B2 a callback that becomes shared later: connections activated before are gated', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
    const storage = memoryStorage()
    const before = createHost(idp.fetch, clock, { storage })
    const { id: connectionId } = await before.connect(idp)
    const after = createHost(idp.fetch, clock, { storage, paths: { callback: '/sso/callback' } })
    const { login } = await signIn({ ...after, idp, connectionId }).catch(() => ({
      login: undefined,
    }))
    expect(login).toBeUndefined()
  })
  it('B3 maxAge given as text is no weaker', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    const number = await signIn(scene, { maxAge: 60 })
    expect(number.error?.code).toBe('oidc_id_token_authentication_too_old')
    const text = await signIn(scene, { maxAge: '60' as never }).catch(() => ({ login: undefined }))
    expect(text.login).toBeUndefined()
  })
  it('B4 forceAuthn: an old authentication is refused', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    const { login } = await signIn(scene, { forceAuthn: true })
    expect(login).toBeUndefined()
  })
  it('B5 toNodeHandler: a chunked form > 1 MiB on a shared page does not hang', async () => {
    const sso = createSso({
      baseUrl,
      secrets: [secretA],
      providers: [oidc()],
      storage: memoryStorage(),
      paths: { callback: '/login', login: '/login' },
    })
    const handler = toNodeHandler(sso as never)
    const server = createServer((req, res) =>
      handler(req, res, () => {
        req.resume()
        res.end('host')
      }),
    )
    await new Promise<void>((r) => server.listen(0, r))
    const { port } = server.address() as { port: number }
    const text = await new Promise<string>((resolve) => {
      const req = httpRequest(
        {
          port,
          path: '/login',
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'transfer-encoding': 'chunked',
          },
        },
        (res) => {
          let t = ''
          res.on('data', (d) => (t += d))
          res.on('end', () => resolve(t))
        },
      )
      req.on('error', () => resolve('ERR'))
      for (let i = 0; i < 40; i++) req.write(Buffer.alloc(65536, 97))
      req.end()
      setTimeout(() => resolve('HANG'), 3000)
    })
    server.closeAllConnections()
    server.close()
    expect(text).toBe('host')
  })
})
