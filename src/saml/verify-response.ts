import { toSsoError } from '../errors.ts'
import { acceptResponse } from './response.ts'
import type { ResponseExpectations, VerifiedAssertion } from './types.ts'

/**
 * Verifies a SAML response and everything it must say: XML, signatures, encryption, status, parties,
 * addresses, times and the request it answers. Identity is read only from what a signature of
 * `signingCertificates` covers. Reads nothing but its arguments and, without `now`, the clock.
 *
 * It remembers nothing: that an answer counts once is for the caller, who consumes `inResponseTo`, or
 * keeps `assertionId` of an unsolicited answer until `notOnOrAfter` and the clock tolerance are over.
 *
 * @param samlResponse the form value `SAMLResponse`: Base64, white space tolerated
 * @param expected what this sign-in expects; never taken from the response. `clockToleranceSeconds`
 * is 60 by default and 300 at most
 * @returns who signed in, as the identity provider says
 * @throws {SsoError} `saml_*`, with all reasons in `issues` where there are several; `config_invalid`
 * for missing expectations
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf} section 4.1.4
 * @security `allowUnsolicited` accepts answers that an attacker may have carried to this browser
 * @example
 * ```ts
 * import { verifyResponse } from 'ssokit/saml'
 *
 * declare const form: { SAMLResponse: string }
 * declare const requestId: string
 * declare const certificate: string
 * const assertion = await verifyResponse(form.SAMLResponse, {
 *   idpEntityId: 'https://idp.example.com/metadata',
 *   signingCertificates: [certificate],
 *   spEntityId: 'https://app.example.com/sso/con_1/metadata',
 *   acsUrl: 'https://app.example.com/sso/con_1/acs',
 *   inResponseTo: requestId,
 * })
 * console.log(assertion.nameId, assertion.attributes)
 * ```
 */
export async function verifyResponse(
  samlResponse: string,
  expected: ResponseExpectations,
): Promise<VerifiedAssertion> {
  try {
    return await acceptResponse(samlResponse, { ...expected, now: expected.now ?? new Date() })
  } catch (error) {
    throw toSsoError(error)
  }
}
