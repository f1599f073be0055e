import { printable, type SsoError } from '../../errors.ts'
import type { StatusFacts } from '../decode/facts.ts'
import { type SamlCode, samlError, samlTexts } from '../error.ts'

const prefix = 'urn:oasis:names:tc:SAML:2.0:status:'
export const SUCCESS: string = `${prefix}Success`

/** Status codes of saml-core section 3.2.2.2 that say what to do; all others are one error. */
const known: ReadonlyMap<string, { code: SamlCode; hint?: string }> = new Map([
  [`${prefix}AuthnFailed`, { code: 'saml_status_denied' }],
  [`${prefix}RequestDenied`, { code: 'saml_status_denied' }],
  [`${prefix}UnknownPrincipal`, { code: 'saml_status_denied' }],
  [`${prefix}NoPassive`, { code: 'saml_status_no_passive' }],
  [
    `${prefix}InvalidNameIDPolicy`,
    {
      code: 'saml_status_error',
      hint: 'The identity provider does not offer the requested NameID format. Change the connection’s requested NameID format, or the application’s “Name ID format” at the identity provider.',
    },
  ],
  [
    `${prefix}NoAuthnContext`,
    {
      code: 'saml_status_error',
      hint: 'The identity provider cannot authenticate in the requested way. Leave out the requested authentication context.',
    },
  ],
  [
    `${prefix}RequestUnsupported`,
    {
      code: 'saml_status_error',
      hint: 'Compare the sign-on address and the binding with the identity provider’s metadata.',
    },
  ],
])

/**
 * The error that the identity provider reports instead of an assertion (rule S19). Nothing is signed
 * at this point: the texts are quoted as anybody's.
 */
export function statusError(status: StatusFacts): SsoError {
  const { code, subCode, message } = status
  const codes = statusNames(status)
  const quoted = message === undefined ? '' : `: ${printable(message.trim())}`
  const cause = known.get(subCode ?? '') ?? known.get(code) ?? { code: 'saml_status_error' }
  return samlError(cause.code, {
    message: `The identity provider answered ${codes.join(' / ')}${quoted}.`,
    hint: cause.hint ?? samlTexts[cause.code].hint,
    detail: { status: codes },
  })
}

/** PartialLogout says that other sessions of the person go on (saml-core section 3.2.2.2). */
export function isLogoutComplete({ code, subCode }: StatusFacts): boolean {
  return code === SUCCESS && subCode !== `${prefix}PartialLogout`
}

/** Status code and sub-status without what all of them begin with. */
export function statusNames({ code, subCode }: StatusFacts): readonly string[] {
  return [code, subCode].filter((one) => one !== undefined).map(shortName)
}

function shortName(code: string): string {
  return printable(code.startsWith(prefix) ? code.slice(prefix.length) : code)
}
