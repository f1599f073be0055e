import { type ConnectionErrorCode, entry, type ErrorEntry } from '../error-entry.ts'

/** Every error about one connection. One row a line, so this file is left out of the formatter. */
export const connectionErrors: Readonly<Record<ConnectionErrorCode, ErrorEntry>> = {
  connection_not_found: entry(404, 'not_found', 'There is no such connection.', 'Check the connection id in the address that was called.'),
  connection_invalid: entry(422, 'request', 'The connection input is not valid.', 'Correct every entry listed in `issues`.'),
  connection_conflict: entry(409, 'request', 'The connection was changed by somebody else in the meantime.', 'Load the connection again and repeat the change on its new version.'),
  connection_login_path_taken: entry(409, 'request', 'Another connection already uses this login path.', 'Choose another login path; upper and lower case count as equal.'),
  connection_not_ready: entry(409, 'request', 'The connection cannot be activated yet.', 'Settle every entry listed in `issues`, then activate again.'),
  connection_not_active: entry(403, 'unavailable', 'The connection is not active.', 'Activate the connection before anybody signs in with it.'),
  connection_changed: entry(403, 'restart', 'The connection’s trust settings changed while this sign-in was under way.', 'Start the sign-in again.'),
  connection_secret_missing: entry(500, 'unavailable', 'A secret that this connection needs is not stored.', 'Enter the client secret again.'),
  connection_secret_unreadable: entry(500, 'unavailable', 'A stored secret cannot be opened with the configured `secrets`.', 'Put the secret it was sealed with back into `secrets`, or enter the connection’s secret again.'),
}
