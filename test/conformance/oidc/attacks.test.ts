import { describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../../src/adapters/node.ts'
import { createSso } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { memoryStorage } from '../../../src/storage/memory/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { baseUrl, codeOf, formHeaders, secretA } from '../../support/harness.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { startServer } from '../../support/server.ts'
import { createHost, createScene, expectRefused, expectSignedIn, signIn } from './scene.ts'

const shared = { paths: { callback: '/sso/callback' } }

describe('a callback that connections share', () => {
  it('O2 refuses an IdP that stops promising iss after activation', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, sendsIssuer: true, algorithm: 'ES256' })
    let promisesIssuer = true
    const changing: typeof fetch = async (input, init) => {
      const response = await idp.fetch(input, init)
      const url = input instanceof Request ? input.url : String(input)
      if (promisesIssuer || !url.endsWith('openid-configuration')) return response
      const document = (await response.json()) as object
      return Response.json({ ...document, authorization_response_iss_parameter_supported: false })
    }
    const host = createHost(changing, clock, shared)
    const { id: connectionId } = await host.connect(idp)
    const scene = { ...host, idp, connectionId }
    await expectSignedIn(scene)
    promisesIssuer = false
    clock.advance(3601)
    // This sign-in begins the renewal of the trust.
    await expectSignedIn(scene)
    await host.settled()
    idp.tamper('iss_missing_though_advertised')
    await expectRefused(scene, 'oidc_response_issuer_mismatch')
  })

  it('O2 is refused to connections that were activated before it was shared', async () => {
    const clock = fixedClock()
    const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
    const storage = memoryStorage()
    const before = createHost(idp.fetch, clock, { storage })
    const { id: connectionId } = await before.connect(idp)
    const after = createHost(idp.fetch, clock, { storage, ...shared })
    expect(await codeOf(signIn({ ...after, idp, connectionId }))).toBe('oidc_metadata_invalid')
    expect(after.logins).toEqual([])
  })
})

describe('an authentication that is too old', () => {
  it('is refused for maxAge, and is no better for a maxAge given as text', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { maxAge: 60 })
    expect(await codeOf(signIn(scene, { maxAge: '60' as never }))).toBe(
      'TypeError: maxAge is a whole number of seconds.',
    )
    expect(scene.logins).toEqual([])
  })

  it('is refused for forceAuthn', async () => {
    const scene = await createScene()
    scene.idp.tamper('old_auth_time')
    await expectRefused(scene, 'oidc_id_token_authentication_too_old', { forceAuthn: true })
  })
})

describe('toNodeHandler on a page shared with the host', () => {
  it('does not hang on a chunked form beyond 1 MiB', async () => {
    const sso = createSso({
      baseUrl,
      secrets: [secretA],
      providers: [oidc()],
      storage: memoryStorage(),
      paths: { callback: '/login', login: '/login' },
    })
    const handler = toNodeHandler(sso)
    const server = await startServer('localhost', (req, res) =>
      handler(req, res, () => {
        req.resume()
        res.end('host')
      }),
    )
    try {
      const { body } = await rawRequest(server.port, {
        method: 'POST',
        path: '/login',
        headers: formHeaders,
        body: Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'a')),
      })
      expect(body).toBe('host')
    } finally {
      await server.close()
    }
  })
})
