import { printable, type SsoIssue } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { SettingsContext, ValidatedSettings } from '../types/provider.ts'
import { applyDerivation, deriveSettings } from './derive.ts'
import { issuerIn, suggestIssuer } from './issuer-repair.ts'
import { bringsCode, bringsIdToken } from './response-type.ts'
import { serverConflict } from './servers.ts'
import { settingChecks } from './settings-checks.ts'
import { SECRET_ALGORITHM } from './algorithms.ts'
import { sharedIssuerIssues, tenantListIssues } from './tenants.ts'
import { vendorOf, vendorOfProfile } from './vendors/vendors.ts'

const defaults: OidcSettings = {
  issuer: '',
  clientId: '',
  clientAuthentication: 'auto',
  scopes: ['openid', 'profile', 'email'],
  responseType: 'code',
  userinfo: 'when_needed',
}

/** Settings are validated before they are stored, so their shape is known afterwards. */
export function settingsOf(settings: JsonObject): OidcSettings {
  return settings as unknown as OidcSettings
}

/**
 * Completes OpenID Connect settings with what was entered and with the defaults, and lists every
 * problem. Pure.
 */
export function validateOidcSettings(
  input: JsonObject,
  context: SettingsContext,
): ValidatedSettings {
  const { profile, previous } = context
  const given = { ...(defaults as unknown as JsonObject), ...input }
  const derived = applyDerivation(withPlainIssuer(given, profile), previous, profile)
  const settings = withPlainTenants({ issuer: '', ...derived })
  const malformed = formIssues(settings, context)
  // What settings mean together can be told only of those that have their form.
  const wellFormed = Object.entries(settings).filter(([name]) => !malformed.has(name))
  const sound = settingsOf({
    ...(defaults as unknown as JsonObject),
    ...Object.fromEntries(wellFormed),
  })
  return {
    settings,
    invalid: [...malformed.values(), ...meaningIssues(sound, profile)],
    missing: [...missingSettings(settings, context), ...sharedIssuerIssues(sound)],
  }
}

function withPlainIssuer(settings: JsonObject, profile: string): JsonObject {
  const { issuer } = settings
  return typeof issuer === 'string' ? { ...settings, issuer: issuerIn(issuer, profile) } : settings
}

/** Tenants are compared in lower case, which is how tokens write them. */
function withPlainTenants(settings: JsonObject): JsonObject {
  const { allowedTenants } = settings
  if (!Array.isArray(allowedTenants)) return settings
  const lower = allowedTenants.map((name) => (typeof name === 'string' ? name.toLowerCase() : name))
  return { ...settings, allowedTenants: lower }
}

function formIssues(settings: JsonObject, context: SettingsContext): Map<string, SsoIssue> {
  const issues = new Map<string, SsoIssue>()
  for (const [name, value] of Object.entries(settings)) {
    const path = `settings.${printable(name)}`
    if (!Object.hasOwn(settingChecks, name)) {
      const message = `There is no setting ${printable(name)}.`
      const hint = `Use one of ${Object.keys(settingChecks).join(', ')}.`
      issues.set(name, { path, code: 'connection_field_unknown', message, hint })
      continue
    }
    const problem = settingChecks[name as keyof OidcSettings](value, context)
    if (problem) issues.set(name, { path, code: 'connection_value_invalid', ...problem })
  }
  return issues
}

/** Settings that are each well-formed and cannot be right together. */
function meaningIssues(settings: OidcSettings, profile: string): SsoIssue[] {
  const { issuer, endpoints = {}, entered, allowedAlgorithms, clientAuthentication } = settings
  const issues = tenantListIssues(settings)
  const refuse = (field: string, message: string, hint: string) =>
    issues.push({ path: `settings.${field}`, code: 'connection_value_invalid', message, hint })
  const field = entered?.issuer ? 'issuer' : 'domain'
  if (entered?.[field] && deriveSettings(entered, profile).issuer === undefined) {
    const { entryHint } = vendorOfProfile(profile).address
    refuse(`entered.${field}`, 'This is no address from which an issuer follows.', entryHint)
  }
  const { value: address } = suggestIssuer(entered?.[field] ?? '', profile)
  const named = { issuer, entered: address }
  const conflict = serverConflict(endpoints, named, vendorOf(profile, issuer))
  if (conflict) {
    const message = `Settings belong to different authorization servers: ${conflict.join(', ')}.`
    refuse('endpoints', message, 'Enter endpoints of one server, or leave them out.')
  }
  if (bringsIdToken(settings) && settings.responseMode === 'query') {
    const message = 'An ID token would travel in the query of an address, which logs keep.'
    refuse('responseMode', message, 'Use form_post, or fragment.')
  }
  if (!bringsCode(settings) && settings.userinfo === 'always') {
    const message = 'Without a code there is no access token to ask userinfo with.'
    refuse('userinfo', message, 'Use never or when_needed, or set the response type to code.')
  }
  if (!bringsCode(settings) && settings.scopes.includes('offline_access')) {
    const message = 'Without a code no refresh token comes.'
    refuse('scopes', message, 'Remove offline_access, or set the response type to code.')
  }
  const hasSecret = !['none', 'private_key_jwt'].includes(clientAuthentication)
  if (allowedAlgorithms?.includes(SECRET_ALGORITHM) && !hasSecret) {
    const message = `${SECRET_ALGORITHM} needs a client secret.`
    refuse('allowedAlgorithms', message, 'Use another algorithm, or client_secret_basic.')
  }
  return issues
}

function missingSettings(settings: JsonObject, { storedSecrets }: SettingsContext): SsoIssue[] {
  const missing: SsoIssue[] = []
  const lacks = (path: string, message: string, hint: string) =>
    missing.push({ path, code: 'connection_value_missing', message, hint })
  if (settings.issuer === '') {
    lacks('settings.issuer', 'The issuer is not entered.', 'Copy it from the identity provider.')
  }
  if (settings.clientId === '') {
    lacks(
      'settings.clientId',
      'The client id is not entered.',
      'Copy it from the identity provider.',
    )
  }
  const method = settings.clientAuthentication
  const isKeyEnough = method === 'private_key_jwt' || method === 'auto'
  const isSecretEnough = method !== 'private_key_jwt' && method !== 'none'
  const isProvable =
    method === 'none' ||
    // Nothing is ever sent to the token endpoint.
    !bringsCode(settingsOf(settings)) ||
    (isKeyEnough && storedSecrets.includes('privateKey')) ||
    (isSecretEnough && storedSecrets.includes('clientSecret'))
  if (!isProvable && isSecretEnough) {
    lacks(
      'secrets.clientSecret',
      'The client secret is not entered.',
      'Copy it from the identity provider, or set clientAuthentication to none for a public client.',
    )
  } else if (!isProvable) {
    lacks(
      'secrets.privateKey',
      'The private key is not entered.',
      'Enter one, for example of generateClientKey(), and its public half at the identity provider.',
    )
  }
  return missing
}
