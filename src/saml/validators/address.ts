import { printable } from '../../errors.ts'
import { issue, type SamlIssue } from '../issue.ts'
import type { SamlCode } from '../error.ts'
import { isUrl } from '../../url.ts'

/** An address in a message is the one that the message was sent to, byte for byte (rule S16). */
export function checkAddress(
  code: SamlCode,
  path: string,
  address: string | undefined,
  expected: string,
): SamlIssue[] {
  if (address === expected) return []
  const received = address === undefined ? '(none)' : printable(address) || '(empty)'
  const message = `${path} is ${received}; the message was sent to ${printable(expected)}.`
  const hint = address === undefined ? undefined : hintFor(address, expected)
  const detail = { expected, received }
  return [issue(code, path, message, { ...(hint !== undefined && { hint }), detail })]
}

/** What stands between two addresses that are almost equal is nearly always a proxy or a slash. */
function hintFor(received: string, expected: string): string | undefined {
  if (!isUrl(received) || !isUrl(expected)) return undefined
  const [one, other] = [new URL(received), new URL(expected)]
  const withoutSlash = ({ pathname }: URL) => pathname.replace(/\/$/, '')
  const isSame =
    one.hostname === other.hostname &&
    withoutSlash(one) === withoutSlash(other) &&
    one.search === other.search
  if (!isSame) return undefined
  const differences = [
    one.protocol === other.protocol ? '' : 'the scheme',
    one.port === other.port ? '' : 'the port',
    one.pathname === other.pathname ? '' : 'a slash at the end',
  ].filter((name) => name !== '')
  if (differences.length === 0) return undefined
  return `Only ${differences.join(' and ')} differs. Behind a proxy, set \`baseUrl\` to the public address, scheme and port included; then copy the address from the connection’s setup values to the identity provider again.`
}
