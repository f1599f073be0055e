import { printable, type SsoIssue } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { SettingsContext, ValidatedSettings } from '../types/provider.ts'
import { isReserved } from './authorization.ts'
import { defaultAlgorithms } from './id-token.ts'

const defaults: OidcSettings = {
  issuer: '',
  clientId: '',
  clientAuthentication: 'auto',
  scopes: ['openid', 'profile', 'email'],
  responseType: 'code',
  userinfo: 'when_needed',
}

const MAX_TEXT_LENGTH = 512
const MAX_INITIATE_ISSUERS = 10
const MAX_TOLERANCE_SECONDS = 300
const discoveryPath = '/.well-known/openid-configuration'
const endpointNames = ['authorization', 'token', 'userinfo', 'jwks', 'endSession']

type Problem = readonly [message: string, hint: string]
type Check = (value: JsonValue, context: SettingsContext) => Problem | undefined

/** RFC 6749 appendix A.4. */
const isScope = (value: unknown) =>
  typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)
const isText = (value: unknown) =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= MAX_TEXT_LENGTH &&
  value.trim() === value &&
  !/\p{Cc}/u.test(value)
const isObject = (value: unknown): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOf = (value: unknown, check: (entry: unknown) => boolean): value is JsonValue[] =>
  Array.isArray(value) && value.every((entry) => check(entry))

const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string)
      ? undefined
      : ['This value is not known.', `Use ${allowed.join(' or ')}.`]

const checkIssuer: Check = (value, { isAllowedUrl }) => {
  if (value === '') return undefined
  if (!isText(value) || !URL.canParse(String(value))) {
    return ['The issuer is not an address.', 'Enter it like https://acme.okta.com.']
  }
  const issuer = String(value)
  if (issuer.endsWith(discoveryPath)) {
    return ['This is a discovery address.', `Remove ${discoveryPath} from the end.`]
  }
  const { search, hash } = new URL(issuer)
  if (search !== '' || hash !== '') {
    return ['An issuer has no query and no fragment.', 'Remove what follows the ? or #.']
  }
  return isAllowedUrl(issuer)
    ? undefined
    : [
        'The issuer may not be called from here.',
        'Use a public https address, or open the host in `network`.',
      ]
}

const checkEndpoints: Check = (value, { isAllowedUrl }) => {
  if (!isObject(value)) return ['Endpoints must be an object.', `Use ${endpointNames.join(', ')}.`]
  for (const [name, url] of Object.entries(value)) {
    if (!endpointNames.includes(name)) {
      return [`There is no endpoint ${name}.`, `Use ${endpointNames.join(', ')}.`]
    }
    if (typeof url !== 'string' || !isAllowedUrl(url)) {
      return [`The ${name} endpoint may not be called from here.`, 'Use a public https address.']
    }
  }
  return undefined
}

const checkExtraParameters: Check = (value) => {
  if (!isObject(value) || !Object.values(value).every(isText)) {
    return ['Extra parameters must be texts.', "Write { audience: '…' }."]
  }
  const reserved = Object.keys(value).filter(isReserved)
  return reserved.length > 0
    ? [`${reserved.join(', ')} cannot be overridden.`, 'Remove protocol parameters.']
    : undefined
}

const checks: Readonly<Record<keyof OidcSettings, Check | undefined>> = {
  issuer: checkIssuer,
  initiateIssuers: (value) =>
    isListOf(value, (issuer) => isText(issuer) && URL.canParse(String(issuer))) &&
    value.length <= MAX_INITIATE_ISSUERS
      ? undefined
      : ['This is not a list of issuers.', 'List addresses such as https://acme.okta.com.'],
  endpoints: checkEndpoints,
  clientId: (value) =>
    value === '' || isText(value)
      ? undefined
      : ['The client id is not plain text.', 'Copy it again from the identity provider.'],
  clientAuthentication: oneOf('auto', 'client_secret_basic', 'client_secret_post', 'none'),
  scopes: (value) =>
    isListOf(value, isScope) && value.includes('openid')
      ? undefined
      : ['The scopes are not a list that contains openid.', "Write ['openid', 'email']."],
  responseType: oneOf('code'),
  responseMode: oneOf('query', 'form_post'),
  allowedAlgorithms: (value) =>
    isListOf(value, (name) => defaultAlgorithms.includes(String(name))) && value.length > 0
      ? undefined
      : ['An algorithm is not allowed.', `Use some of ${defaultAlgorithms.join(', ')}.`],
  trustedAudiences: (value) =>
    isListOf(value, isText) ? undefined : ['This is not a list of texts.', 'List client ids.'],
  userinfo: oneOf('when_needed', 'always', 'never'),
  extraParameters: checkExtraParameters,
  clockToleranceSeconds: (value) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TOLERANCE_SECONDS
      ? undefined
      : ['The tolerance is out of range.', `Use 0 to ${MAX_TOLERANCE_SECONDS} seconds.`],
  // Come with the provider profiles.
  entered: undefined,
  allowedTenants: undefined,
  deviations: undefined,
}

/** Settings are validated before they are stored, so their shape is known afterwards. */
export function settingsOf(settings: JsonObject): OidcSettings {
  return settings as unknown as OidcSettings
}

/** Fills in the defaults of OpenID Connect settings and lists every problem. Pure. */
export function validateOidcSettings(
  input: JsonObject,
  context: SettingsContext,
): ValidatedSettings {
  const settings = { ...(defaults as unknown as JsonObject), ...input }
  const invalid: SsoIssue[] = []
  for (const [name, value] of Object.entries(settings)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof OidcSettings] : undefined
    const known = Object.keys(checks).filter((key) => checks[key as keyof OidcSettings])
    const problem = check
      ? check(value, context)
      : ([`There is no setting ${printable(name)}.`, `Use one of ${known.join(', ')}.`] as const)
    if (!problem) continue
    const [message, hint] = problem
    const code = check ? 'connection_value_invalid' : 'connection_field_unknown'
    invalid.push({ path: `settings.${printable(name)}`, code, message, hint })
  }
  return { settings, invalid, missing: missingSettings(settings, context) }
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
  if (settings.clientAuthentication !== 'none' && !storedSecrets.includes('clientSecret')) {
    lacks(
      'secrets.clientSecret',
      'The client secret is not entered.',
      'Copy it from the identity provider, or set clientAuthentication to none for a public client.',
    )
  }
  return missing
}
