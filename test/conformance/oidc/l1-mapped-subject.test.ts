import { describe, expect, it } from 'vitest'
import type { MockPerson } from '../../../src/testing/oidc/index.ts'
import {
  createLogoutScene,
  endedOf,
  expectAnswer,
  type LogoutScene,
  postToken,
} from './logout-scene.ts'
import { expectSignedIn } from './scene.ts'

/** Accounts are keyed by another claim than `sub`, as Entra’s customers do with `oid`. */
const mapped = () => createLogoutScene({ input: { claims: { subject: 'oid' } } })

const person = (sub: string, sid?: string): MockPerson => ({
  ...{ sub, oid: `oid of ${sub}`, email: `${sub}@example.com`, email_verified: true },
  ...(sid === undefined ? {} : { sid }),
})

const signIn = (scene: LogoutScene, sub: string, sid?: string) =>
  expectSignedIn(scene, { person: person(sub, sid) })

describe('L1 back-channel logout where the subject is mapped', () => {
  it('L1 ends all sessions of the person whom the token names by sub', async () => {
    const scene = await mapped()
    const logins = [
      await signIn(scene, 'ann', 'sid-1'),
      await signIn(scene, 'ann', 'sid-2'),
      await signIn(scene, 'ann'),
      await signIn(scene, 'bob', 'sid-3'),
    ]
    expect(logins[0]?.identity.subject).toBe('oid of ann')
    await expectAnswer(await postToken(scene, { sub: 'ann' }), 200)
    expect(await endedOf(scene, logins)).toEqual([true, true, true, false])
  })

  it('L1 ends the session of the token’s sid, and those of the person that have none', async () => {
    const scene = await mapped()
    const logins = [
      await signIn(scene, 'ann', 'sid-1'),
      await signIn(scene, 'ann', 'sid-2'),
      await signIn(scene, 'ann'),
      await signIn(scene, 'bob', 'sid-1'),
      await signIn(scene, 'bob'),
    ]
    await expectAnswer(await postToken(scene, { sub: 'ann', sid: 'sid-1' }), 200)
    expect(await endedOf(scene, logins)).toEqual([true, false, true, false, false])
  })

  it('L1 ends the session of a sid alone', async () => {
    const scene = await mapped()
    const logins = [await signIn(scene, 'ann', 'sid-1'), await signIn(scene, 'ann', 'sid-2')]
    await expectAnswer(await postToken(scene, { sid: 'sid-1' }), 200)
    expect(await endedOf(scene, logins)).toEqual([true, false])
  })

  it('L1 finds nobody by a text that is the subject here and no sub there', async () => {
    const scene = await mapped()
    const ann = await signIn(scene, 'ann', 'sid-1')
    await expectAnswer(await postToken(scene, { sub: 'oid of ann' }), 200)
    expect(await endedOf(scene, [ann])).toEqual([false])
  })

  it('L2 nobody ends a session from a frame who knows the person’s sub', async () => {
    const scene = await mapped()
    const ann = await signIn(scene, 'ann', 'sid-1')
    const stored = await scene.storage.sessions.get(ann.session.id)
    const frame = async (sid: string) => {
      const query = new URLSearchParams({ iss: scene.idp.issuer, sid })
      const address = `${scene.at('/frontchannel-logout')}?${query}`
      return (await scene.sso.handler(new Request(address))).status
    }
    const [sid, ...names] = stored?.idpSessionIds ?? []
    expect(names).toHaveLength(2)
    for (const name of names) expect(await frame(name)).toBe(400)
    expect(await endedOf(scene, [ann])).toEqual([false])
    expect(await frame(String(sid))).toBe(200)
    expect(await endedOf(scene, [ann])).toEqual([true])
  })

  it('L2 a sid that reads like a name made of a sub is none', async () => {
    const scene = await mapped()
    const ann = await signIn(scene, 'ann')
    const [name = ''] = (await scene.storage.sessions.get(ann.session.id))?.idpSessionIds ?? []
    const bob = await signIn(scene, 'bob', name)
    await expectAnswer(await postToken(scene, { sub: 'ann' }), 200)
    expect(await endedOf(scene, [ann, bob])).toEqual([true, false])
  })
})
