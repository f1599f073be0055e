import { createSso, type Sso, type SsoConfig, type SsoStorage } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { saml, samlUrls } from '../../../src/saml/index.ts'
import { createMockOidcProvider, type MockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { createMockSamlIdp, type MockSamlIdp } from '../../../src/testing/saml/index.ts'
import { asSystem, cookiesOf } from '../harness.ts'
import { hostSettings, openAccess } from './settings.ts'

/** Two organisations with a provider each, by the system's clock as in life. */
export interface HostScene {
  readonly sso: Sso
  readonly oidc: { readonly idp: MockOidcProvider; readonly connectionId: string }
  readonly saml: { readonly idp: MockSamlIdp; readonly connectionId: string }
  /** A provider's answer, with the cookie of the browser that had asked. */
  oidcAnswer(person?: string): Promise<Request>
  samlAnswer(): Promise<Request>
  /** That nobody had asked for. */
  unsolicitedAnswer(): Request
}

type NewConnection = Parameters<Sso['connections']['create']>[0]

const oidcIssuer = 'https://oidc.example.com'

export async function createHostScene(
  storage: SsoStorage,
  config: Partial<SsoConfig> = {},
): Promise<HostScene> {
  const openId = createMockOidcProvider({ issuer: oidcIssuer, algorithm: 'ES256' })
  const samlIdp = createMockSamlIdp()
  const sso = createSso({
    ...hostSettings,
    providers: [oidc(), saml()],
    storage,
    fetch: openId.fetch,
    onLogin: () => {},
    ...config,
  })
  const connect = async (input: NewConnection): Promise<string> => {
    const { id } = await sso.connections.create({ ...input, access: openAccess }, asSystem)
    await sso.connections.activate(id, asSystem)
    return id
  }
  const { settings, secrets } = openId
  const ofOidc = await connect({
    organizationId: 'org_oidc',
    ...{ protocol: 'oidc', settings, secrets },
  })
  const ofSaml = await connect({
    organizationId: 'org_saml',
    protocol: 'saml',
    settings: { ...samlIdp.settings, idpInitiated: 'accept' },
    claims: { email: 'email' },
  })
  const { spEntityId, acsUrl } = samlUrls({
    baseUrl: hostSettings.baseUrl,
    connectionId: ofSaml,
  })
  return {
    sso,
    oidc: { idp: openId, connectionId: ofOidc },
    saml: { idp: samlIdp, connectionId: ofSaml },
    async oidcAnswer(person) {
      const start = await sso.startLogin({ connectionId: ofOidc })
      const claims = person && {
        sub: person,
        email: `${person}@acme.example`,
        email_verified: true,
      }
      const answer = await openId.authorize(start.url, claims || undefined)
      return answer.toRequest(cookiesOf(start).join('; '))
    },
    async samlAnswer() {
      const start = await sso.startLogin({ connectionId: ofSaml })
      return samlIdp.respondTo(start).toRequest(cookiesOf(start).join('; '))
    },
    unsolicitedAnswer: () =>
      samlIdp.start({ serviceProvider: { entityId: spEntityId, acsUrl } }).toRequest(),
  }
}
