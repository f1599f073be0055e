import { type CoreErrorCode, entry, type ErrorEntry } from './error-entry.ts'

/**
 * Every error that no protocol causes, in one table: HTTP status, the text an end user sees, whether the
 * same request may succeed later, what happened and what the admin should change.
 * docs/errors.md is the same in prose; a test compares the two. One row a line, so this file is left
 * out of the formatter.
 */
export const errorTable: Readonly<Record<CoreErrorCode, ErrorEntry>> = {
  // Configuration and administration
  config_invalid: entry(500, 'failed', 'The configuration given to createSso is not valid.', 'Correct every entry listed in `issues`.'),
  not_authorized: entry(403, 'denied', 'This actor may not perform this administrative action.', 'Grant the action in the `authorize` callback; without that callback only `systemActor` may act.'),
  organization_not_entitled: entry(403, 'denied', 'Single sign-on is not part of this organisation’s plan.', 'Answer true from `isSsoAllowed` for organisations that may use single sign-on.'),

  // Starting and finishing a sign-in
  login_target_unknown: entry(404, 'organization_unknown', 'No connection answers to this sign-in address, issuer or e-mail domain.', 'Check the login path, or start the sign-in from the identity provider’s dashboard.'),
  login_ambiguous: entry(409, 'request', 'Several connections fit this issuer or e-mail address.', 'Start the sign-in with a connection id or a login path.'),
  login_issuer_refused: entry(403, 'failed', 'A third party asked to start a sign-in with an issuer that this connection does not have.', 'Compare the `iss` parameter of the identity provider’s tile with the connection’s issuer, or list it under `initiateIssuers`.'),
  login_flow_missing: entry(400, 'restart', 'The answer belongs to no sign-in that this browser started.', 'Start again in the same browser; cookies must be allowed, and the callback address must be on the host of `baseUrl`.'),
  login_flow_expired: entry(400, 'restart', 'The sign-in was started more than ten minutes ago.', 'Start the sign-in again.'),
  login_flow_mismatch: entry(400, 'restart', 'The answer was sent to another connection, purpose or address than the one it was started for.', 'Compare the redirect URI registered at the identity provider with the one shown in the connection’s setup values.'),
  login_replayed: entry(400, 'restart', 'This answer was already used once.', 'Start the sign-in again.'),
  login_unsolicited: entry(400, 'restart', 'An answer arrived that nobody asked for.', 'Set the identity provider’s tile to “Redirect to app to initiate login” so that the sign-in starts here.'),
  login_option_unavailable: entry(500, 'failed', 'The connection’s protocol cannot do what an option of `startLogin` asks for.', 'Leave out the option that `detail.option` names.'),
  login_hook_missing: entry(500, 'failed', 'The handler finished a sign-in, but the host gave no `onLogin` to create a session.', 'Pass `onLogin` to createSso, or call `handleCallback` from your own route.'),
  host_callback_failed: entry(500, 'failed', 'A callback that the host gave to createSso threw an error.', 'Look at the host’s own log; `unsafeCauseOf(error)` holds what was thrown.'),

  // Requests
  request_not_found: entry(404, 'not_found', 'No route of ssokit has this address.', 'Compare the address with `basePath` and `paths`.'),
  request_method_not_allowed: entry(405, 'request', 'This address does not accept this HTTP method.', 'Use one of the methods in the Allow header.'),
  request_media_type_refused: entry(415, 'request', 'A form must be sent as application/x-www-form-urlencoded.', 'Send the form with its ordinary content type.'),
  request_too_large: entry(413, 'request', 'The request body is larger than 1 MiB.', 'Reduce what the identity provider sends, for example by filtering groups.'),
  request_malformed: entry(400, 'request', 'The request is not well formed.', 'Repeat the request as the form or the identity provider sent it.'),
  request_parameter_repeated: entry(400, 'request', 'A parameter was sent more than once.', 'Send every parameter once; if a proxy adds parameters, make it stop.'),

  // Who the person is and what they may do
  email_invalid: entry(422, 'request', 'This is not a usable e-mail address.', 'Enter one plain address such as name@example.com.'),
  domain_invalid: entry(422, 'request', 'This is not a usable domain name.', 'Enter a name such as example.com, without scheme or path.'),

  // Everything else
  storage_unavailable: entry(503, 'unavailable', 'The storage failed, so nobody was signed in.', 'Check the database that backs the storage adapter.', true),
  sealed_value_unreadable: entry(500, 'failed', 'A sealed value cannot be opened with the configured `secrets`.', 'Put the secret it was sealed with back into `secrets`.'),
  internal_error: entry(500, 'failed', 'An unexpected error stopped the request.', 'This is a bug in ssokit or in a callback of the host; `unsafeCauseOf(error)` holds what was thrown.'),
}
