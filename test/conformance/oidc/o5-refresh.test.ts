import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { expectActive, refreshScene } from './refresh-scene.ts'

const actor = { actor: systemActor }
const code = 'oidc_id_token_tenant_refused'

/** Somebody of a Google Workspace: all of them have one issuer, and `hd` alone tells them apart. */
const workspaceScene = () =>
  refreshScene({
    provider: {
      issuer: 'https://accounts.google.com',
      people: [
        {
          ...{ sub: 'ann', email: 'ann@example.com', email_verified: true, groups: ['staff'] },
          hd: 'example.com',
        },
      ],
    },
    settings: { allowedTenants: ['example.com', 'example.net'] },
  })

describe('whose tenant counts no more when a session is renewed', () => {
  it('O5 has to sign in again where it was taken off the list', async () => {
    const scene = await workspaceScene()
    await expectActive(scene, 1)
    const settings = { allowedTenants: ['example.net'] }
    await scene.sso.connections.update(scene.connectionId, { settings }, actor)
    await scene.sso.connections.activate(scene.connectionId, actor)
    for (const asked of [2, 3]) {
      expect(await scene.refresh()).toEqual({ state: 'needs_login', code })
      expect(scene.asked()).toBe(asked)
    }
  })

  it('O5 has to sign in again where the person is not in it any more', async () => {
    const scene = await workspaceScene()
    scene.idp.changePerson('ann', { hd: null })
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code })
    scene.idp.changePerson('ann', { hd: 'example.org' })
    expect(await scene.refresh()).toEqual({ state: 'needs_login', code })
  })
})
