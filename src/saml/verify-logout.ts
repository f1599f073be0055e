import { toSsoError } from '../errors.ts'
import { acceptLogoutRequest, acceptLogoutResponse } from './logout-messages.ts'
import type {
  LogoutRequestExpectations,
  LogoutResponseExpectations,
  RedirectQuery,
  VerifiedLogoutRequest,
  VerifiedLogoutResponse,
} from './types.ts'

/**
 * Verifies a request of the identity provider to end sessions: signature, parties, address and age.
 * Reads nothing but its arguments and, without `now`, the clock.
 *
 * That a request counts once is for the caller, who keeps `id` until `notOnOrAfter` and the clock
 * tolerance are over, and who ends no sessions but those of this connection and `nameId`.
 *
 * @param samlRequest the form value `SAMLRequest`; or the query of a redirect, as it was received
 * @param expected what this connection expects; `clockToleranceSeconds` is 60 by default, 300 at most
 * @returns whose sessions end
 * @throws {SsoError} `saml_*`, with all reasons in `issues` where there are several; `config_invalid`
 * for missing expectations
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf} section 4.4
 * @example
 * ```ts
 * import { verifyLogoutRequest } from 'ssokit/saml'
 *
 * declare const request: Request
 * declare const certificate: string
 * const logout = await verifyLogoutRequest(
 *   { query: new URL(request.url).search },
 *   {
 *     idpEntityId: 'https://idp.example.com/metadata',
 *     signingCertificates: [certificate],
 *     sloUrl: 'https://app.example.com/sso/con_1/slo',
 *   },
 * )
 * console.log(logout.nameId, logout.sessionIndexes)
 * ```
 */
export async function verifyLogoutRequest(
  samlRequest: string | RedirectQuery,
  expected: LogoutRequestExpectations,
): Promise<VerifiedLogoutRequest> {
  try {
    return await acceptLogoutRequest(samlRequest, { ...expected, now: expected.now ?? new Date() })
  } catch (error) {
    throw toSsoError(error)
  }
}

/**
 * Verifies the identity provider's answer to our LogoutRequest. A wrong signature, issuer, address or
 * request id is refused. An answer without a signature, or one that reports a failure, is returned with
 * `confirmed: false`: the journey is over, and nothing is known about the sessions.
 *
 * @param samlResponse the form value `SAMLResponse`; or the query of a redirect, as it was received
 * @param expected what this journey expects; `inResponseTo` from this browser's own pending logout
 * @returns whether the identity provider confirmed the logout
 * @throws {SsoError} `saml_*`, with all reasons in `issues` where there are several; `config_invalid`
 * for missing expectations
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf} section 4.4
 * @example
 * ```ts
 * import { verifyLogoutResponse } from 'ssokit/saml'
 *
 * declare const form: { SAMLResponse: string }
 * declare const requestId: string
 * declare const certificate: string
 * const { confirmed } = await verifyLogoutResponse(form.SAMLResponse, {
 *   idpEntityId: 'https://idp.example.com/metadata',
 *   signingCertificates: [certificate],
 *   sloUrl: 'https://app.example.com/sso/con_1/slo',
 *   inResponseTo: requestId,
 * })
 * console.log(confirmed)
 * ```
 */
export async function verifyLogoutResponse(
  samlResponse: string | RedirectQuery,
  expected: LogoutResponseExpectations,
): Promise<VerifiedLogoutResponse> {
  try {
    return await acceptLogoutResponse(samlResponse, {
      ...expected,
      now: expected.now ?? new Date(),
    })
  } catch (error) {
    throw toSsoError(error)
  }
}
