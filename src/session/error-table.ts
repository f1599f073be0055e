import { entry, type ErrorEntry, type SessionErrorCode } from '../error-entry.ts'

/** Every error about sessions that go on. One row a line, so this file is left out of the formatter. */
export const sessionErrors: Readonly<Record<SessionErrorCode, ErrorEntry>> = {
  // Sign-ins that take the place of a running session
  login_authentication_too_weak: entry(403, 'denied', 'The person did not authenticate in one of the ways that were asked for.', 'Let the identity provider’s policy for this application require that way, for example a second factor, and name it in the answer; compare `acrValues` with what it sends.'),
  login_person_mismatch: entry(403, 'restart', 'Another person answered than the one whose session was to be confirmed.', 'Sign in at the identity provider as the person whose session it is, or sign out first.'),
  login_session_ended: entry(400, 'restart', 'The session that was to be confirmed is over.', 'Start an ordinary sign-in, without `session`.'),
  login_silent_origin_refused: entry(500, 'failed', 'A silent sign-in was asked for by a page of an origin that is not allowed.', 'Pass the origin of `baseUrl`, or list the page’s origin under `allowedReturnOrigins`.'),

  // What became of a session: codes of `sso.refresh` results
  session_ended: entry(401, 'restart', 'The session is over: signed out, ended by the identity provider or by an admin, or not known.', 'Sign in again.'),
  session_expired: entry(401, 'restart', 'The session has reached its end.', 'Sign in again; `session.maxAgeSeconds` of the connection and the identity provider decide how long a session lasts.'),
  session_account_gone: entry(401, 'restart', 'The account that the session belongs to is no longer the one of this identity.', 'Sign in again; whoever removed or unlinked the account decides whether that succeeds.'),
  session_refresh_refused: entry(401, 'restart', 'The identity provider refuses the refresh token: the person’s access or session there is over.', 'Sign in again; the identity provider’s log says who ended it.'),
  session_refresh_reused: entry(401, 'restart', 'The identity provider refuses a refresh token that it gave by rotation: it may have seen an older one used again.', 'Sign in again, and look for “token reuse” in the identity provider’s log: somebody else may have had a copy.'),
  session_refresh_lost: entry(401, 'restart', 'An answer of the identity provider was lost, and it does not accept the old refresh token any more.', 'Sign in again; a grace period for rotated tokens at the identity provider (Okta: “Grace period for token rotation”) bridges such losses.'),
  session_refresh_busy: entry(503, 'unavailable', 'Another process is renewing this session and has not finished.', 'Try again in a few seconds.', true),
}
