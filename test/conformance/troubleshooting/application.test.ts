import dns from 'node:dns'
import { afterEach, describe, expect, vi } from 'vitest'
import { type AccountDirectory, type Sso, systemActor } from '../../../src/index.ts'
import { memoryAccounts } from '../../../src/testing/accounts/index.ts'
import { fixedClock } from '../../../src/testing/clock.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { cookiesOf, createHarness, secretB } from '../../support/harness.ts'
import { createHost, createScene, signIn } from '../oidc/scene.ts'
import { createScene as createSamlScene } from '../saml/scene.ts'
import { applicationCases } from './cases-application.ts'
import { checked, failure, itRecognises, refusal } from './findings.ts'

const actor = { actor: systemActor }
const draft = { organizationId: 'org_1', protocol: 'oidc' }
const HOUR_SECONDS = 3600

/** Live, and its draft names another identity provider. */
async function movedSamlConnection(accounts: AccountDirectory) {
  const scene = await createSamlScene({ config: { accounts } })
  const { sso, connectionId, clock } = scene
  expect(await checkNames(sso, connectionId)).not.toContain('linked_accounts')
  clock.advance(60)
  const settings = { idpEntityId: 'https://other.example/idp' }
  await sso.connections.update(connectionId, { settings }, actor)
  return scene
}

async function checkNames(sso: Sso, connectionId: string): Promise<readonly string[]> {
  const { checks } = await sso.connections.check(connectionId, actor)
  return checks.map(({ name }) => name)
}

afterEach(() => void vi.restoreAllMocks())

describe('an application or network that keeps people out', () => {
  itRecognises(applicationCases, {
    'base-url-http': async () => [
      await refusal((async () => createHarness({ baseUrl: 'http://app.example.com' }))()),
    ],
    async 'base-url-loopback'() {
      const scene = await createSamlScene({ config: { baseUrl: 'http://localhost:3000' } })
      return [await checked(scene, 'acs_url')]
    },
    async 'cookies-blocked'() {
      const headers = { cookie: 'theme=dark' }
      const change = ({ url }: { url: string }) => new Request(url, { headers })
      return [await failure(signIn(await createScene(), { change }))]
    },
    async 'sign-in-took-too-long'() {
      const scene = await createScene()
      const meanwhile = () => scene.clock.advance(601)
      return [await failure(signIn(scene, { meanwhile }))]
    },
    async 'answer-sent-twice'() {
      const scene = await createScene()
      const { connectionId, sso, idp } = scene
      const start = await sso.startLogin({ connectionId })
      const answer = await idp.authorize(start.url)
      const send = () => sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
      await send()
      const response = await send()
      return [await failure(Promise.resolve({ response, error: scene.errors.at(-1), host: scene }))]
    },
    async 'redirect-uri-of-another-connection'() {
      const scene = await createScene()
      const host = { ...scene, connect: undefined }
      const { id } = await scene.sso.connections.create(
        { ...draft, settings: scene.idp.settings, secrets: scene.idp.secrets },
        actor,
      )
      await scene.sso.connections.activate(id, actor)
      const change = ({ url }: { url: string }) => new Request(url.replace(scene.connectionId, id))
      return [await failure(signIn(host, { change }))]
    },
    async 'clock-of-this-server'() {
      const fast = fixedClock()
      fast.advance(HOUR_SECONDS)
      const scene = await createScene({ provider: { clock: fast } })
      return [await checked(scene, 'clock'), await failure(signIn(scene))]
    },
    async 'provider-on-premises'() {
      const { sso } = createHost(undefined, fixedClock())
      const literal = { issuer: 'https://10.0.0.5' }
      const refused = await refusal(sso.connections.create({ ...draft, settings: literal }, actor))
      // A name that is public, and whose address is not.
      const lookup = (_host: string, _options: object, answer: (...args: unknown[]) => void) =>
        answer(null, [{ address: '10.0.0.5', family: 4 }])
      vi.spyOn(dns, 'lookup').mockImplementation(lookup as never)
      const settings = { issuer: 'https://idp.corp.example.com', clientId: 'c' }
      const secrets = { clientSecret: 's' }
      const { id } = await sso.connections.create({ ...draft, settings, secrets }, actor)
      return [refused, await checked({ sso, connectionId: id }, 'discovery')]
    },
    async 'provider-unreachable'() {
      const idp = createMockOidcProvider({ algorithm: 'ES256' })
      let isDown = false
      const fetch: MockOidcProvider['fetch'] = (...args) =>
        isDown ? Promise.reject(new TypeError('fetch failed')) : idp.fetch(...args)
      const scene = await createScene({ idp: { ...idp, fetch } })
      isDown = true
      return [await checked(scene, 'discovery')]
    },
    async 'shared-callback'() {
      const idp = createMockOidcProvider({ algorithm: 'ES256' })
      const paths = { callback: '/sso/callback' }
      const { sso } = createHost(idp.fetch, fixedClock(), { paths })
      const { settings, secrets } = idp
      const { id } = await sso.connections.create({ ...draft, settings, secrets }, actor)
      return [await checked({ sso, connectionId: id }, 'issuer_in_answers')]
    },
    async 'secrets-lost'() {
      const scene = await createScene()
      const { storage, clock, idp, connectionId } = scene
      const restarted = createHost(idp.fetch, clock, { storage, secrets: [secretB] })
      return [await failure(signIn({ ...restarted, idp, connectionId }))]
    },
    async 'another-issuer'() {
      const accounts = memoryAccounts({ scope: 'organization' })
      const { sso, connectionId, clock } = await createScene({ config: { accounts } })
      expect(await checkNames(sso, connectionId)).not.toContain('linked_accounts')
      clock.advance(60)
      const settings = { issuer: 'https://other.okta.com' }
      const secrets = { clientSecret: 's'.repeat(32) }
      await sso.connections.update(connectionId, { settings, secrets }, actor)
      return [
        await checked({ sso, connectionId }, 'linked_accounts'),
        await checked(await movedSamlConnection(accounts), 'linked_accounts'),
      ]
    },
    async 'check-throttled'() {
      const { sso, connectionId } = await createScene()
      await sso.connections.check(connectionId, actor)
      return [await refusal(sso.connections.check(connectionId, actor))]
    },
  })
})
