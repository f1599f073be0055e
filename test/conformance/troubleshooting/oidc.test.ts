import { describe } from 'vitest'
import { type ConnectionInput, type SsoConfig, systemActor } from '../../../src/index.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { createScene, type Scene, type SceneOptions, signIn } from '../oidc/scene.ts'
import { oidcCases } from './cases-oidc.ts'
import { checked, failure, type Finding, itRecognises, refusing } from './findings.ts'

const okta = 'https://acme.okta.com'
const server = `${okta}/oauth2/aus1`
const microsoft = 'https://login.microsoftonline.com'
const contoso = '11111111-aaaa-4333-8444-555555555555'
const fabrikam = '22222222-bbbb-4333-8444-555555555555'

/** A connection to the mock provider that was live before something went wrong. */
const scene = (profile = 'okta', options: SceneOptions = {}) =>
  createScene({
    ...options,
    provider: { ...(profile === 'okta' ? { issuer: server } : {}), ...options.provider },
    input: { profile, ...options.input },
  })

/** What the check of an edit finds. */
async function edited(
  { sso, connectionId }: Scene,
  change: ConnectionInput,
  name: string,
): Promise<readonly Finding[]> {
  await sso.connections.update(connectionId, change, { actor: systemActor })
  return [await checked({ sso, connectionId }, name)]
}

/** The provider refuses the sign-in in these words. */
const refused = (error: string, description: string) => async () => [
  await failure(signIn(await scene(), { change: refusing(error, description) })),
]

/** The token endpoint refuses the client in these words. */
const clientRefused = (profile: string, error: string, description: string) => async () => {
  const idp = createMockOidcProvider({ algorithm: 'ES256', issuer: server })
  const fetch: MockOidcProvider['fetch'] = async (input, init) =>
    String(input).endsWith('/token')
      ? Response.json({ error, error_description: description }, { status: 401 })
      : idp.fetch(input, init)
  return [await checked(await scene(profile, { idp: { ...idp, fetch } }), 'client_credentials')]
}

/** The discovery document as the provider publishes it, with something changed. */
const documented = async (profile: string, name: string, change: object) => {
  let changes = {}
  const idp = createMockOidcProvider({ algorithm: 'ES256', issuer: server })
  const fetch: MockOidcProvider['fetch'] = async (input, init) => {
    const response = await idp.fetch(input, init)
    if (!String(input).includes('openid-configuration')) return response
    return Response.json({ ...((await response.json()) as object), ...changes })
  }
  const changed = await scene(profile, { idp: { ...idp, fetch } })
  changes = change
  return [await checked(changed, name)]
}

/** A product whose roles come from groups. */
const withRoles = (options: SceneOptions = {}) =>
  scene('okta', {
    ...options,
    config: {
      roles: { catalogue: [{ id: 'admin', label: 'Admin' }] },
      ...options.config,
    } as Partial<SsoConfig>,
    input: {
      profile: 'okta',
      claims: { groups: 'groups' },
      access: {
        roles: {
          groupsByRole: { admin: ['staff'] },
          ...{ sync: 'replace', unmapped: 'refuse' },
        },
      },
      ...options.input,
    },
  })

const ann = { sub: 'ann', email: 'ann@example.com', email_verified: true }

describe('an OpenID Connect connection that does not work', () => {
  itRecognises(oidcCases, {
    async 'issuer-mistyped'() {
      const broken = await scene('generic')
      broken.idp.tamper('discovery_404')
      return [await checked(broken, 'discovery')]
    },
    async 'issuer-slash'() {
      const broken = await scene('generic')
      const issuer = `${broken.idp.issuer}/`
      return edited(broken, { settings: { issuer }, secrets: broken.idp.secrets }, 'issuer')
    },
    'issuer-dynamic': () =>
      documented('okta', 'issuer', { issuer: 'https://login.acme.example/oauth2/aus2' }),
    async 'issuer-dynamic-token'() {
      const broken = await scene()
      broken.idp.tamper('wrong_issuer')
      return [await failure(signIn(broken))]
    },
    async 'okta-default-server-missing'() {
      const issuer = `${okta}/oauth2/default`
      const broken = await scene('okta', { provider: { issuer } })
      broken.idp.tamper('discovery_404')
      return [await checked(broken, 'discovery')]
    },
    async 'okta-default-server-used'() {
      const issuer = `${okta}/oauth2/default`
      return [await checked(await scene('okta', { provider: { issuer } }), 'authorization_server')]
    },
    async 'keys-of-another-server'() {
      const broken = await scene()
      broken.idp.rotateKeys()
      broken.idp.tamper('unknown_kid')
      return [await failure(signIn(broken))]
    },
    async 'token-endpoint-is-a-page'() {
      const broken = await scene()
      broken.idp.tamper('token_html')
      return [await checked(broken, 'token_endpoint')]
    },

    async 'secret-mistyped'() {
      return edited(await scene(), { secrets: { clientSecret: 'x' } }, 'client_credentials')
    },
    async 'client-id-wrong'() {
      const change = { settings: { clientId: 'x' }, secrets: { clientSecret: 'secret-1' } }
      const findings = ['okta', 'keycloak'].map(async (profile) =>
        edited(await scene(profile), change, 'client_credentials'),
      )
      return (await Promise.all(findings)).flat()
    },
    'entra-secret-expired': clientRefused(
      ...(['entra', 'invalid_client'] as const),
      'AADSTS7000222: The provided client secret keys are expired.',
    ),
    'entra-secret-id': clientRefused(
      ...(['entra', 'invalid_client'] as const),
      'AADSTS7000215: Invalid client secret provided.',
    ),
    'authentication-method': () =>
      documented('okta', 'client_authentication', {
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      }),
    async 'redirect-uri-unknown'() {
      const redirectUris = ['https://app.example.com/other']
      return [await checked(await scene('okta', { provider: { redirectUris } }), 'redirect_uri')]
    },
    'grant-type-missing': clientRefused(
      ...(['okta', 'unauthorized_client'] as const),
      'The client is not authorized to use the provided grant type.',
    ),
    'response-type-closed': () =>
      documented('keycloak', 'response_type', { response_types_supported: ['id_token'] }),
    'pkce-not-allowed': () =>
      documented('okta', 'pkce', { code_challenge_methods_supported: undefined }),
    'okta-dpop': clientRefused(
      ...(['okta', 'invalid_dpop_proof'] as const),
      'The DPoP proof JWT header is missing.',
    ),
    'entra-spa-platform': refused(
      'invalid_request',
      'AADSTS9002325: Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
    ),

    'user-not-assigned': refused(
      'access_denied',
      'User is not assigned to the client application.',
    ),
    'okta-access-policy': refused(
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ),
    'entra-conditional-access': refused(
      'access_denied',
      'AADSTS53003: Access has been blocked by Conditional Access policies.',
    ),
    'entra-consent': refused(
      'consent_required',
      'AADSTS65001: The user or administrator has not consented to use the application.',
    ),
    async 'entra-wrong-tenant'() {
      const issuer = `${microsoft}/${contoso}/v2.0`
      const idp = createMockOidcProvider({ algorithm: 'ES256', issuer })
      let isGone = false
      const fetch: MockOidcProvider['fetch'] = async (...args) =>
        isGone
          ? // As Entra answers for a tenant that it does not know.
            Response.json({ error: 'invalid_tenant', error_codes: [90002] }, { status: 400 })
          : idp.fetch(...args)
      const broken = await scene('entra', { idp: { ...idp, fetch } })
      isGone = true
      return [await checked(broken, 'discovery')]
    },
    async 'tenant-not-listed'() {
      const issuer = `${microsoft}/{tenantid}/v2.0`
      const people = [{ ...ann, tid: fabrikam }]
      const settings = { allowedTenants: [contoso] }
      const broken = await scene('entra', { provider: { issuer, people }, settings })
      return [await failure(signIn(broken))]
    },
    async 'google-hd-missing'() {
      const issuer = 'https://accounts.google.com'
      const settings = { allowedTenants: ['acme.example'] }
      const provider = { issuer, people: [ann] }
      return [await failure(signIn(await scene('google', { provider, settings })))]
    },

    async 'audience-wrong'() {
      const broken = await scene()
      broken.idp.tamper('wrong_audience')
      return [await failure(signIn(broken))]
    },
    async 'id-token-algorithm'() {
      const broken = await scene('generic')
      const settings = { allowedAlgorithms: ['RS256'] }
      const [found] = await edited(broken, { settings }, 'id_token_algorithm')
      return found ? [found] : []
    },
    async 'id-token-encrypted'() {
      const broken = await scene()
      broken.idp.tamper('encrypted_id_token')
      return [await failure(signIn(broken))]
    },
    'scope-rejected': refused(
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ),
    async 'groups-missing'() {
      return [await failure(signIn(await withRoles(), { person: ann }))]
    },
    async 'groups-in-userinfo'() {
      const settings = { userinfo: 'never' }
      return [await failure(signIn(await withRoles({ provider: { isThin: true }, settings })))]
    },
    async 'groups-on-another-scope'() {
      const limited = await withRoles({ settings: { scopes: ['openid', 'email'] } })
      // The provider adds the claim where the scope `groups` is asked for.
      const start = await limited.sso.startLogin({ connectionId: limited.connectionId })
      const isAsked = new URL(start.url).searchParams.get('scope')?.split(' ').includes('groups')
      const person = { ...ann, ...(isAsked ? { groups: ['staff'] } : {}) }
      return [await failure(signIn(limited, { person }))]
    },
    async 'entra-overage'() {
      const broken = await withRoles()
      broken.idp.tamper('groups_overage')
      return [await failure(signIn(broken))]
    },
    async 'claim-missing'() {
      const claims = { email: 'login_email', require: ['login_email'] }
      return [await failure(signIn(await scene('okta', { input: { claims } })))]
    },
  })
})
