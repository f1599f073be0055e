import { expect } from 'vitest'
import {
  type AccountDirectory,
  createSso,
  type EndedSession,
  type Login,
  type NetworkPolicy,
  type RefreshResult,
  type Sso,
} from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import type { MockOidcOptions } from '../../../src/testing/oidc/index.ts'
import { memoryAccounts, type MemoryAccounts } from '../../../src/testing/accounts/index.ts'
import { baseUrl, secretA } from '../../support/harness.ts'
import { createScene, expectSignedIn, type Scene, type SceneOptions } from './scene.ts'

/** A host whose connection asks for refresh tokens. */
export interface RefreshScene extends Scene {
  readonly ended: EndedSession[]
  readonly accounts: MemoryAccounts
  readonly login: Login
  refresh(): Promise<RefreshResult>
  /** Requests with a refresh token so far. */
  asked(): number
}

export interface RefreshSceneOptions extends SceneOptions {
  readonly provider?: MockOidcOptions
  readonly directory?: Partial<AccountDirectory>
}

export const offline = { scopes: ['openid', 'email', 'profile', 'offline_access'] }

/** Groups to roles, as one replaces the other. */
export const roles = {
  claims: { groups: 'groups' },
  access: {
    roles: {
      groupsByRole: { admin: ['staff'], reader: ['guests'] },
      sync: 'replace',
      unmapped: 'deactivate',
    },
  },
} as const

const catalogue = [
  { id: 'admin', label: 'Admin' },
  { id: 'reader', label: 'Reader' },
]

/** Ann is signed in, with an account and the role that her group leads to. */
export async function refreshScene(options: RefreshSceneOptions = {}): Promise<RefreshScene> {
  const ended: EndedSession[] = []
  const accounts = memoryAccounts()
  const scene = await createScene({
    ...options,
    settings: { ...offline, ...options.settings },
    input: { ...roles, ...options.input } as NonNullable<SceneOptions['input']>,
    config: {
      accounts: { ...accounts, ...options.directory },
      roles: { catalogue },
      onSessionsEnd: (sessions) => void ended.push(...sessions),
      ...options.config,
    },
  })
  const login = await expectSignedIn(scene)
  scene.idp.resetRequests()
  return {
    ...scene,
    ...{ ended, accounts, login },
    refresh: () => scene.sso.refresh(login.session),
    asked: () =>
      scene.idp.requests.filter(({ body }) => body.includes('grant_type=refresh_token')).length,
  }
}

/** The session goes on, and the provider was asked this often altogether. */
export async function expectActive(scene: RefreshScene, asked: number): Promise<RefreshResult> {
  const result = await scene.refresh()
  expect(result).toMatchObject({ state: 'active', session: { id: scene.login.session.id } })
  expect(scene.asked()).toBe(asked)
  expect(scene.ended).toEqual([])
  return result
}

/** The session is over: the record, what the host was told, and for ever. */
export async function expectEnded(scene: RefreshScene, code: string): Promise<void> {
  expect(await scene.refresh()).toEqual({ state: 'ended', code })
  expect(scene.ended.map(({ id }) => id)).toEqual([scene.login.session.id])
  const stored = await scene.storage.sessions.get(scene.login.session.id)
  expect(stored?.endedAt).toBeDefined()
  const asked = scene.asked()
  expect(await scene.refresh()).toEqual({ state: 'ended', code: 'session_ended' })
  expect(scene.asked()).toBe(asked)
  expect(scene.ended).toHaveLength(1)
  const told = scene.events.filter(({ type }) => type === 'session.ended')
  expect(told).toMatchObject([{ sessionId: scene.login.session.id, code }])
}

/** Further servers of the same host: they share its storage and nothing else. */
export function serversOf(
  scene: RefreshScene,
  count: number,
  fetch: typeof globalThis.fetch,
  network: NetworkPolicy = {},
): Sso[] {
  return Array.from({ length: count }, () =>
    createSso({
      ...{ baseUrl, secrets: [secretA], providers: [oidc()], storage: scene.storage },
      ...{ clock: scene.clock, accounts: scene.accounts, fetch, network },
      roles: {
        catalogue: [
          { id: 'admin', label: 'Admin' },
          { id: 'reader', label: 'Reader' },
        ],
      },
      onSessionsEnd: (sessions) => void scene.ended.push(...sessions),
    }),
  )
}

/** A provider that takes its time, and what happens meanwhile. */
export const slow =
  (scene: RefreshScene, meanwhile: () => Promise<unknown>): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await scene.idp.fetch(input, init)
    const isRefresh = String(init?.body).includes('grant_type=refresh_token')
    if (isRefresh) await meanwhile()
    return response
  }

export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
