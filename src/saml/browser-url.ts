import { printable, type SsoIssue } from '../errors.ts'
import { isUrl } from '../url.ts'

/** Longer ones are none that an identity provider has; the query of a redirect must still fit. */
const MAX_URL_LENGTH = 2048

/** RFC 3986 without user information, fragment and non-ASCII: what every reader reads alike. */
const plainUrl = /^https?:\/\/[\w.:[\]-]+(?:[/?][\w.~%!$&'()*+,;=:@/?[\]-]*)?$/i

/**
 * What speaks against sending a browser to an address (rule M1). It need not be public: people inside
 * a company reach identity providers that we do not, on any port.
 *
 * @param allowsHttp true for addresses of local development
 */
export function browserUrlProblem(
  url: string,
  allowsHttp: (url: string) => boolean,
): Omit<SsoIssue, 'path'> | undefined {
  if (url.length > MAX_URL_LENGTH || !plainUrl.test(url) || !isUrl(url)) {
    return {
      code: 'saml_endpoint_invalid',
      message: `This is no plain web address: ${printable(url)}`,
      hint: 'Use one like https://idp.example.com/sso, without user name and fragment.',
    }
  }
  if (new URL(url).protocol === 'https:' || allowsHttp(url)) return undefined
  return {
    code: 'saml_endpoint_not_https',
    message: `This address is not https: ${printable(url)}`,
    hint: 'Switch on https at the identity provider.',
  }
}
