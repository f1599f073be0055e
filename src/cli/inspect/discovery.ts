import { passed } from '../../connection/checks.ts'
import { toSsoError } from '../../errors.ts'
import { algorithmCheck } from '../../oidc/check/key-checks.ts'
import { metadataChecks } from '../../oidc/check/metadata-checks.ts'
import { type OidcTrust, readMetadata } from '../../oidc/metadata.ts'
import { settingsOf, validateOidcSettings } from '../../oidc/settings.ts'
import type { JsonObject } from '../../types/json.ts'
import { isUrl } from '../../url.ts'
import { type CliCheck, checksOf } from '../checks.ts'
import { textsOf } from './identity-facts.ts'
import { type Fact, fact, type InspectedConnection, type Inspection } from './inspection.ts'

/** Reads a discovery document as a sign-in would; without a connection, for the issuer that it names. */
export async function inspectDiscovery(
  document: JsonObject,
  connection: InspectedConnection | undefined,
): Promise<Inspection> {
  const context = connection?.context
  const settings = settingsOf(context?.settings ?? ownSettings(document))
  const isAllowed = context?.isAllowedUrl ?? isHttps
  try {
    const metadata = readMetadata(document, settings, isAllowed)
    const facts = {
      ...{ settings, metadata, profile: context?.profile ?? 'generic' },
      redirectUri: context?.urls.callback ?? '',
      hasSharedCallback: context?.hasSharedCallback === true,
      acceptsMixUpRisk: context?.acceptsMixUpRisk === true,
      hasSingleLogout: connection?.revision.session.hasSingleLogout === true,
    }
    const secret = await context?.secret('clientSecret')
    const checks: CliCheck[] = [
      passed('metadata', 'Issuer and endpoints are there and may be called.'),
      algorithmCheck(facts, secret === undefined ? undefined : Buffer.byteLength(secret)),
      ...metadataChecks(facts),
    ]
    return { facts: factsOf(metadata), checks, notes: [] }
  } catch (error) {
    const failure = toSsoError(error)
    const checks = checksOf('metadata', failure).map((check) => withIssuers(check, settings.issuer))
    return { facts: factsOf(document), checks, failure, notes: [] }
  }
}

/** Its message names one of them. */
function withIssuers(check: CliCheck, expected: string): CliCheck {
  return check.code === 'oidc_issuer_mismatch' ? { ...check, expected } : check
}

/** What a connection to this issuer would have by default. */
function ownSettings({ issuer }: JsonObject): JsonObject {
  const { settings } = validateOidcSettings(
    { issuer: issuer ?? '' },
    { profile: 'generic', storedSecrets: [], isAllowedUrl: isHttps },
  )
  // Byte for byte, whatever a form would have made of it.
  return { ...settings, issuer: issuer ?? '' }
}

const isHttps = (url: string): boolean => isUrl(url) && new URL(url).protocol === 'https:'

const shown = [
  ...['issuer', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'],
  ...['end_session_endpoint', 'pushed_authorization_request_endpoint'],
  ...['response_types_supported', 'response_modes_supported', 'scopes_supported'],
  ...['token_endpoint_auth_methods_supported', 'id_token_signing_alg_values_supported'],
  ...['code_challenge_methods_supported', 'authorization_response_iss_parameter_supported'],
]

function factsOf(document: JsonObject | OidcTrust['metadata']): readonly Fact[] {
  return shown.flatMap((name) => {
    const value = Object.hasOwn(document, name) ? (document as JsonObject)[name] : undefined
    return value === undefined ? [] : fact(name, textsOf(value))
  })
}
