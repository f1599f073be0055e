import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SsoSession } from '../../src/index.ts'
import { asSystem, cookiesOf } from '../support/harness.ts'
import { requestToSend } from '../support/hosts/protocol.ts'
import { openSharedStore, type SharedStore } from '../support/hosts/shared-store.ts'
import { openAccess } from '../support/hosts/settings.ts'

const REFRESHES = 100
/** How long the provider takes. */
const ANSWER_MILLISECONDS = 500

describe.each(['PostgreSQL', 'SQLite and Redis'] as const)(
  'four processes that refresh one session on %s',
  (name) => {
    let store: SharedStore
    let session: SsoSession

    beforeAll(async () => {
      store = await openSharedStore(name)
      const { sso, oidc } = store.scene
      const { id } = await sso.connections.create(
        {
          ...{ organizationId: 'org_refresh', protocol: 'oidc', access: openAccess },
          settings: { ...oidc.idp.settings, scopes: ['openid', 'email', 'offline_access'] },
          secrets: oidc.idp.secrets,
        },
        asSystem,
      )
      await sso.connections.activate(id, asSystem)
      const start = await sso.startLogin({ connectionId: id })
      const answer = await oidc.idp.authorize(start.url)
      const request = answer.toRequest(cookiesOf(start).join('; '))
      await store.hosts.processes[0]?.submit(await requestToSend(request), 1)
      const [login] = (await store.news()).logins
      if (!login) throw new Error('Nobody was signed in.')
      session = login.session
      // So that no process comes too late to be among the parallel ones.
      const { fetch } = oidc.idp
      const slowly: typeof fetch = async (...args) => {
        await new Promise((resolve) => setTimeout(resolve, ANSWER_MILLISECONDS))
        return fetch(...args)
      }
      Object.assign(oidc.idp, { fetch: slowly })
    })

    afterAll(async () => {
      await store?.close()
    })

    const refreshEverywhere = async () => {
      const { processes } = store.hosts
      const share = REFRESHES / processes.length
      return (await Promise.all(processes.map((host) => host.refresh(session, share)))).flat()
    }

    const tokenRequests = () => {
      const { requests } = store.scene.oidc.idp
      return requests.filter(({ url }) => new URL(url).pathname === '/token').length
    }

    it('CL-4 100 refreshes at once are one request to the provider, time after time', async () => {
      // Every process has loaded what it needs.
      await refreshEverywhere()
      for (let round = 0; round < 3; round++) {
        store.scene.oidc.idp.resetRequests()
        const results = await refreshEverywhere()
        expect(results).toHaveLength(REFRESHES)
        expect(new Set(results.map(({ state, code }) => code ?? state))).toEqual(
          new Set(['active']),
        )
        expect(tokenRequests()).toBe(1)
      }
    })

    it('CL-4 are all told that the session is over, and the host ends it once', async () => {
      store.scene.oidc.idp.revokeGrants('ann')
      store.scene.oidc.idp.resetRequests()
      const results = await refreshEverywhere()
      expect(new Set(results.map(({ state }) => state))).toEqual(new Set(['ended']))
      expect(tokenRequests()).toBe(1)
      const { events } = await store.news()
      expect(events.filter(({ type }) => type === 'session.ended')).toHaveLength(1)
    })
  },
)
