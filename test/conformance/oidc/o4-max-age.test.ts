import { beforeAll, describe, expect, it } from 'vitest'
import type { StartLoginOptions } from '../../../src/index.ts'
import { cookiesOf } from '../../support/harness.ts'
import { createScene, expectSignedIn, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await createScene()
})

/** The error of a sign-in by somebody who proved who they are so many seconds before it began. */
async function refusalOf(
  secondsBefore: number,
  options: StartLoginOptions,
  spoil = (url: string) => url,
) {
  const start = await scene.sso.startLogin({ connectionId: scene.connectionId }, options)
  scene.clock.advance(-secondsBefore)
  const answer = await scene.idp.authorize(spoil(start.url))
  // They read what they are asked to consent to.
  scene.clock.advance(secondsBefore + 240)
  const before = scene.errors.length
  await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
  return scene.errors[before]?.code
}

const tooOld = 'oidc_id_token_authentication_too_old'

describe('how old an authentication may be', () => {
  it('O4 counts from the request, whatever time people take on their way back', async () => {
    const meanwhile = () => scene.clock.advance(240)
    await expectSignedIn(scene, { forceAuthn: true, meanwhile })
    await expectSignedIn(scene, { maxAge: 0, meanwhile })
    expect(await refusalOf(60, { forceAuthn: true })).toBeUndefined()
    expect(await refusalOf(61, { forceAuthn: true })).toBe(tooOld)
    expect(await refusalOf(61, { maxAge: 0 })).toBe(tooOld)
    expect(await refusalOf(360, { maxAge: 300 })).toBeUndefined()
    expect(await refusalOf(361, { maxAge: 300 })).toBe(tooOld)
  })

  it('O4 a forced authentication is a new one, whatever age would do besides', async () => {
    const both = { forceAuthn: true, maxAge: 3600 }
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId }, both)
    const { searchParams } = new URL(start.url)
    expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', '0'])
    // Whoever sits at somebody else’s computer takes the prompt out of the address.
    const withoutPrompt = (address: string) => {
      const url = new URL(address)
      url.searchParams.delete('prompt')
      url.searchParams.set('max_age', '3600')
      return url.href
    }
    expect(await refusalOf(1800, both, withoutPrompt)).toBe(tooOld)
    expect(await refusalOf(1800, { maxAge: 3600 }, withoutPrompt)).toBeUndefined()
    await expectSignedIn(scene, both)
  })
})
