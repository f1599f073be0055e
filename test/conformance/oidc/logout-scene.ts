import { expect } from 'vitest'
import { type EndedSession, type Login, type LogoutStart, systemActor } from '../../../src/index.ts'
import type { MockPerson } from '../../../src/testing/oidc/index.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import { createScene, expectSignedIn, type Scene, type SceneOptions } from './scene.ts'

/** A scene whose provider ends sessions, and what the host is told of ended ones. */
export interface LogoutScene extends Scene {
  /** Of every call of `onSessionsEnd`. */
  readonly told: EndedSession[]
  /** An address of the scene's connection, such as `/backchannel-logout`. */
  at(path: string): string
}

export async function createLogoutScene(options: SceneOptions = {}): Promise<LogoutScene> {
  const told: EndedSession[] = []
  const scene = await createScene({
    ...options,
    provider: { hasEndSession: true, ...options.provider },
    input: { session: { hasSingleLogout: true }, ...options.input },
    config: {
      onSessionsEnd: (sessions) => void told.push(...sessions),
      ...options.config,
    },
  })
  return { ...scene, told, at: (path) => `${baseUrl}/sso/${scene.connectionId}${path}` }
}

const ann = { email: 'ann@example.com', email_verified: true, name: 'Ann Example' }

/** Somebody in a session of the provider with this id. */
export const personIn = (sid: string, sub = 'ann'): MockPerson => ({ ...ann, sub, sid })

export const signInAs = (scene: Scene, sid: string, sub = 'ann'): Promise<Login> =>
  expectSignedIn(scene, { person: personIn(sid, sub) })

/** Which of these sessions are over. */
export async function endedOf(scene: Scene, logins: readonly Login[]): Promise<boolean[]> {
  return Promise.all(logins.map(({ session }) => scene.sso.isSessionEnded(session.id)))
}

/** From `startLogout` to wherever the browser ends up. */
export async function goThrough(scene: Scene, start: LogoutStart): Promise<Response> {
  const answer = await scene.idp.endSession(start)
  return scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
}

/** Posts a logout token as the provider does. */
export async function postToken(
  scene: LogoutScene,
  about: { sub?: string; sid?: string },
  address = scene.at('/backchannel-logout'),
): Promise<Response> {
  return scene.sso.handler(await scene.idp.backchannelLogout(address, about))
}

/** What a provider gets for whatever is wrong; it says no more than an end user would see. */
export const refusal: object = {
  error: 'invalid_request',
  error_description: 'This request could not be understood.',
}

export async function expectAnswer(
  response: Response,
  status: number,
  body: object = {},
): Promise<void> {
  expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store'])
  expect(await response.json()).toMatchObject(body)
}

/** Another organisation's connection to the same client of the same provider. */
export async function connectTwin(scene: LogoutScene): Promise<string> {
  const actor = { actor: systemActor }
  const { settings, secrets } = scene.idp
  const { id } = await scene.sso.connections.create(
    { organizationId: 'org_2', protocol: 'oidc', secrets, settings: { ...settings } },
    actor,
  )
  await scene.sso.connections.activate(id, actor)
  return id
}
