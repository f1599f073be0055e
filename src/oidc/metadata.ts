import type { AuthorizationServer } from 'oauth4webapi'
import type { SsoIssue } from '../errors.ts'
import type { OidcEndpoints, OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import { issuerMismatch } from './issuer-mismatch.ts'
import { areOnOneOrigin } from './servers.ts'
import { sharedIssuerIssues } from './tenants.ts'
import { vendorOfAddress } from './vendors/vendors.ts'
import { oidcError } from './error.ts'
import { bringsIdToken, responseModeOf, type ResponseSettings } from './response-type.ts'

/** What is kept of a discovery document; everything else in it is ignored. */
const keptMembers = {
  issuer: 'text',
  authorization_endpoint: 'text',
  token_endpoint: 'text',
  userinfo_endpoint: 'text',
  jwks_uri: 'text',
  end_session_endpoint: 'text',
  pushed_authorization_request_endpoint: 'text',
  require_pushed_authorization_requests: 'flag',
  authorization_response_iss_parameter_supported: 'flag',
  response_types_supported: 'list',
  response_modes_supported: 'list',
  scopes_supported: 'list',
  token_endpoint_auth_methods_supported: 'list',
  token_endpoint_auth_signing_alg_values_supported: 'list',
  id_token_signing_alg_values_supported: 'list',
  code_challenge_methods_supported: 'list',
} as const

const requiredEndpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
const optionalEndpoints = [
  ...(['userinfo_endpoint', 'end_session_endpoint'] as const),
  'pushed_authorization_request_endpoint',
] as const

/** What is known of a provider that publishes no document. */
export const enteredMembers: readonly string[] = [
  ...['issuer', ...requiredEndpoints],
  ...['userinfo_endpoint', 'end_session_endpoint'],
]

/** The stored copy of what a provider publishes: metadata and keys together. */
export interface OidcTrust {
  readonly metadata: AuthorizationServer & { readonly issuer: string }
  readonly jwks: { readonly keys: readonly JsonObject[] }
  /** Of what was entered when it was read. */
  readonly base: string
}

/**
 * What a stored copy depends on: endpoints that were entered are in it, and one that was read for others
 * would send the client's secret there (rule T4). In a fixed order, which databases need not keep.
 */
export function trustBase({
  clientId = '',
  endpoints = {},
}: Partial<Pick<OidcSettings, 'clientId' | 'endpoints'>>): string {
  const { authorization, token, userinfo, jwks, endSession } = endpoints
  const entered = [authorization, token, userinfo, jwks, endSession].map((url) => url ?? null)
  return JSON.stringify([clientId, ...entered])
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
  const { issuer: named } = kept
  if (named !== settings.issuer) throw issuerMismatch(settings.issuer, named, isAllowedUrl)
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
      throw oidcError('oidc_metadata_invalid', {
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

/** What keeps a connection with this provider from being used. Pure. */
export function trustIssues(
  { metadata }: Pick<OidcTrust, 'metadata'>,
  settings: Pick<OidcSettings, 'allowedTenants' | 'endpoints'> & ResponseSettings,
  host: { hasSharedCallback: boolean; acceptsMixUpRisk: boolean },
): SsoIssue[] {
  const { allowedTenants } = settings
  const isAtRisk = host.hasSharedCallback && !host.acceptsMixUpRisk
  const { issuer } = metadata
  return [
    ...sharedIssuerIssues({ issuer, allowedTenants }),
    ...(isAtRisk ? mixUpIssues(metadata, settings) : []),
    ...(host.hasSharedCallback && responseModeOf(settings) === 'fragment' ? [fragmentIssue] : []),
  ]
}

/**
 * Rule O2: where one callback serves several connections, an attacker's tenant can relay the code of
 * a victim's tenant unless every answer names its issuer, or the tenant's issuer and endpoints lie on
 * one host of a vendor who lets no customer choose them. Either way codes and tokens must not go on to
 * addresses that were entered beside an issuer which does not name them.
 */
function mixUpIssues(
  metadata: OidcTrust['metadata'],
  settings: Pick<OidcSettings, 'endpoints'> & ResponseSettings,
): SsoIssue[] {
  const { token, userinfo }: OidcEndpoints = settings.endpoints ?? {}
  const { issuer, authorization_endpoint, token_endpoint } = metadata
  const entered = [token, userinfo].filter((url) => url !== undefined)
  if (!areOnOneOrigin([issuer, ...entered])) {
    return [
      mixUpIssue(
        'settings.endpoints',
        'The callback address is shared by several connections, and endpoints that were entered lie on another host than the issuer.',
        'Put {connectionId} into `paths.callback`, or remove the token and userinfo endpoints.',
      ),
    ]
  }
  if (metadata.authorization_response_iss_parameter_supported === true) return []
  // The ID token that comes with the code names its issuer, and is validated before the code is sent on.
  if (bringsIdToken(settings)) return []
  const isVendor = vendorOfAddress(issuer)?.hasFixedEndpoints === true
  const addresses = [issuer, authorization_endpoint ?? '', token_endpoint ?? '']
  if (isVendor && issuer.startsWith('https:') && areOnOneOrigin(addresses)) return []
  return [
    mixUpIssue(
      'settings.issuer',
      'The callback address is shared by several connections, and this provider’s answers do not name their issuer.',
      'Put {connectionId} into `paths.callback`, or use a provider that sends `iss` (RFC 9207).',
    ),
  ]
}

/** Without parameters nothing tells whose answer it is, nor whether it is one. */
const fragmentIssue: SsoIssue = {
  path: 'settings.responseMode',
  code: 'oidc_fragment_unreachable',
  message:
    'The callback address is shared by several connections, and this one’s answers come in the fragment.',
  hint: 'Use form_post, or put {connectionId} into `paths.callback`.',
}

function mixUpIssue(path: string, message: string, hint: string): SsoIssue {
  return { path, code: 'oidc_mix_up_possible', message, hint }
}
