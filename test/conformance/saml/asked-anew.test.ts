import { describe, expect, it } from 'vitest'
import { createScene, expectRefused, expectSignedIn } from './scene.ts'

/*
 * What an AuthnRequest asks about the age of the person's proof. SAML has no `max_age`: the only thing
 * that makes a provider ask again is ForceAuthn (saml-core section 3.4.1).
 */

const HOUR = 3_600_000

describe('a sign-in that asks who the person is now', () => {
  it.each([
    { forceAuthn: true, maxAge: 7200 },
    { prompt: 'login', maxAge: 7200 },
  ])('F1 is anew, whatever age would do besides: %j', async (options) => {
    const scene = await createScene()
    const authenticatedAt = new Date(scene.clock().getTime() - HOUR)
    // A provider that goes on with the session it has: nobody proved anything.
    const facts = { authnInstant: authenticatedAt.toISOString() }
    await expectRefused(scene, 'saml_authentication_too_old', { ...options, facts })
    expect(scene.idp.requests.at(-1)?.forceAuthn).toBe(true)
    const login = await expectSignedIn(scene, { ...options, authenticatedAt })
    expect(login.authentication.at).toBe(scene.clock().toISOString())
  })

  it('lets in whoever signed in at the provider too long ago, once they have done so again', async () => {
    const scene = await createScene()
    const { session } = await expectSignedIn(scene)
    scene.clock.advance((2 * HOUR) / 1000)
    const authenticatedAt = new Date(scene.clock().getTime() - HOUR)
    const login = await expectSignedIn(scene, { session, maxAge: 300, authenticatedAt })
    expect(login.authentication.at).toBe(scene.clock().toISOString())
  })

  it('does not ask both to show nothing and to ask, where an old proof may do', async () => {
    const scene = await createScene()
    await expectSignedIn(scene, { prompt: 'none', maxAge: 300 })
    await expectSignedIn(scene, { maxAge: 300 })
    await expectSignedIn(scene)
    expect(
      scene.idp.requests.map(({ isPassive, forceAuthn }) => ({ isPassive, forceAuthn })),
    ).toEqual([
      { isPassive: true, forceAuthn: false },
      { isPassive: false, forceAuthn: true },
      { isPassive: false, forceAuthn: false },
    ])
  })
})
