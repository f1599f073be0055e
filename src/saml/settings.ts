import {
  checkSettings,
  type SettingCheck,
  type SettingProblem,
} from '../connection/check-settings.ts'
import { isSsoError, type SsoIssue } from '../errors.ts'
import type { SamlSettings } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'
import type { SettingsContext, ValidatedSettings } from '../types/provider.ts'
import { browserUrlProblem } from './browser-url.ts'
import { derOf, readCertificate, usableKey } from './certificate.ts'
import { MAX_ENTITY_ID_LENGTH } from './metadata-entity.ts'
import { certificatePem } from './pem.ts'
import { MAX_SIGNING_KEYS } from './xml/limits.ts'
import { isUrl } from '../url.ts'

const defaults: SamlSettings = {
  idpEntityId: '',
  ssoEndpoints: [],
  sloEndpoints: [],
  signingCertificates: [],
  idpInitiated: 'off',
  requireEmailNameId: false,
  requireSignedRequests: false,
  requireEncryption: false,
}

/** Of each kind. An identity provider has one per binding. */
const MAX_ENDPOINTS = 10
/** Rule S15. */
const MAX_TOLERANCE_SECONDS = 300

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** saml-core section 1.3.2: what names something, compared byte for byte. */
const isUri = (value: JsonValue) =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= MAX_ENTITY_ID_LENGTH &&
  value.trim() === value &&
  !/[\p{Cc}\p{Cs}]/u.test(value)

const oneOf =
  (...allowed: readonly string[]): SettingCheck =>
  (value) =>
    allowed.includes(value as string)
      ? undefined
      : ['This value is not known.', `Use ${allowed.join(' or ')}.`]

const checkFlag: SettingCheck = (value) =>
  typeof value === 'boolean' ? undefined : ['This is a switch.', 'Use true or false.']

const entityIdHint = 'Copy the entityID (“Issuer”, “Identifier”) from the identity provider.'

const checkEntityId: SettingCheck = (value) =>
  isUri(value) ? undefined : ['This is not an entityID.', entityIdHint]

const checkBrowserUrl: SettingCheck = (value, { isAllowedUrl }) => {
  const problem = browserUrlProblem(typeof value === 'string' ? value : '', isAllowedUrl)
  return problem && [problem.message, problem.hint]
}

/** What is ours, for connections that were moved here: no identity provider's console tells it. */
const asOurs =
  (check: SettingCheck, hint: string): SettingCheck =>
  (value, context) => {
    const problem = check(value, context)
    return problem && [problem[0], hint]
  }

const endpointMembers = ['binding', 'location', 'responseLocation']

const checkEndpoints: SettingCheck = (value, context) => {
  const example = 'Import the metadata, or list { binding, location }.'
  if (!Array.isArray(value) || value.length > MAX_ENDPOINTS) {
    return [`This is not a list of up to ${MAX_ENDPOINTS} addresses.`, example]
  }
  for (const endpoint of value as readonly JsonValue[]) {
    if (
      !isObject(endpoint) ||
      Object.keys(endpoint).some((key) => !endpointMembers.includes(key))
    ) {
      return ['An entry is not an address with its binding.', example]
    }
    const { binding = null, location = null, responseLocation = location } = endpoint
    const problem =
      oneOf('redirect', 'post')(binding, context) ??
      checkBrowserUrl(location, context) ??
      checkBrowserUrl(responseLocation, context)
    if (problem) return problem
  }
  return undefined
}

const checkCertificates: SettingCheck = (value) => {
  if (!Array.isArray(value) || value.length > MAX_SIGNING_KEYS) {
    return [
      `This is not a list of up to ${MAX_SIGNING_KEYS} certificates.`,
      'List the identity provider’s signing certificates as PEM texts.',
    ]
  }
  const problems = (value as readonly JsonValue[]).map((entry) =>
    keyProblem(entry, (text) => readCertificate(text)),
  )
  return problems.find((problem) => problem !== undefined)
}

/** A certificate, or a bare public key, as PEM. */
const checkTrustKey: SettingCheck = (value) =>
  keyProblem(value, (text) =>
    text.includes('BEGIN PUBLIC KEY')
      ? usableKey(derOf(text, 'PUBLIC KEY'))
      : readCertificate(text),
  )

function keyProblem(value: JsonValue, read: (text: string) => unknown): SettingProblem | undefined {
  try {
    read(typeof value === 'string' ? value : '')
    return undefined
  } catch (error) {
    if (!isSsoError(error, 'saml_certificate_invalid')) throw error
    return [error.message, error.hint]
  }
}

const checks: Readonly<Record<keyof SamlSettings, SettingCheck>> = {
  idpEntityId: (value, context) => (value === '' ? undefined : checkEntityId(value, context)),
  ssoEndpoints: checkEndpoints,
  sloEndpoints: checkEndpoints,
  signingCertificates: checkCertificates,
  metadataUrl: (value, { isAllowedUrl }) =>
    typeof value === 'string' && isAllowedUrl(value)
      ? undefined
      : [
          'The metadata may not be fetched from this address.',
          'Use a public https address, or open the host in `network`.',
        ],
  metadataTrustKey: checkTrustKey,
  spEntityId: asOurs(
    checkEntityId,
    'Enter the entityID of this application as the identity provider has it (“Audience”, “Identifier”).',
  ),
  acsUrl: asOurs(
    checkBrowserUrl,
    'Enter an https address of this application, as the identity provider has it (“ACS URL”, “Reply URL”).',
  ),
  idpInitiated: oneOf('off', 'restart', 'accept'),
  requestedNameIdFormat: (value) =>
    isUri(value) && isUrl(String(value))
      ? undefined
      : [
          'This is not the name of a NameID format.',
          'Use one like urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress.',
        ],
  requireEmailNameId: checkFlag,
  requireSignedRequests: checkFlag,
  requireEncryption: checkFlag,
  allow: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, flag]) => ['sha1', 'aesCbc'].includes(name) && typeof flag === 'boolean',
    )
      ? undefined
      : ['This is not a list of allowances.', 'Use { sha1: true } or { aesCbc: true }.'],
  clockToleranceSeconds: (value) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TOLERANCE_SECONDS
      ? undefined
      : ['The tolerance is out of range.', `Use 0 to ${MAX_TOLERANCE_SECONDS} seconds.`],
}

/** Settings are validated before they are stored, so their shape is known afterwards. */
export function samlSettingsOf(settings: JsonObject): SamlSettings {
  return settings as unknown as SamlSettings
}

/**
 * Fills in the defaults of SAML settings, brings certificates into one spelling and lists every
 * problem. Pure.
 */
export function validateSamlSettings(
  input: JsonObject,
  context: SettingsContext,
): ValidatedSettings {
  const settings = { ...(defaults as unknown as JsonObject), ...input }
  const invalid = checkSettings(settings, checks, context)
  if (invalid.length > 0) return { settings, invalid, missing: missingSettings(settings) }
  const certificates = samlSettingsOf(settings).signingCertificates.map((text) =>
    certificatePem(readCertificate(text).der),
  )
  return {
    settings: { ...settings, signingCertificates: certificates },
    invalid,
    missing: missingSettings(settings),
  }
}

function missingSettings(settings: JsonObject): SsoIssue[] {
  const missing: SsoIssue[] = []
  const lacks = (name: keyof SamlSettings, message: string, hint: string) => {
    const value = settings[name]
    if (value !== '' && !(Array.isArray(value) && value.length === 0)) return
    missing.push({ path: `settings.${name}`, code: 'connection_value_missing', message, hint })
  }
  const hint = 'Import the identity provider’s metadata.'
  lacks('idpEntityId', 'The identity provider’s entityID is not entered.', hint)
  lacks('ssoEndpoints', 'The address to sign in at is not entered.', hint)
  lacks('signingCertificates', 'There is no signing certificate of the identity provider.', hint)
  return missing
}
