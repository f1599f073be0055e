import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { callsTo, createHost, createScene, expectRefused, expectSignedIn } from './scene.ts'

const actor = { actor: systemActor }

/** Two connections of two organisations at one provider, with equal issuer and client. */
async function twoConnections() {
  const clock = fixedClock()
  const idp = createMockOidcProvider({ clock, algorithm: 'ES256' })
  const host = createHost(idp.fetch, clock)
  const first = { ...host, idp, connectionId: (await host.connect(idp)).id }
  const connectSecond = async () => ({
    ...first,
    connectionId: (await host.connect(idp, {}, 'org_2')).id,
  })
  return { idp, clock, first, connectSecond }
}

describe('keys of two connections', () => {
  it('T1 keeps them apart, equal issuers notwithstanding', async () => {
    const { idp, first, connectSecond } = await twoConnections()
    idp.rotateKeys()
    const second = await connectSecond()
    idp.tamper('jwks_500')
    await expectSignedIn(second)
    await expectRefused(first, 'oidc_keys_unavailable')
  })

  it('T1 lets a flood at one connection not keep the other from fetching its keys', async () => {
    const { idp, first, connectSecond } = await twoConnections()
    const second = await connectSecond()
    idp.tamper('unknown_kid')
    await expectRefused(second, 'oidc_id_token_key_unknown')
    idp.tamper()
    idp.rotateKeys()
    idp.resetRequests()
    await expectSignedIn(first)
    expect(callsTo({ idp }, '/jwks')).toHaveLength(1)
  })
})

describe('answers of two connections', () => {
  it('T1 refuses one connection’s answer at the other', async () => {
    const { idp, first, connectSecond } = await twoConnections()
    const second = await connectSecond()
    idp.resetRequests()
    await expectRefused(first, 'login_flow_mismatch', {
      change: ({ url }) => new Request(url.replace(first.connectionId, second.connectionId)),
    })
    expect(callsTo({ idp }, '/token')).toEqual([])
    await expectSignedIn(first)
  })

  it('T1 refuses an ID token that one connection’s provider made for the other’s client', async () => {
    const clock = fixedClock()
    const own = createMockOidcProvider({ clock, algorithm: 'ES256' })
    const other = createMockOidcProvider({
      clock,
      algorithm: 'ES256',
      issuer: 'https://b.example.com',
    })
    let stolen: string | undefined
    const host = createHost(async (input, init) => {
      const request = new Request(input, init)
      const isOther = request.url.startsWith(other.issuer)
      const response = await (isOther ? other : own).fetch(request)
      if (!request.url.endsWith('/token')) return response
      const body = (await response.json()) as { id_token: string }
      if (isOther) stolen = body.id_token
      const answer = !isOther && stolen ? { ...body, id_token: stolen } : body
      return Response.json(answer)
    }, clock)
    const first = { ...host, idp: own, connectionId: (await host.connect(own)).id }
    const second = {
      ...host,
      idp: other,
      connectionId: (await host.connect(other, {}, 'org_2')).id,
    }
    await expectSignedIn(first)
    await expectSignedIn(second)
    await expectRefused(first, 'oidc_id_token_signature_invalid')
  })
})

describe('a connection that changes while somebody signs in', () => {
  it.each([
    ['another client', { clientId: 'client-2' }],
    ['another token endpoint', { endpoints: { token: 'https://idp.example.com/t' } }],
    ['another client authentication', { clientAuthentication: 'client_secret_post' }],
  ])('T2 refuses the answer after %s was entered', async (_what, settings) => {
    const scene = await createScene()
    const { sso, connectionId: id } = scene
    const secrets = scene.idp.secrets
    await expectRefused(scene, 'connection_changed', {
      async meanwhile() {
        await sso.connections.update(id, { settings, secrets }, actor)
        await sso.connections.activate(id, actor)
      },
    })
    expect(callsTo(scene, '/token')).toEqual([])
  })

  it('T2 accepts the answer after scopes and claims were edited', async () => {
    const scene = await createScene()
    const { sso, connectionId: id } = scene
    await expectSignedIn(scene, {
      async meanwhile() {
        const input = { settings: { scopes: ['openid'] }, claims: { groups: 'groups' } }
        await sso.connections.update(id, input, actor)
        await sso.connections.activate(id, actor)
      },
    })
  })

  it('T2 refuses the answer after the connection was disabled', async () => {
    const scene = await createScene()
    await expectRefused(scene, 'connection_not_active', {
      meanwhile: async () => void (await scene.sso.connections.disable(scene.connectionId, actor)),
    })
  })

  it.each([
    ['another issuer', { issuer: 'https://other.example.com' }],
    ['another client', { clientId: 'client-2' }],
    ['another token endpoint', { endpoints: { token: 'https://idp.example.com/t' } }],
    ['another client authentication', { clientAuthentication: 'client_secret_post' }],
  ])('T4 erases the stored secret with %s', async (_what, settings) => {
    const { sso, connectionId, events } = await createScene()
    const updated = await sso.connections.update(connectionId, { settings }, actor)
    expect(updated.draft?.secrets).toEqual({})
    expect(events.at(-1)).toMatchObject({
      type: 'connection.secrets_erased',
      fields: ['clientSecret'],
    })
  })

  it('T4 keeps the stored secret with other scopes', async () => {
    const { sso, connectionId } = await createScene()
    const settings = { scopes: ['openid'] }
    const updated = await sso.connections.update(connectionId, { settings }, actor)
    expect(Object.keys(updated.draft?.secrets ?? {})).toEqual(['clientSecret'])
  })
})
