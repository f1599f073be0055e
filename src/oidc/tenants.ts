import { printable, type SsoError, type SsoIssue } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import { issuerMismatchHint } from './issuer-mismatch.ts'
import type { SharedIssuer } from './vendors/shared-issuer.ts'
import { sharedIssuers } from './vendors/vendors.ts'
import { oidcError } from './error.ts'
import { isUrl } from '../url.ts'

/** What a token's issuer is compared with. */
export interface ExpectedIssuer {
  /** Byte for byte; of a shared issuer that is a template, the template. */
  readonly issuer: string
  /** Tenants of a shared issuer whose people may come; needed there, refused elsewhere. */
  readonly allowedTenants?: readonly string[] | undefined
}

/** Stands for the tenant of a token, in issuers and in the issuers of keys. */
const PLACEHOLDER = '{tenantid}'

/** How many tenants one connection may list: it belongs to one organisation. */
const MAX_TENANTS = 50

/** The issuer itself tells that it serves many organisations; a profile could be chosen freely. */
export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  return sharedIssuers.find(
    (shared) => shared.issuer === issuer || shared.names?.includes(issuer) === true,
  )
}

/** A shared issuer by the name that its document and tokens use; any other text as it is. */
export function canonicalIssuer(text: string): string {
  const shared = sharedIssuerOf(text)
  return shared !== undefined && isUrl(text) ? shared.issuer : text
}

/** Below which address the discovery document of an issuer lies. */
export function discoveryBase(issuer: string): string {
  return sharedIssuerOf(issuer)?.discoveredAt ?? issuer
}

function fillTenant(template: string, tenant: string): string {
  return template.replace(PLACEHOLDER, () => tenant)
}

/** True for `{…}` that no known issuer has: it would be compared as it stands and never be right. */
export function hasUnknownPlaceholder(issuer: string): boolean {
  return /[{}]/.test(issuer) && sharedIssuerOf(issuer)?.issuer !== issuer
}

/** The issuers that tokens of a connection may name, by their tenant where there is one. */
export function tokenIssuers({ issuer, allowedTenants }: ExpectedIssuer): readonly string[] {
  const tenant = sharedIssuerOf(issuer)?.tenant
  if (!tenant || !issuer.includes(PLACEHOLDER)) return [issuer]
  return inLowerCase(allowedTenants)
    .filter((name) => isTenant(name, tenant))
    .map((name) => fillTenant(issuer, name))
}

/**
 * By which `iss` a third party may name a connection (rule F5), its own first. A template with one
 * tenant is that tenant's; with several, none of them was proven by the sign-in of another one, so
 * they count only where the address names the connection.
 */
export function startIssuers(
  settings: ExpectedIssuer & Pick<OidcSettings, 'initiateIssuers'>,
): readonly string[] {
  const { issuer, initiateIssuers = [] } = settings
  const tenants = tokenIssuers(settings)
  const own = tenants.length === 1 ? tenants : [issuer, ...tenants]
  return [...new Set([...own, ...initiateIssuers])].filter((name) => name !== '')
}

/** With whom an answer's `iss` is compared (rule O2): of a template, the tenant that it names. */
export function answeringIssuer(expected: ExpectedIssuer, named: string | undefined): string {
  const isOfTenant = named !== undefined && tokenIssuers(expected).includes(named)
  return isOfTenant ? named : expected.issuer
}

/**
 * Compares the issuer of a token (rule O4) and, where it serves many organisations, the tenant that
 * the token is from (rule O5). Fails closed: a shared issuer without listed tenants has no people,
 * and tenants of an issuer that has none would be a rule that does not hold.
 *
 * @throws {SsoError} `oidc_*_issuer_mismatch`, `oidc_id_token_tenant_refused`
 */
export function checkIssuer(
  kind: 'id_token' | 'logout_token',
  claims: JsonObject,
  expected: ExpectedIssuer,
): void {
  const { issuer, allowedTenants } = expected
  const shared = sharedIssuerOf(issuer)
  if (shared && kind === 'id_token') checkTenant(claims, shared, allowedTenants)
  else if (!shared && allowedTenants !== undefined) throw tenantRefused('', allowedTenants)
  const named = claims.iss
  if (typeof named === 'string' && tokenIssuers(expected).includes(named)) {
    const isOfTenant = kind === 'logout_token' || named === fillTenant(issuer, String(claims.tid))
    if (isOfTenant) return
  }
  const hint = issuerMismatchHint(issuer, named)
  throw oidcError(`oidc_${kind}_issuer_mismatch`, {
    detail: { expected: issuer, received: printable(String(named)) },
    ...(hint === undefined ? {} : { hint }),
  })
}

function checkTenant(
  claims: JsonObject,
  { tenant }: SharedIssuer,
  allowedTenants: ExpectedIssuer['allowedTenants'],
): void {
  const name = tenant && Object.hasOwn(claims, tenant.claim) ? claims[tenant.claim] : undefined
  const isAllowed =
    tenant !== undefined &&
    typeof name === 'string' &&
    isTenant(name, tenant) &&
    inLowerCase(allowedTenants).includes(name)
  if (!isAllowed) throw tenantRefused(String(name ?? ''), allowedTenants ?? [])
}

/**
 * Whether a key that names an issuer may verify this token (rule O5): where it names a template, the
 * token's issuer must be that template with a tenant in it. Which tenant, `checkIssuer` decides.
 */
export function isIssuerOfKey(named: unknown, issuer: unknown): boolean {
  if (typeof named !== 'string' || typeof issuer !== 'string') return false
  const [before = '', after] = named.split(PLACEHOLDER)
  if (after === undefined) return named === issuer
  const tenant = issuer.slice(before.length, Math.max(issuer.length - after.length, 0))
  return /^[^/]+$/.test(tenant) && fillTenant(named, tenant) === issuer
}

const tenantRefused = (received: string, allowed: readonly string[]): SsoError =>
  oidcError('oidc_id_token_tenant_refused', {
    detail: { received: printable(received), allowed },
  })

/** How tokens write them, and how settings are stored; other callers may spell them otherwise. */
const inLowerCase = (names: readonly string[] = []) => names.map((name) => name.toLowerCase())

function isTenant(name: string, { pattern, refused }: NonNullable<SharedIssuer['tenant']>) {
  return pattern.test(name) && !refused.includes(name)
}

function issue(
  field: 'issuer' | 'allowedTenants',
  code: string,
  message: string,
  hint: string,
): SsoIssue {
  return { path: `settings.${field}`, code, message, hint }
}

/**
 * What keeps an issuer from being used because it says nothing about an organisation (rule O5).
 * Asked before activation and before every sign-in.
 */
export function sharedIssuerIssues({ issuer, allowedTenants }: ExpectedIssuer): SsoIssue[] {
  const shared = sharedIssuerOf(issuer)
  if (!shared) return []
  const code = 'oidc_issuer_shared'
  if (!shared.tenant) {
    const message = 'Anybody can have an account at this issuer, so it proves no organisation.'
    return [issue('issuer', code, message, 'Use the issuer of the organisation’s own tenant.')]
  }
  if (allowedTenants?.length) return []
  const message = 'This issuer serves many organisations, and none of them is listed.'
  const hint = `List ${shared.tenant.description} under \`allowedTenants\`, or use the issuer of the organisation’s own tenant.`
  return [issue('issuer', code, message, hint)]
}

/** What is wrong with the listed tenants; a list that would not hold is refused as well. */
export function tenantListIssues({ issuer, allowedTenants }: ExpectedIssuer): SsoIssue[] {
  if (allowedTenants === undefined || issuer === '') return []
  const refuse = (message: string, hint: string) => [
    issue('allowedTenants', 'connection_value_invalid', message, hint),
  ]
  const tenant = sharedIssuerOf(issuer)?.tenant
  if (!tenant) {
    const message = 'The tokens of this issuer name no tenant that could be compared.'
    return refuse(message, 'Remove `allowedTenants`.')
  }
  const wrong = allowedTenants.filter((name) => !isTenant(name, tenant))
  if (wrong.length === 0) return []
  const message = `Not one organisation’s: ${wrong.map((name) => printable(name)).join(', ')}.`
  return refuse(message, `List ${tenant.description}. There are no wildcards.`)
}

/** Form of the list, whatever the issuer is. */
export function isTenantList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_TENANTS &&
    value.every((name) => typeof name === 'string' && name.length <= 255)
  )
}
