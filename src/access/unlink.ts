import { readDomain } from '../domain/domain-name.ts'
import type { AccountDirectory } from '../types/accounts.ts'

/** Which keys `unlink` of an account directory is to remove. */
export type UnlinkFilter = Parameters<AccountDirectory['unlink']>[0]

/**
 * Whether `unlink` of your account directory has to remove a key (rule D5). Pure: a directory in a database
 * may ask this of each key of the connection, or say the same in its query.
 *
 * @param filter as `unlink` got it
 * @param key its connection, and the e-mail of the account that it leads to, in whatever spelling you keep it
 * @returns true for every key of the connection, or where the filter names a domain, for those of accounts
 *   with an e-mail of it
 * @example
 * ```ts
 * import { isUnlinked, type UnlinkFilter } from 'ssokit/access'
 *
 * declare const keys: Map<string, { connectionId: string; email: string }>
 *
 * async function unlink(filter: UnlinkFilter): Promise<void> {
 *   for (const [id, key] of keys) if (isUnlinked(filter, key)) keys.delete(id)
 * }
 * await unlink({ connectionId: 'con_1', emailDomain: 'acme.example' })
 * ```
 */
export function isUnlinked(
  { connectionId, emailDomain, withSubdomains = false }: UnlinkFilter,
  key: { readonly connectionId: string; readonly email?: string | undefined },
): boolean {
  if (key.connectionId !== connectionId) return false
  if (emailDomain === undefined) return true
  const domain = domainIn(key.email ?? '')
  return domain === emailDomain || (withSubdomains && domain.endsWith(`.${emailDomain}`))
}

/**
 * The domain in the form in which it was claimed. Hosts keep addresses as somebody typed them, and a key
 * must not outlast the domain for a capital letter or an umlaut (rule E1).
 */
function domainIn(email: string): string {
  const [, name = ''] = /@([^@]+)$/.exec(email.trim()) ?? []
  const read = readDomain(name.replace(/\.$/, ''))
  return 'domain' in read ? read.domain : name.toLowerCase()
}
