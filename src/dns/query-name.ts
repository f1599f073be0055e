import { printable, SsoError } from '../errors.ts'

/** Characters of a name, and of one label: 255 and 63 octets on the wire (RFC 1035 section 2.3.4). */
const MAX_NAME_LENGTH = 253
const nameForm = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/**
 * Refuses names that DNS libraries would repair, escape or complete: the question has to be the one
 * that was meant. Underscores are for labels like `_acme-sso`.
 *
 * @throws {SsoError} `domain_invalid`
 */
export function checkQueryName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH && nameForm.test(name)) return name
  throw new SsoError('domain_invalid', {
    message: `DNS cannot be asked for ${printable(JSON.stringify(name))}: it is not a name in lower-case A-labels without a dot at the end.`,
  })
}
