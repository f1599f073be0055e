import type { AccountFacts } from '../types/accounts.ts'
import type { AccessDecision, AccessFacts, AccessRefusal, DirectoryFacts } from './decide.ts'
import type { RoleOutcome } from './roles.ts'

type Link = NonNullable<Extract<AccessDecision, { kind: 'sign_in' }>['link']>

/** Which account of the host's a person may use. */
export type AccountOutcome = { readonly message: string } & (
  | {
      readonly kind: 'found'
      readonly code: string
      readonly account: AccountFacts
      readonly isReactivated?: true
      readonly link?: Link
    }
  | { readonly kind: 'new'; readonly code: string; readonly account: null }
  | {
      readonly kind: 'join'
      readonly code: string
      readonly needs: 'confirmation' | 'account_session'
      readonly account: null
    }
  | { readonly kind: 'refused'; readonly code: AccessRefusal; readonly account: null }
)

/**
 * Finds the account by its key, by an e-mail that rule E4 lets through, or decides whether a new one
 * may be made. Pure.
 */
export function findAccount(
  facts: AccessFacts,
  { byKey, byEmail, isInvited, scope }: DirectoryFacts,
  roles: RoleOutcome,
): AccountOutcome {
  if (byKey) return knownAccount(byKey, roles)
  if (byEmail) return accountOfEmail(facts, scope, byEmail)
  return newAccount(facts, isInvited)
}

const refused = (code: AccessRefusal, message: string): AccountOutcome => ({
  ...{ kind: 'refused', code, message, account: null },
})
const join = (needs: 'confirmation' | 'account_session', message: string): AccountOutcome => ({
  ...{ kind: 'join', needs, code: `join_${needs}`, message, account: null },
})

/** A mapped group undoes only what a missing group did: whom the host deactivated stays out. */
function knownAccount(account: AccountFacts, roles: RoleOutcome): AccountOutcome {
  if (account.isActive) {
    const message = 'The account of this identity exists and is active.'
    return { kind: 'found', code: 'account_found', message, account }
  }
  if (account.deactivatedBy === 'idp' && roles.kind === 'mapped') {
    const message = 'The account was deactivated for want of a group and has one again.'
    return { kind: 'found', code: 'account_reactivated', message, account, isReactivated: true }
  }
  return refused('access_account_inactive', 'The account of this identity is deactivated.')
}

/** An account that merely has the same e-mail (rule E4): linked by choice and on proof, never else. */
function accountOfEmail(
  facts: AccessFacts,
  scope: DirectoryFacts['scope'],
  account: AccountFacts,
): AccountOutcome {
  if (!account.isActive) {
    return refused('access_account_inactive', 'The account with this e-mail is deactivated.')
  }
  if (!isLinkable(facts, scope, account)) {
    return join('account_session', 'An account has this e-mail; its own session must prove it.')
  }
  const link = { accountId: account.id, revokeCredentials: scope === 'global' }
  const message = 'The account with this e-mail is linked, as the connection says.'
  return { kind: 'found', code: 'account_linked', message, account, link }
}

function isLinkable(
  { access, identity, organizationId }: AccessFacts,
  scope: DirectoryFacts['scope'],
  account: AccountFacts,
): boolean {
  if (access.linking === 'never') return false
  const isMember = account.organizationIds.includes(organizationId)
  // Where accounts belong to one organisation, its own provider's word is enough among its own.
  if (scope === 'organization') return isMember
  if (access.linking === 'organization_member' && !isMember) return false
  // A global account serves other organisations too: both sides must have proved the address.
  return identity.emailVerified && account.isEmailVerified && account.isLinked !== true
}

function newAccount({ access, identity }: AccessFacts, isInvited: boolean): AccountOutcome {
  switch (access.provisioning) {
    case 'jit': {
      const message = 'Accounts are created at the first sign-in.'
      return { kind: 'new', code: 'provisioning_jit', message, account: null }
    }
    case 'join_prompt':
      return join('confirmation', 'The person is asked whether to join.')
    case 'invite': {
      if (!isInvited || identity.email === undefined) {
        const message = 'The person has neither account nor invitation.'
        return refused('access_not_invited', message)
      }
      const message = 'The person was invited with this e-mail address.'
      return { kind: 'new', code: 'invited', message, account: null }
    }
  }
}
