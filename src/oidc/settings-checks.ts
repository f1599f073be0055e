import { printable } from '../errors.ts'
import type { OidcSettings } from '../types/connection.ts'
import type { JsonValue } from '../types/json.ts'
import type { SettingsContext } from '../types/provider.ts'
import { isReserved } from './authorization.ts'
import { repairAddress, vendorOfEntry } from './issuer-repair.ts'
import { endpointNames } from './servers.ts'
import { defaultAlgorithms, SECRET_ALGORITHM } from './algorithms.ts'
import { hasUnknownPlaceholder, isTenantList } from './tenants.ts'
import { deviations } from './vendors/deviations.ts'
import { vendorOf, vendorOfConsole } from './vendors/vendors.ts'
import { isUrl } from '../url.ts'

/** Characters. */
const MAX_TEXT_LENGTH = 512
const MAX_INITIATE_ISSUERS = 10
const MAX_TOLERANCE_SECONDS = 300

export interface Problem {
  readonly message: string
  readonly hint: string
  readonly suggestion?: string
}

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
      : { message: 'This value is not known.', hint: `Use ${allowed.join(' or ')}.` }

const unless = (isRight: boolean, message: string, hint: string): Problem | undefined =>
  isRight ? undefined : { message, hint }

const checkIssuer: Check = (value, { isAllowedUrl }) => {
  if (value === '') return undefined
  const text = String(value)
  // By where it lies, not by the profile: what another vendor could mean is left as it is.
  const { value: repaired } = repairAddress(text, vendorOfEntry(text, 'generic'), 'issuer')
  const isBetter = repaired !== text && isAllowedUrl(repaired)
  const problem = problemOfIssuer(value, repaired, isAllowedUrl)
  return problem && { ...problem, ...(isBetter ? { suggestion: repaired } : {}) }
}

function problemOfIssuer(
  value: JsonValue,
  repaired: string,
  isAllowedUrl: (url: string) => boolean,
): Problem | undefined {
  const text = String(value)
  const { address, domains } = vendorOf('generic', text)
  if (!isText(value) || !isUrl(text)) {
    return {
      message: 'The issuer is not an address.',
      hint: 'Enter the whole address, such as https://sso.example.com.',
    }
  }
  const { search, hash } = new URL(text)
  if (search !== '' || hash !== '') {
    const hint = 'Remove what follows the ? or #.'
    return { message: 'An issuer has no query and no fragment.', hint }
  }
  if (hasUnknownPlaceholder(text)) {
    const hint = 'Enter the address with the tenant’s own id in it.'
    return { message: 'The address contains a placeholder.', hint }
  }
  const ofConsole = vendorOfConsole(text)
  if (ofConsole) {
    const message = 'This is the address of an admin console.'
    return { message, hint: ofConsole.address.entryHint }
  }
  if (domains.length > 0 && repaired !== text) {
    return { message: 'No issuer of this provider is written so.', hint: address.entryHint }
  }
  return unless(
    isAllowedUrl(text),
    'The issuer may not be called from here.',
    'Use a public https address, or open the host in `network`.',
  )
}

const checkEndpoints: Check = (value, { isAllowedUrl }) => {
  const hint = `Use ${endpointNames.join(', ')}.`
  if (!isObject(value)) return { message: 'Endpoints must be an object.', hint }
  for (const [name, url] of Object.entries(value)) {
    if (!endpointNames.some((known) => known === name)) {
      return { message: `There is no endpoint ${printable(name)}.`, hint }
    }
    if (typeof url !== 'string' || !isAllowedUrl(url)) {
      const message = `The ${name} endpoint may not be called from here.`
      return { message, hint: 'Use a public https address.' }
    }
  }
  return undefined
}

/** As it was typed, so white space may be around it. */
const checkEntered: Check = (value) => {
  const isEntry = ([name, text]: readonly [string, JsonValue]) =>
    (name === 'domain' || name === 'issuer') &&
    typeof text === 'string' &&
    (text === '' || isText(text.trim()))
  const isRight = isObject(value) && Object.entries(value).every(isEntry)
  if (isRight && value.domain && value.issuer) {
    return { message: 'Both a domain and an issuer are entered.', hint: 'Enter one of them.' }
  }
  return unless(isRight, 'This is not what a form can have entered.', 'Write { issuer: … }.')
}

const checkExtraParameters: Check = (value) => {
  if (!isObject(value) || !Object.values(value).every(isText)) {
    return { message: 'Extra parameters must be texts.', hint: "Write { audience: '…' }." }
  }
  const reserved = Object.keys(value).filter(isReserved)
  return unless(
    reserved.length === 0,
    `${reserved.join(', ')} cannot be overridden.`,
    'Remove protocol parameters.',
  )
}

const checkAlgorithms: Check = (value) => {
  const known = [...defaultAlgorithms, SECRET_ALGORITHM]
  if (!isListOf(value, (name) => known.includes(String(name))) || value.length === 0) {
    return { message: 'An algorithm is not allowed.', hint: `Use some of ${known.join(', ')}.` }
  }
  // With both, a public key could be passed off as the secret (rule O3).
  return unless(
    !value.includes(SECRET_ALGORITHM) || value.length === 1,
    `${SECRET_ALGORITHM} is allowed beside other algorithms.`,
    `List ${SECRET_ALGORITHM} alone, or leave it out.`,
  )
}

const knownType = oneOf('code', 'code id_token', 'id_token')

const tokenInBrowser: Problem = {
  message: 'An access token would travel through the browser (RFC 9700 section 2.1.2).',
  hint: 'Use code, or code id_token. In Okta, leave “Allow Access Token with implicit grant type” unchecked under Implicit (hybrid).',
}

/** One check for each setting: its form, whatever the other settings are. */
export const settingChecks: Readonly<Record<keyof OidcSettings, Check>> = {
  issuer: checkIssuer,
  initiateIssuers: (value) =>
    unless(
      isListOf(value, (issuer) => isText(issuer) && isUrl(String(issuer))) &&
        value.length <= MAX_INITIATE_ISSUERS,
      'This is not a list of issuers.',
      'List whole addresses, such as https://sso.example.com.',
    ),
  entered: checkEntered,
  endpoints: checkEndpoints,
  clientId: (value) =>
    unless(
      value === '' || isText(value),
      'The client id is not plain text.',
      'Copy it again from the identity provider.',
    ),
  clientAuthentication: oneOf(
    ...(['auto', 'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const),
  ),
  scopes: (value) =>
    unless(
      isListOf(value, isScope) && value.includes('openid'),
      'The scopes are not a list that contains openid.',
      "Write ['openid', 'email'].",
    ),
  responseType: (value, context) =>
    String(value).split(' ').includes('token') ? tokenInBrowser : knownType(value, context),
  responseMode: oneOf('query', 'form_post', 'fragment'),
  allowedAlgorithms: checkAlgorithms,
  allowedTenants: (value) =>
    unless(
      isTenantList(value),
      'This is not a list of tenants.',
      'List tenant ids or hosted domains, or remove the setting.',
    ),
  trustedAudiences: (value) =>
    unless(isListOf(value, isText), 'This is not a list of texts.', 'List client ids.'),
  userinfo: oneOf('when_needed', 'always', 'never'),
  extraParameters: checkExtraParameters,
  pushedAuthorizationRequests: oneOf('when_advertised', 'when_required'),
  deviations: (value) =>
    unless(
      isListOf(value, (id) => deviations.some((known) => known.id === id)),
      'A deviation is not known.',
      `Use some of ${deviations.map(({ id }) => id).join(', ')}.`,
    ),
  clockToleranceSeconds: (value) =>
    unless(
      Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TOLERANCE_SECONDS,
      'The tolerance is out of range.',
      `Use 0 to ${MAX_TOLERANCE_SECONDS} seconds.`,
    ),
}
