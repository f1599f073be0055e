import { describe, expect, it } from 'vitest'
import { type OidcSettings, type SsoError, systemActor } from '../../../src/index.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { createScene, expectSignedIn, type Scene, type SceneOptions } from '../oidc/scene.ts'

const actor = { actor: systemActor }

/** A host that validates on save, as Coder does, with a live connection. */
const validating = (options: SceneOptions = {}) =>
  createScene({ ...options, config: { activation: { requires: ['check'] }, ...options.config } })

/** What the button “Save Preferences” does. */
async function save({ sso, connectionId, clock }: Scene, change: object): Promise<void> {
  // The check of the last save is more than a minute ago.
  clock.advance(60)
  await sso.connections.update(connectionId, change, actor)
  await sso.connections.activate(connectionId, actor)
}

const refusalOf = (saving: Promise<void>): Promise<SsoError | undefined> =>
  saving.then(
    () => undefined,
    (error: SsoError) => error,
  )

const liveIssuer = async ({ sso, connectionId }: Scene) =>
  ((await sso.connections.get(connectionId, actor)).live?.settings as OidcSettings | undefined)
    ?.issuer

describe('CO-7 save with validation', () => {
  it.each([
    [
      'a mistyped secret',
      { secrets: { clientSecret: 'mistyped' } },
      { path: 'check.client_credentials', code: 'oidc_client_rejected' },
    ],
    [
      'an issuer that is not there',
      { settings: { issuer: 'https://nowhere.example.com' }, secrets: { clientSecret: 'x' } },
      { path: 'check.discovery', code: 'network_failed' },
    ],
    [
      'an issuer with a slash too many',
      { settings: { issuer: 'https://idp.example.com/' }, secrets: { clientSecret: 'x' } },
      { path: 'check.issuer', code: 'oidc_issuer_mismatch' },
    ],
    [
      'an algorithm that the provider does not use',
      { settings: { allowedAlgorithms: ['PS512'] } },
      { path: 'check.id_token_algorithm', code: 'oidc_id_token_algorithm_refused' },
    ],
    [
      'nothing in place of the secret',
      { secrets: { clientSecret: null } },
      { path: 'secrets.clientSecret', code: 'connection_value_missing' },
    ],
  ])('CO-7 fails for %s, and the old configuration stays live', async (_what, change, issue) => {
    const scene = await validating()
    const before = await scene.sso.connections.get(scene.connectionId, actor)
    const error = await refusalOf(save(scene, change))
    expect(error?.code).toBe('connection_not_ready')
    expect(error?.issues).toContainEqual(expect.objectContaining(issue))
    for (const { hint } of error?.issues ?? []) expect(hint).not.toBe('')
    const after = await scene.sso.connections.get(scene.connectionId, actor)
    expect(after.live).toEqual(before.live)
    expect(after.status).toBe('active')
    await expectSignedIn(scene)
  })

  it('CO-7 says everything that the check found, in the same words', async () => {
    const scene = await validating()
    const error = await refusalOf(save(scene, { secrets: { clientSecret: 'mistyped' } }))
    const { check } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(check?.status).toBe('fail')
    const checks = (check?.report?.checks ?? []) as { status: string; hint?: string }[]
    const failed = checks.filter(({ status }) => status === 'fail')
    expect(error?.issues?.map(({ hint }) => hint)).toEqual(failed.map(({ hint }) => hint))
  })

  it('CO-7 is not kept from saving by what only could be better', async () => {
    const scene = await validating()
    await save(scene, { settings: { scopes: ['openid', 'email', 'unlisted'] } })
    const { check } = await scene.sso.connections.get(scene.connectionId, actor)
    expect(check?.status).toBe('warn')
    await expectSignedIn(scene)
  })
})

describe('CO-8 after a successful save', () => {
  it('CO-8 the next sign-in goes to the new provider, without a restart', async () => {
    const scene = await validating()
    const other = createMockOidcProvider({
      ...{ issuer: 'https://sso.example.com', clientId: 'client-2', clientSecret: 'secret-2' },
      ...{ clock: scene.clock, algorithm: 'ES256' },
    })
    const both: typeof fetch = (input, init) =>
      String(input).startsWith(other.issuer)
        ? other.fetch(input, init)
        : scene.idp.fetch(input, init)
    const changed = await validating({ idp: scene.idp, config: { fetch: both } })
    expect(await liveIssuer(changed)).toBe(scene.idp.issuer)
    await save(changed, { settings: other.settings, secrets: other.secrets })
    expect(await liveIssuer(changed)).toBe(other.issuer)
    const login = await expectSignedIn({ ...changed, idp: other })
    expect(login.identity.issuer).toBe(other.issuer)
  })

  it('CO-8 a new secret is used at once', async () => {
    const scene = await validating()
    const moved = createMockOidcProvider({
      ...{ clock: scene.clock, algorithm: 'ES256', clientSecret: 'rotated' },
    })
    let provider = scene.idp
    const fetch: typeof globalThis.fetch = (...args) => provider.fetch(...args)
    const changed = await validating({ idp: scene.idp, config: { fetch } })
    provider = moved
    await save(changed, { secrets: { clientSecret: 'rotated' } })
    await expectSignedIn({ ...changed, idp: moved })
  })
})

describe('CO-10 what a form shows as an example', () => {
  it.each(['<my-company>.okta.com', 'https://<my-company>.okta.com', '{yourOktaDomain}'])(
    'CO-10 is not taken for an address when it is entered as it stands: %s',
    async (domain) => {
      const { sso } = await createScene()
      const input = { organizationId: 'org_1', protocol: 'oidc', profile: 'okta' }
      const error = await refusalOf(
        sso.connections
          .create({ ...input, settings: { entered: { domain } } }, actor)
          .then(() => {}),
      )
      expect(error?.code).toBe('connection_invalid')
      expect(error?.issues?.[0]?.path).toBe('settings.entered.domain')
      expect(error?.issues?.[0]?.hint).toContain('https://acme.okta.com')
    },
  )
})
