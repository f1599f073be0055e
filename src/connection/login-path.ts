import type { SsoIssue } from '../errors.ts'

const MAX_LENGTH = 63

/** Words that a host's own addresses are likely to need. */
const reserved = new Set([
  ...['admin', 'api', 'callback', 'initiate', 'join', 'login', 'logout', 'metadata', 'new'],
  ...['oauth', 'oidc', 'saml', 'setup', 'signin', 'signup', 'sso', 'static', 'support', 'www'],
])

/**
 * Brings an organisation's login path into the form in which it is unique: lower case, without the
 * slash that people type in front.
 */
export function normalizeLoginPath(
  typed: string,
): { readonly loginPath: string } | { readonly issue: SsoIssue } {
  const stripped = typed.replace(/^\//, '')
  const loginPath = stripped.toLowerCase()
  const issue = (message: string, hint: string) => ({
    issue: { path: 'loginPath', code: 'connection_login_path_invalid', message, hint },
  })
  // Asked of what was typed: in lower case the Kelvin sign would be an ordinary k.
  if (!/^[A-Za-z0-9]+$/.test(stripped) || loginPath.length > MAX_LENGTH) {
    return issue(
      'The login path is not alphanumeric.',
      `Use 1 to ${MAX_LENGTH} letters and digits, such as acme.`,
    )
  }
  if (reserved.has(loginPath)) {
    return issue('This login path is reserved.', 'Choose another one, such as your company’s name.')
  }
  return { loginPath }
}
