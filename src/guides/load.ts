import type { Guide, GuideProtocol } from './guide.ts'

type Loader = () => Promise<Guide>

/** Each guide is loaded when it is asked for, so that nobody pays for the other protocol. */
const loaders: ReadonlyMap<string, Loader> = new Map<string, Loader>([
  ['okta-oidc', async () => (await import('./okta/oidc.ts')).oktaOidc],
  ['okta-saml', async () => (await import('./okta/saml.ts')).oktaSaml],
  ['entra-oidc', async () => (await import('./entra/oidc.ts')).entraOidc],
  ['entra-saml', async () => (await import('./entra/saml.ts')).entraSaml],
  ['google-oidc', async () => (await import('./google/oidc.ts')).googleOidc],
  ['google-saml', async () => (await import('./google/saml.ts')).googleSaml],
  ['keycloak-oidc', async () => (await import('./keycloak/oidc.ts')).keycloakOidc],
  ['keycloak-saml', async () => (await import('./keycloak/saml.ts')).keycloakSaml],
])

/** The ids of all guides. */
export const guideIds: readonly string[] = [...loaders.keys(), 'generic-oidc', 'generic-saml']

/**
 * Loads the guide for one identity provider; profiles without a guide of their own get the generic
 * one.
 *
 * @param profile of the connection, for example `okta`
 * @param protocol of the connection
 * @returns the guide in all its languages; only this one is loaded
 * @example
 * ```ts
 * import { loadGuide } from 'ssokit/guides'
 *
 * const guide = await loadGuide('okta', 'saml')
 * console.log(guide.options) // what can be told besides
 * ```
 */
export async function loadGuide(profile: string, protocol: GuideProtocol): Promise<Guide> {
  const load = loaders.get(`${profile}-${protocol}`)
  if (load) return load()
  return protocol === 'oidc'
    ? (await import('./generic/oidc.ts')).genericOidc
    : (await import('./generic/saml.ts')).genericSaml
}
