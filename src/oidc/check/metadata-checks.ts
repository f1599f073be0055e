import { checkOfIssue, failed, passed, unclear, warned } from '../../connection/checks.ts'
import { printable } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import { logoutEndpoint } from '../logout-request.ts'
import { trustIssues } from '../metadata.ts'
import { vendorOf } from '../vendors/vendors.ts'
import { wordsFor } from './console-words.ts'
import type { ProviderFacts } from './facts.ts'

/** Names listed in one message. */
const MAX_NAMED = 10

const listOf = (names: readonly string[]) => names.slice(0, MAX_NAMED).map(printable).join(', ')

/** What the discovery document says about the requests that sign-ins will make. */
export function metadataChecks(facts: ProviderFacts): readonly Check[] {
  return [
    pkceCheck(facts),
    responseTypeCheck(facts),
    responseModeCheck(facts),
    scopeCheck(facts),
    issuerInAnswersCheck(facts),
    singleLogoutCheck(facts),
    ...tenantChecks(facts),
    ...serverChecks(facts),
  ].filter((check) => check !== undefined)
}

/** RFC 8414 section 2: who lists no methods does not say that there are none. */
function pkceCheck(facts: ProviderFacts): Check {
  const { code_challenge_methods_supported: methods } = facts.metadata
  if (methods?.includes('S256')) return passed('pkce', 'The provider supports PKCE with S256.')
  return warned(
    'pkce',
    'The provider does not say that it supports PKCE with S256, which every sign-in uses.',
    wordsFor(facts, 'pkce'),
    { expected: 'S256', received: listOf(methods ?? []) },
  )
}

/** Without it people are signed out here alone, although the box says otherwise. */
function singleLogoutCheck({ metadata, profile, hasSingleLogout }: ProviderFacts) {
  if (!hasSingleLogout) return undefined
  const name = 'single_logout'
  if (logoutEndpoint(metadata, profile) !== undefined) {
    return passed(name, 'The provider has an address where people are signed out.')
  }
  return warned(
    name,
    'The provider names no address where people are signed out, so they are signed out here only.',
    'Enter it as `endpoints.endSession` where the provider has one, or switch `hasSingleLogout` off.',
    { path: 'session.hasSingleLogout' },
  )
}

function responseTypeCheck(facts: ProviderFacts): Check {
  const name = 'response_type'
  const { response_types_supported: types } = facts.metadata
  const { responseType } = facts.settings
  if (types === undefined) return unclear(name, 'The provider does not list its response types.')
  const wanted = wordsOf(responseType)
  if (types.some((type) => wordsOf(type) === wanted)) {
    return passed(name, `The provider supports the response type ${responseType}.`)
  }
  return failed(
    name,
    `The provider does not support the response type ${responseType}.`,
    wordsFor(facts, 'grant_type'),
    { expected: responseType, received: listOf(types), code: 'oidc_request_rejected' },
  )
}

/** Their order has no meaning (OAuth 2.0 Multiple Response Types section 3). */
const wordsOf = (type: string) => type.split(' ').sort().join(' ')

/** OpenID Connect Discovery section 3 names the default. */
const defaultModes = ['query', 'fragment']

function responseModeCheck({ metadata, settings }: ProviderFacts): Check | undefined {
  const { responseMode } = settings
  if (responseMode === undefined) return undefined
  const { response_modes_supported: modes = defaultModes } = metadata
  if (modes.includes(responseMode)) {
    return passed('response_mode', `The provider supports the response mode ${responseMode}.`)
  }
  return warned(
    'response_mode',
    `The provider does not say that it supports the response mode ${responseMode}.`,
    'Remove `responseMode`, unless a test shows that sign-ins work with it.',
    { expected: responseMode, received: listOf(modes), path: 'settings.responseMode' },
  )
}

/** OpenID Connect Discovery section 3: it may support scopes that it does not list. */
function scopeCheck(facts: ProviderFacts): Check {
  const { scopes } = facts.settings
  const { scopes_supported: listed } = facts.metadata
  if (listed === undefined) return unclear('scopes', 'The provider does not list its scopes.')
  const others = scopes.filter((scope) => !listed.includes(scope))
  if (others.length === 0) return passed('scopes', 'The provider lists all requested scopes.')
  return warned(
    'scopes',
    `The provider does not list a requested scope: ${listOf(others)}.`,
    wordsFor(facts, 'scopes'),
    { expected: listOf(scopes), received: listOf(listed), path: 'settings.scopes' },
  )
}

/** Where the method was chosen by hand, it is used whatever the provider says. */
export function unlistedMethod(facts: ProviderFacts): Check | undefined {
  const { clientAuthentication: method } = facts.settings
  const { token_endpoint_auth_methods_supported: listed } = facts.metadata
  if (method === 'auto' || listed === undefined || listed.includes(method)) return undefined
  return warned(
    'client_authentication',
    `The provider does not list the client authentication method ${method}.`,
    wordsFor(facts, 'client_authentication'),
    { expected: method, received: listOf(listed), path: 'settings.clientAuthentication' },
  )
}

/** RFC 9207, and rule O2 where several connections share one callback address. */
function issuerInAnswersCheck(facts: ProviderFacts): Check {
  const name = 'issuer_in_answers'
  const { metadata, settings, hasSharedCallback, acceptsMixUpRisk } = facts
  const isNamed = metadata.authorization_response_iss_parameter_supported === true
  const host = { hasSharedCallback, acceptsMixUpRisk: false }
  const issue = trustIssues({ metadata }, settings, host).find(
    ({ code }) => code === 'oidc_mix_up_possible',
  )
  if (issue) return checkOfIssue(name, issue, acceptsMixUpRisk ? 'warn' : 'fail')
  if (isNamed) return passed(name, 'The provider’s answers name their issuer.')
  const message = hasSharedCallback
    ? 'The provider’s own address says whose answers these are.'
    : 'The provider’s answers do not name their issuer, which this connection’s own callback address makes good for.'
  return passed(name, message)
}

/** Rule O5. */
function tenantChecks({ metadata, settings }: ProviderFacts): readonly Check[] {
  const host = { hasSharedCallback: false, acceptsMixUpRisk: false }
  return trustIssues({ metadata }, settings, host).map((issue) => checkOfIssue('tenants', issue))
}

/** CL-10: it works, and every other application of the tenant shares its claims and policies. */
function serverChecks(facts: ProviderFacts): readonly Check[] {
  const { issuer } = facts.settings
  const { defaultServerPath } = vendorOf(facts.profile, issuer).address
  if (defaultServerPath === undefined || !issuer.endsWith(defaultServerPath)) return []
  return [
    warned(
      'authorization_server',
      'This is the tenant’s default authorization server, which all its applications share.',
      wordsFor(facts, 'default_server'),
      { received: issuer, path: 'settings.issuer' },
    ),
  ]
}
