import { lazy } from '../core/lazy.ts'
import type { SamlEndpoint } from '../types/connection.ts'
import type { SsoPathKey } from '../types/paths.ts'
import type {
  InboundMessage,
  LogoutRecognition,
  ProviderRoute,
  Recognition,
  SsoProvider,
} from '../types/provider.ts'
import { samlClaimsOf } from './attribute-names.ts'
import { readKeyPairs } from './key-pairs.ts'
import type { SamlKeyPair } from './keys.ts'
import { requestNamed } from './named-request.ts'
import { publishedKeyIssues } from './published-keys.ts'
import { samlSettingsOf, validateSamlSettings } from './settings.ts'
import { spMetadataOf } from './sp-metadata.ts'
import { lastCertificateEnd, loadSamlTrust, remindOfSamlTrust } from './trust.ts'
import { samlUrlsOf } from './urls.ts'

/** Both ways are needed only when somebody signs in. */
const loginPart = lazy(() => import('./login.ts'))
const logoutPart = lazy(() => import('./logout.ts'))

const routes: readonly ProviderRoute[] = [
  { key: 'acs', methods: ['POST'], serves: 'answers' },
  { key: 'metadata', methods: ['GET'], serves: 'document' },
  { key: 'slo', methods: ['GET', 'POST'], serves: 'logout' },
]

/** How long an identity provider may keep our metadata. */
const METADATA_SECONDS = 3600

/** The handle that we send as RelayState: 256 bits of base64url. */
const handlePattern = /^[\w-]{43}$/

/** What only the host has. */
export interface SamlOptions {
  /**
   * Our key pairs: for signed requests and for encrypted assertions. None are needed where identity
   * providers ask for neither. RSA only.
   */
  readonly keys?: readonly SamlKeyPair[]
}

/**
 * The SAML 2.0 service provider: web browser SSO profile, answers by POST, every answer signed.
 *
 * @param options our keys; without them requests are not signed and nothing can be decrypted
 * @returns a provider for `createSso({ providers: [saml()] })`
 * @throws {SsoError} `config_invalid` for keys that are none
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf} section 4.1
 * @example
 * ```ts
 * import { saml } from 'ssokit/saml'
 *
 * const provider = saml({
 *   keys: [
 *     {
 *       privateKey: process.env.SAML_PRIVATE_KEY ?? '',
 *       certificate: process.env.SAML_CERTIFICATE ?? '',
 *     },
 *   ],
 * })
 * console.log(provider.protocol)
 * ```
 */
export function saml(options: SamlOptions = {}): SsoProvider {
  const keys = readKeyPairs(options.keys ?? [])
  return {
    protocol: 'saml',
    routes,
    answerParameters: ['SAMLResponse', 'RelayState'],
    secretFields: [],
    defaultClaims: samlClaimsOf,
    // Demos may use the keys of demos.
    configIssues: ({ isLoopback }) => (isLoopback ? [] : publishedKeyIssues(keys)),
    validateSettings: validateSamlSettings,
    async importSettings(input, context) {
      const { importSettings } = await import('./import-settings.ts')
      return importSettings(input, context)
    },
    secretBinding: () => null,

    trustBinding(settings) {
      const { idpEntityId, ssoEndpoints, acsUrl, spEntityId } = samlSettingsOf(settings)
      return {
        idpEntityId,
        ssoEndpoints: ssoEndpoints.map(({ binding, location }: SamlEndpoint) => [
          binding,
          location,
        ]),
        own: [acsUrl ?? null, spEntityId ?? null],
      }
    },

    // Nobody starts a SAML sign-in by naming an issuer.
    issuers: () => [],
    accountIssuer: (settings) => samlSettingsOf(settings).idpEntityId,

    async setupFields(context) {
      const { samlSetupFields } = await import('./setup-fields.ts')
      return samlSetupFields(context, new Set(routes.map(({ key }) => key)))
    },

    certificatesEndAt: lastCertificateEnd,
    loadTrust: loadSamlTrust,
    remind: remindOfSamlTrust,

    async check(context) {
      const { checkSaml } = await import('./check/check.ts')
      return checkSaml(context, keys)
    },

    async publish(_key, { revisions, urls }) {
      const body = spMetadataOf(revisions[0]?.settings ?? {}, samlUrlsOf(urls), keys)
      return {
        mediaType: 'application/samlmetadata+xml; charset=utf-8',
        body,
        maxAgeSeconds: METADATA_SECONDS,
      }
    },

    recognise,

    requestNamed,

    unsolicited(settings) {
      const { idpInitiated } = samlSettingsOf(settings)
      return idpInitiated === 'off' ? 'refuse' : idpInitiated
    },

    startLogin: async (context) => (await loginPart()).startLogin(context, keys),
    finishLogin: async (context) => (await loginPart()).finishLogin(context, keys),
    startLogout: async (context) => (await logoutPart()).startLogout(context, keys),
    finishLogout: async (context) => (await logoutPart()).finishLogout(context, keys),
    recogniseLogout,
    receiveLogout: async (context) => (await logoutPart()).receiveLogout(context, keys),
    loginSteps: async ({ profile }) => (await import('./login-steps.ts')).samlLoginSteps(profile),
  }
}

/** RelayState is ours where it looks like a handle; what else it may be is the sender's business. */
function recognise({ method, parameters }: InboundMessage): Recognition | undefined {
  if (method !== 'POST' || !parameters.has('SAMLResponse')) return undefined
  const relayState = parameters.get('RelayState') ?? ''
  return { kind: 'answer', handle: handlePattern.test(relayState) ? relayState : undefined }
}

/** A message that is both request and answer is neither (rule S23). */
function recogniseLogout(
  key: SsoPathKey,
  { parameters }: InboundMessage,
): LogoutRecognition | undefined {
  const isRequest = parameters.has('SAMLRequest')
  if (key !== 'slo' || isRequest === parameters.has('SAMLResponse')) return undefined
  if (isRequest) return { kind: 'request' }
  const relayState = parameters.get('RelayState') ?? ''
  return { kind: 'answer', handle: handlePattern.test(relayState) ? relayState : undefined }
}
