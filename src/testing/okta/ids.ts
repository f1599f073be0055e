const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Okta's ids have twenty characters, and the first three tell what they name. */
const RANDOM_LENGTH = 17

/** @param prefix `0oa` of apps, `00u` of people, `aus` of authorization servers, `exk` of SAML keys */
export function oktaId(prefix: '0oa' | '00u' | '00o' | 'aus' | 'exk'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH))
  return prefix + Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('')
}
