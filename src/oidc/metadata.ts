import type { AuthorizationServer } from 'oauth4webapi'
import { printable, SsoError, type SsoIssue } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** What is kept of a discovery document; everything else in it is ignored. */
const keptMembers = {
  issuer: 'text',
  authorization_endpoint: 'text',
  token_endpoint: 'text',
  userinfo_endpoint: 'text',
  jwks_uri: 'text',
  end_session_endpoint: 'text',
  authorization_response_iss_parameter_supported: 'flag',
  response_types_supported: 'list',
  response_modes_supported: 'list',
  scopes_supported: 'list',
  token_endpoint_auth_methods_supported: 'list',
  id_token_signing_alg_values_supported: 'list',
  code_challenge_methods_supported: 'list',
} as const

const requiredEndpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
const optionalEndpoints = ['userinfo_endpoint', 'end_session_endpoint'] as const

/** The stored copy of what a provider publishes: metadata and keys together. */
export interface OidcTrust {
  readonly metadata: AuthorizationServer & { readonly issuer: string }
  readonly jwks: { readonly keys: readonly JsonObject[] }
}

/**
 * Reads a discovery document: exact issuer (rule O1), own members only, endpoints that may be called.
 * Endpoints entered by hand win over published ones.
 *
 * @throws {SsoError} `oidc_issuer_mismatch`, `oidc_metadata_invalid`
 */
export function readMetadata(
  document: JsonObject,
  settings: Pick<OidcSettings, 'issuer' | 'endpoints'>,
  isAllowedUrl: (url: string) => boolean,
): OidcTrust['metadata'] {
  const kept: Record<string, JsonValue> = {}
  for (const [name, type] of Object.entries(keptMembers)) {
    const value = Object.hasOwn(document, name) ? document[name] : undefined
    if (value !== undefined && value !== null && hasType(value, type)) kept[name] = value
  }
  if (kept.issuer !== settings.issuer) {
    throw new SsoError('oidc_issuer_mismatch', {
      detail: { expected: settings.issuer, received: printable(String(kept.issuer)) },
    })
  }
  const { authorization, token, userinfo, jwks, endSession } = settings.endpoints ?? {}
  const entered = {
    authorization_endpoint: authorization,
    token_endpoint: token,
    userinfo_endpoint: userinfo,
    jwks_uri: jwks,
    end_session_endpoint: endSession,
  }
  for (const [name, url] of Object.entries(entered)) if (url !== undefined) kept[name] = url
  for (const name of requiredEndpoints) {
    const url = kept[name]
    if (typeof url !== 'string' || !isAllowedUrl(url)) {
      throw new SsoError('oidc_metadata_invalid', {
        message: `The discovery document’s ${name} is missing or may not be called.`,
        detail: { member: name },
      })
    }
  }
  for (const name of optionalEndpoints) {
    const url = kept[name]
    if (url !== undefined && !isAllowedUrl(String(url))) delete kept[name]
  }
  return kept as unknown as OidcTrust['metadata']
}

function hasType(value: JsonValue, type: 'text' | 'flag' | 'list'): boolean {
  if (type === 'list') {
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
  }
  return typeof value === (type === 'text' ? 'string' : 'boolean')
}

/** Issuers at which anybody has an account: they say nothing about an organisation (rule O5). */
const sharedIssuers = [
  'https://accounts.google.com',
  'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
]

/** What keeps a connection with this provider from being used. Pure. */
export function trustIssues(
  { metadata }: OidcTrust,
  host: { hasSharedCallback: boolean; acceptsMixUpRisk: boolean },
): SsoIssue[] {
  const isAtRisk = host.hasSharedCallback && !host.acceptsMixUpRisk
  return [...sharedIssuerIssues(metadata.issuer), ...(isAtRisk ? mixUpIssues(metadata) : [])]
}

function sharedIssuerIssues(issuer: string): SsoIssue[] {
  if (!sharedIssuers.includes(issuer)) return []
  return [
    {
      path: 'settings.issuer',
      code: 'oidc_issuer_shared',
      message: 'Anybody can have an account at this issuer, so it proves no organisation.',
      hint: 'Use the issuer of the organisation’s own tenant.',
    },
  ]
}

/** Domains on which one vendor runs its customers' tenants, each on a host of its own. */
const vendorDomains = ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com']

/**
 * Rule O2: where one callback serves several connections, an attacker's tenant can relay the code of
 * a victim's tenant unless every answer names its issuer, or the tenant's issuer and endpoints lie on
 * one host of a vendor who lets no customer choose them.
 */
function mixUpIssues(metadata: OidcTrust['metadata']): SsoIssue[] {
  if (metadata.authorization_response_iss_parameter_supported === true) return []
  const { issuer, authorization_endpoint, token_endpoint } = metadata
  const urls = [issuer, authorization_endpoint ?? '', token_endpoint ?? ''].map((url) =>
    URL.canParse(url) ? new URL(url) : undefined,
  )
  const [first] = urls
  const isOneOrigin = urls.every((url) => url !== undefined && url.origin === first?.origin)
  const isVendor = vendorDomains.some((domain) => first?.hostname.endsWith(`.${domain}`))
  if (isOneOrigin && isVendor && first?.protocol === 'https:') return []
  return [
    {
      path: 'settings.issuer',
      code: 'oidc_mix_up_possible',
      message:
        'The callback address is shared by several connections, and this provider’s answers do not name their issuer.',
      hint: 'Put {connectionId} into `paths.callback`, or use a provider that sends `iss` (RFC 9207).',
    },
  ]
}
