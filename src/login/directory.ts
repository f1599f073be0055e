import { accessError } from '../access/error.ts'
import type { DirectoryFacts } from '../access/facts.ts'
import { sha256 } from '../crypto/digest.ts'
import { isSsoError } from '../errors.ts'
import type { AccountDirectory, AccountFacts, AccountKey } from '../types/accounts.ts'
import type { Identity } from '../types/identity.ts'

/** Rule E2: connection, issuer and subject, and nothing else, name a person. */
export async function accountKey(
  connection: { readonly id: string; readonly organizationId: string },
  { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
): Promise<AccountKey> {
  const { id: connectionId, organizationId } = connection
  const id = await sha256(JSON.stringify([connectionId, issuer, subject]))
  return { id, connectionId, organizationId, issuer, subject }
}

/**
 * What the directory knows of a person: the account of their key, and only where there is none what
 * their e-mail leads to.
 *
 * @throws {SsoError} `accounts_failed`
 */
export async function lookUp(
  accounts: AccountDirectory,
  key: AccountKey,
  { email }: Pick<Identity, 'email'>,
): Promise<DirectoryFacts> {
  const { scope } = accounts
  return callDirectory(async () => {
    const byKey = (await accounts.findByKey(key)) ?? null
    if (byKey || email === undefined) return { scope, byKey, byEmail: null, isInvited: false }
    const byEmail = (await accounts.findByEmail(email, key.organizationId)) ?? null
    const isInvited = (await accounts.isInvited?.(email, key.organizationId)) === true
    return { scope, byKey, byEmail, isInvited }
  })
}

/** A call whose answer is the account as it is afterwards. */
export async function callForAccount(
  name: 'create' | 'update' | 'link',
  call: () => Promise<AccountFacts>,
): Promise<AccountFacts> {
  const account: AccountFacts | null | undefined = await callDirectory(call)
  // Hosts in plain JavaScript forget to return it, and nobody is signed in to an account unknown.
  if (typeof account?.id === 'string' && Array.isArray(account.organizationIds)) return account
  throw accessError('accounts_failed', { message: `accounts.${name} returned no account.` })
}

/** Whatever the host's directory throws becomes `accounts_failed`. */
export async function callDirectory<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    throw accessError('accounts_failed', { cause })
  }
}
