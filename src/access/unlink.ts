import type { AccountDirectory } from '../types/accounts.ts'

/** Which keys `unlink` of an account directory is to remove. */
export type UnlinkFilter = Parameters<AccountDirectory['unlink']>[0]

/**
 * Whether `unlink` of your account directory has to remove a key (rule D5). Pure: a directory in a database
 * may ask this of each key of the connection, or say the same in its query.
 *
 * @param filter as `unlink` got it
 * @param key its connection, and the e-mail of the account that it leads to
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
  const [, domain = ''] = /@([^@]+)$/.exec(key.email ?? '') ?? []
  return domain === emailDomain || (withSubdomains && domain.endsWith(`.${emailDomain}`))
}
