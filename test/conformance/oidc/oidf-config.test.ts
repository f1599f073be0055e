import { describe, expect, it } from 'vitest'
import { isSsoError, systemActor } from '../../../src/index.ts'
import { startHostApp } from '../../support/host-app.ts'
import { startMockIdp } from '../../support/mock-idp-server.ts'
import { expectIn, expectOut, startOidf } from './oidf-scene.ts'

/*
 * The OpenID Foundation's plans for keys and discovery, over real HTTP:
 * `oidcc-client-config-certification-test-plan`, `oidcc-client-dynamic-certification-test-plan` and
 * `oidcc-client-test-3rd-party-init-login-test-plan`.
 *
 * Not here, and why:
 * - oidcc-client-test-discovery-webfinger-acct and -webfinger-url: who signs in where is decided by
 *   the organisation's connection, and never by a look-up that an attacker's domain answers.
 * - oidcc-client-test-dynamic-registration: applications are registered by the customer's admin.
 * - oidcc-client-test-request-uri-signed-rs256 and -signed-none: request objects are not offered;
 *   what must not be changed on its way is pushed (RFC 9126).
 * - oidcc-client-refreshtoken-test-plan and the logout plans: in files of their own.
 */

describe('oidcc-client-config-certification-test-plan', () => {
  it('oidcc-client-test-discovery-openid-config', async () => {
    const scene = await startOidf()
    const { trust } = await scene.app.sso.connections.get(scene.connectionId, {
      actor: systemActor,
    })
    expect(trust?.document.metadata).toMatchObject({
      issuer: scene.server.issuer,
      authorization_endpoint: `${scene.server.issuer}/authorize`,
      token_endpoint: `${scene.server.issuer}/token`,
      userinfo_endpoint: `${scene.server.issuer}/userinfo`,
      jwks_uri: `${scene.server.issuer}/jwks`,
    })
    await expectIn(scene)
    await scene.close()
  })

  it('oidcc-client-test-discovery-jwks-uri-keys', async () => {
    const scene = await startOidf()
    const { trust } = await scene.app.sso.connections.get(scene.connectionId, {
      actor: systemActor,
    })
    expect(trust?.document.jwks).toEqual(await scene.server.idp.keySet())
    await expectIn(scene)
    await scene.close()
  })

  it('oidcc-client-test-discovery-issuer-mismatch', async () => {
    const server = await startMockIdp()
    const app = await startHostApp([server])
    const { id } = await app.sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: server.idp.secrets },
        settings: server.idp.settings,
      },
      { actor: systemActor },
    )
    const activate = () => app.sso.connections.activate(id, { actor: systemActor })
    server.idp.tamper('discovery_issuer_mismatch')
    const refusal = await activate().catch((error: unknown) => error)
    expect(isSsoError(refusal, 'connection_not_ready') && refusal.issues).toMatchObject([
      { code: 'oidc_issuer_mismatch' },
    ])
    server.idp.tamper()
    expect(await activate()).toMatchObject({ state: 'active' })
    await Promise.all([app.close(), server.close()])
  })

  it('oidcc-client-test-idtoken-sig-none', async () => {
    const scene = await startOidf()
    scene.server.idp.tamper('alg_none')
    await expectOut(scene, 'oidc_id_token_malformed')
    await scene.close()
  })

  it('oidcc-client-test-signing-key-rotation', async () => {
    const scene = await startOidf()
    await expectIn(scene)
    scene.server.idp.rotateKeys()
    scene.server.requests.length = 0
    await expectIn(scene)
    expect(scene.server.requests).toEqual([
      ...['GET /authorize', 'POST /token', 'GET /jwks', 'GET /userinfo'],
    ])
    await scene.close()
  })

  it('oidcc-client-test-signing-key-rotation-just-before-signing', async () => {
    const scene = await startOidf()
    const { idp, requests } = scene.server
    // Under the same kid, so that only the signature shows it.
    idp.rotateKeys({ keepsKeyId: true })
    await expectIn(scene)
    expect(requests.filter((request) => request === 'GET /jwks')).toHaveLength(1)
    await scene.close()
  })
})

describe('oidcc-client-dynamic-certification-test-plan', () => {
  it('oidcc-client-test-userinfo-signed', async () => {
    const scene = await startOidf({ provider: { isThin: true, signsUserinfo: true } })
    const { identity } = await expectIn(scene)
    expect(identity.origin.email).toEqual({ source: 'userinfo', claim: 'email' })
    scene.server.idp.tamper('userinfo_by_other_key')
    await expectOut(scene, 'oidc_userinfo_signature_invalid')
    await scene.close()
  })
})

describe('oidcc-client-test-3rd-party-init-login-test-plan', () => {
  it('oidcc-client-test-3rd-party-init-login', async () => {
    const scene = await startOidf()
    const { app, server } = scene
    const target = `${app.baseUrl}/tile`
    const query = new URLSearchParams({ iss: server.issuer, target_link_uri: target })
    const page = await scene.visit(`?${query}`)
    expect([page.url, page.body]).toEqual([target, 'signed in: ann'])
    expect(app.logins[0]?.authentication.initiatedBy).toBe('third_party')
    const stranger = await scene.visit('?iss=https://other-idp.example.com')
    expect(stranger.body).not.toContain('signed in')
    expect(app.errors).toEqual(['login_issuer_refused'])
    expect(app.logins).toHaveLength(1)
    await scene.close()
  })
})
