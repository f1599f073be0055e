import { entry, type ErrorEntry, type LogoutErrorCode } from '../error-entry.ts'

/** Every error about signing out. One row a line, so this file is left out of the formatter. */
export const logoutErrors: Readonly<Record<LogoutErrorCode, ErrorEntry>> = {
  logout_cross_site: entry(403, 'request', 'The form that asks to sign out does not come from a page of this host.', 'Post the form from a page on `baseUrl`; a page elsewhere may link to the sign-out address, which then asks the person.'),
  logout_hook_missing: entry(500, 'failed', 'The sign-out address cannot end anybody’s session: createSso has no `readSession` or no `onLocalLogout`.', 'Pass both to createSso, or call `startLogout` from a route of your own.'),
  logout_unrecognised: entry(400, 'request', 'The request to a logout address carries neither a request nor an answer of an identity provider.', 'Compare the logout addresses at the identity provider with the connection’s setup values: each is for one kind of message.'),
  logout_replayed: entry(400, 'request', 'This logout request was received before.', 'Nothing; each request of the identity provider counts once.'),
}
