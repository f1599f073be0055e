import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { errorTexts } from '../support/error-texts.ts'
import { isSsoError, SsoError, type SsoErrorCode, unsafeCauseOf } from '../../src/errors.ts'
import { explained } from '../../src/oidc/explained.ts'
import {
  authorizationError,
  authorizationErrors,
  tokenError,
  tokenErrors,
} from '../../src/oidc/provider-errors.ts'
import { vendorErrors } from '../../src/oidc/vendors/errors.ts'
import { oidcError } from '../../src/oidc/error.ts'

/** The error that work ends with which failed like this. */
async function thrownFor(failure: unknown): Promise<SsoError> {
  const error: unknown = await explained(Promise.reject(failure)).catch((thrown: unknown) => thrown)
  if (!isSsoError(error)) throw new Error('not an SsoError')
  return error
}

/** What a provider said at the callback, as oauth4webapi throws it. */
function atCallback(error: string, description?: string): Promise<SsoError> {
  const cause = new URLSearchParams({
    error,
    ...(description === undefined ? {} : { error_description: description }),
  })
  return thrownFor(authorizationError(new AuthorizationResponseError('refused', { cause })))
}

/** What the token endpoint said, as oauth4webapi throws it. */
function atTokenEndpoint(error: string, description?: string): Promise<SsoError> {
  const cause = { error, ...(description === undefined ? {} : { error_description: description }) }
  const response = Response.json(cause, { status: 400 })
  return thrownFor(tokenError(new ResponseBodyError('refused', { cause, response })))
}

/** As Microsoft Entra words its descriptions. */
const entra = (number: number, text: string = 'Something about it.') =>
  `AADSTS${number}: ${text} Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333 Timestamp: 2026-01-09 02:02:12Z`

describe('errors of the authorization endpoint', () => {
  it.each<[string, string, string | undefined, SsoErrorCode]>([
    ['RFC 6749', 'access_denied', undefined, 'oidc_access_denied'],
    ['RFC 6749', 'invalid_request', 'The redirect_uri is missing.', 'oidc_request_rejected'],
    ['RFC 6749', 'unauthorized_client', undefined, 'oidc_request_rejected'],
    ['RFC 6749', 'unsupported_response_type', undefined, 'oidc_request_rejected'],
    ['RFC 6749', 'invalid_scope', undefined, 'oidc_scope_rejected'],
    ['RFC 6749', 'server_error', undefined, 'oidc_provider_error'],
    ['RFC 6749', 'temporarily_unavailable', undefined, 'oidc_provider_unavailable'],
    ['OpenID Connect', 'login_required', undefined, 'oidc_interaction_required'],
    ['OpenID Connect', 'interaction_required', undefined, 'oidc_interaction_required'],
    ['OpenID Connect', 'account_selection_required', undefined, 'oidc_interaction_required'],
    ['CL-17 OpenID Connect', 'consent_required', undefined, 'oidc_consent_required'],
    ['OpenID Connect', 'request_not_supported', undefined, 'oidc_request_rejected'],
    ['nobody', 'something_new', 'Whatever.', 'oidc_provider_error'],
    ['nobody', 'toString', undefined, 'oidc_provider_error'],
    ['nobody', '__proto__', undefined, 'oidc_provider_error'],
    [
      'CO-6 Okta',
      'access_denied',
      'User is not assigned to the client application.',
      'oidc_access_denied',
    ],
    [
      'CL-16 Okta',
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
      'oidc_policy_denied',
    ],
    [
      'CL-15 Okta',
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
      'oidc_scope_rejected',
    ],
    [
      'Okta',
      'invalid_scope',
      'Custom scopes are not allowed for this request',
      'oidc_scope_rejected',
    ],
    ['Entra', 'access_denied', entra(50105), 'oidc_access_denied'],
    ['Entra', 'invalid_request', entra(50011), 'oidc_request_rejected'],
    ['Entra', 'interaction_required', entra(65001), 'oidc_consent_required'],
    ['Entra', 'access_denied', entra(65004), 'oidc_consent_required'],
    ['Entra', 'invalid_client', entra(90094), 'oidc_consent_required'],
    ['Entra', 'login_required', entra(50058), 'oidc_interaction_required'],
    ['Entra', 'interaction_required', entra(50076), 'oidc_interaction_required'],
    ['Entra', 'interaction_required', entra(50079), 'oidc_interaction_required'],
    ['Entra', 'access_denied', entra(53003), 'oidc_policy_denied'],
    ['Entra', 'access_denied', entra(50020), 'oidc_access_denied'],
    ['Entra', 'invalid_scope', entra(70011), 'oidc_scope_rejected'],
    ['Entra', 'access_denied', entra(650053), 'oidc_scope_rejected'],
    ['Entra', 'unauthorized_client', entra(700016), 'oidc_client_rejected'],
    [
      'Keycloak',
      'unauthorized_client',
      'Client is not allowed to initiate browser login with given response_type. Standard flow is disabled for the client.',
      'oidc_request_rejected',
    ],
    ['Keycloak', 'temporarily_unavailable', 'authentication_expired', 'oidc_interaction_required'],
    ['Keycloak', 'invalid_scope', 'Invalid scopes: openid groups', 'oidc_scope_rejected'],
    ['Google', 'admin_policy_enforced', undefined, 'oidc_policy_denied'],
    ['Google', 'org_internal', undefined, 'oidc_access_denied'],
    ['Google', 'disallowed_useragent', undefined, 'oidc_request_rejected'],
  ])('%s: %s, %s', async (_vendor, error, description, code) => {
    expect((await atCallback(error, description)).code).toBe(code)
  })
})

describe('errors of the token endpoint', () => {
  it.each<[string, string, string | undefined, SsoErrorCode]>([
    ['RFC 6749', 'invalid_client', undefined, 'oidc_client_rejected'],
    ['RFC 6749', 'unauthorized_client', undefined, 'oidc_client_rejected'],
    ['RFC 6749', 'invalid_grant', undefined, 'oidc_code_rejected'],
    ['RFC 6749', 'invalid_scope', undefined, 'oidc_scope_rejected'],
    ['RFC 6749', 'unsupported_grant_type', undefined, 'oidc_request_rejected'],
    ['RFC 6749', 'invalid_request', 'Something is missing.', 'oidc_token_request_failed'],
    ['nobody', 'something_new', undefined, 'oidc_token_request_failed'],
    [
      'CL-16 Okta',
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
      'oidc_policy_denied',
    ],
    [
      'Okta',
      'invalid_client',
      'The client secret supplied for a confidential client is invalid.',
      'oidc_client_rejected',
    ],
    [
      'Okta',
      'unauthorized_client',
      'The client is not authorized to use the provided grant type. Configured grant types: [refresh_token].',
      'oidc_request_rejected',
    ],
    [
      'Okta',
      'invalid_dpop_proof',
      'The DPoP proof JWT header is missing.',
      'oidc_request_rejected',
    ],
    ['Entra', 'invalid_client', entra(7000215), 'oidc_client_rejected'],
    ['Entra', 'invalid_client', entra(7000222), 'oidc_client_rejected'],
    ['Entra', 'invalid_client', entra(7000218), 'oidc_client_rejected'],
    ['Entra', 'invalid_request', entra(9002325), 'oidc_request_rejected'],
    ['Entra', 'invalid_request', entra(9002327), 'oidc_request_rejected'],
    ['Entra', 'invalid_grant', entra(50076), 'oidc_interaction_required'],
    ['Entra', 'invalid_grant', entra(65001), 'oidc_consent_required'],
    ['Entra', 'invalid_grant', entra(54005), 'oidc_code_rejected'],
    ['Entra', 'temporarily_unavailable', entra(90033), 'oidc_provider_unavailable'],
    [
      'Keycloak',
      'unauthorized_client',
      'Invalid client or Invalid client credentials',
      'oidc_client_rejected',
    ],
    ['Google', 'redirect_uri_mismatch', undefined, 'oidc_request_rejected'],
    ['Google', 'deleted_client', undefined, 'oidc_client_rejected'],
  ])('%s: %s, %s', async (_vendor, error, description, code) => {
    expect((await atTokenEndpoint(error, description)).code).toBe(code)
  })
})

describe('the hint for the admin', () => {
  it.each<[string, string, RegExp]>([
    ['access_denied', 'User is not assigned to the client application.', /Assignments/],
    ['access_denied', 'Policy evaluation failed for this request.', /Access Policies/],
    [
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
      /Scopes.*Set as a default scope/,
    ],
    ['access_denied', entra(50105), /Users and groups/],
    ['invalid_request', entra(50011), /Authentication.*redirect URI/],
    ['invalid_request', entra(9002327), /Single-page application.*Web/],
    ['consent_required', entra(65001), /Grant admin consent/],
    ['invalid_client', entra(7000222), /expired.*New client secret/],
    ['admin_policy_enforced', '', /Google Admin console/],
    ['temporarily_unavailable', 'authentication_expired', /Login timeout/],
  ])('names the field in that provider’s console: %s, %.30s…', async (error, description, hint) => {
    expect((await atCallback(error, description)).hint).toMatch(hint)
  })

  it('CL-15 CL-17 is the table’s own where no vendor is known by its words', async () => {
    const scope = await atCallback('invalid_scope')
    expect(scope.hint).toBe(errorTexts.oidc_scope_rejected.hint)
    const consent = await atCallback('consent_required')
    expect(consent.hint).toBe(errorTexts.oidc_consent_required.hint)
  })
})

describe('N3 what a provider says', () => {
  const hostile = `AADSTS50105: <img src=x>\u202e\u0000\n${'x'.repeat(10_000)} AADSTS53003:`

  it('N3 chooses among our own texts and is quoted for admins only, cut and escaped', async () => {
    const error = await atCallback('access_denied', hostile)
    expect(error.code).toBe('oidc_access_denied')
    expect(error.hint).toContain('Users and groups')
    const own = [error.message, error.hint, error.publicMessage].join()
    expect(own).not.toContain('<img')
    const { description } = error.detail as { description: string }
    expect(description).toMatch(/^AADSTS50105: <img src=x>\\u\{202e\}\\u\{0\}\\u\{a\}x+…$/)
    expect(description.length).toBeLessThan(240)
  })

  it('N3 is escaped in the name of the error too', async () => {
    for (const { detail } of [await atCallback('x\u202e\n'), await atTokenEndpoint('x\u202e\n')]) {
      expect(detail?.error).toBe('x\\u{202e}\\u{a}')
    }
  })

  it('N3 is looked at no further than where it is cut', async () => {
    const late = `${'x'.repeat(300)} AADSTS50105: not assigned`
    expect((await atCallback('invalid_request', late)).code).toBe('oidc_request_rejected')
  })

  it('N3 is a number as a whole and not the beginning of another', async () => {
    const error = await atCallback('access_denied', 'AADSTS501050: x')
    expect(error.hint).toBe(errorTexts.oidc_access_denied.hint)
  })

  it('N3 stays what it was in every other respect', async () => {
    const plain = oidcError('oidc_code_rejected', {
      detail: { error: 'invalid_grant', description: 'aadsts54005: x' },
      connectionId: 'con_1',
      cause: new Error('inner'),
    })
    const error = await thrownFor(plain)
    expect(error.detail).toEqual(plain.detail)
    expect(error.connectionId).toBe('con_1')
    expect(unsafeCauseOf(error)).toBe(unsafeCauseOf(plain))
  })
})

describe('explained', () => {
  it('changes neither results nor errors that no provider sent', async () => {
    expect(await explained(Promise.resolve(1))).toBe(1)
    for (const error of [
      new SsoError('login_replayed'),
      oidcError('oidc_issuer_mismatch', { detail: { expected: 'admin_policy_enforced' } }),
      new Error('x'),
      undefined,
    ]) {
      await expect(explained(Promise.reject(error))).rejects.toBe(error)
    }
  })
})

describe('the tables', () => {
  it.each(vendorErrors.map((row) => [row.error ?? '', row.says ?? '', row] as const))(
    'say where %s %s is documented, and match by something',
    (error, says, { source, code }) => {
      expect(error + says).not.toBe('')
      expect(source).toMatch(/^https:\/\/[\w.-]+\/\S+$/)
      expect(says).toBe(says.toLowerCase())
      expect(Object.hasOwn(errorTexts, code)).toBe(true)
    },
  )

  it('have no row that an earlier one hides', () => {
    const hidden = vendorErrors.filter((row, index) =>
      vendorErrors
        .slice(0, index)
        .some(
          (earlier) =>
            (earlier.error === undefined || earlier.error === row.error) &&
            (earlier.says === undefined || (row.says ?? '').includes(earlier.says)),
        ),
    )
    expect(hidden).toEqual([])
  })

  it('know every error of the specifications [RFC 6749 4.1.2.1, 5.2; OpenID Connect Core 3.1.2.6]', () => {
    const atCallbacks = [
      ...['invalid_request', 'unauthorized_client', 'access_denied', 'unsupported_response_type'],
      ...['invalid_scope', 'temporarily_unavailable', 'interaction_required', 'login_required'],
      ...['account_selection_required', 'consent_required', 'invalid_request_uri'],
      ...['invalid_request_object', 'request_not_supported', 'request_uri_not_supported'],
    ]
    expect([...authorizationErrors.keys()].toSorted()).toEqual(atCallbacks.toSorted())
    for (const error of [
      ...['invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'],
      ...['invalid_scope'],
    ]) {
      expect(tokenErrors.has(error)).toBe(true)
    }
  })
})

describe('what the person sees', () => {
  it.each([
    ['CO-6', 'oidc_access_denied', 403, /^You are not assigned to this application at your org/],
    ['CL-9', 'oidc_policy_denied', 403, /^You do not have access to this application\.$/],
    ['CL-17', 'oidc_consent_required', 403, /not approved this application yet/],
    ['CL-15', 'oidc_scope_rejected', 403, /^Sign-in could not be completed\.$/],
    ['', 'oidc_interaction_required', 400, /start again/],
    ['', 'oidc_provider_unavailable', 503, /try again in a few minutes/],
  ] as const)('%s of %s', (_seed, code, status, message) => {
    const error = oidcError(code)
    expect([error.status, error.publicMessage]).toEqual([status, expect.stringMatching(message)])
  })
})
