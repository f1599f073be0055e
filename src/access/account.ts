import type { AccountFacts } from '../types/accounts.ts'
import type {
  AccessFacts,
  AccessReason,
  AccessRefusal,
  AccessStep,
  AccountLink,
  DirectoryFacts,
} from './facts.ts'
import { isMemberOf } from './membership.ts'
import type { RoleOutcome } from './roles.ts'

/** Which account of the host's a person may use. */
export type AccountOutcome = { readonly reasons: readonly AccessReason[] } & (
  | {
      readonly kind: 'found'
      readonly account: AccountFacts
      readonly isReactivated?: true
      readonly link?: AccountLink
    }
  | { readonly kind: 'new'; readonly account: null }
  | {
      readonly kind: 'join'
      readonly needs: 'confirmation' | 'account_session'
      readonly account: null
    }
  | { readonly kind: 'refused'; readonly code: AccessRefusal; readonly account: null }
)

/**
 * Finds the account by its key, by its own running session, by an e-mail that rule E4 lets through, or
 * decides whether a new one may be made. Pure.
 */
export function findAccount(
  facts: AccessFacts,
  directory: DirectoryFacts,
  roles: RoleOutcome,
): AccountOutcome {
  const { byKey, byEmail } = directory
  if (byKey) return knownAccount(facts, byKey, roles)
  if (facts.join?.account) return provenAccount(facts, directory, facts.join.account)
  if (byEmail) return accountOfEmail(facts, directory, byEmail)
  const unknown = 'No account has this identity, and none its e-mail.'
  const { reasons, ...outcome } = newAccount(facts, directory.isInvited)
  return { ...outcome, reasons: [pass('account', 'account_unknown', unknown), ...reasons] }
}

const pass = (step: AccessStep, code: string, message: string): AccessReason => ({
  ...{ step, outcome: 'pass', code, message },
})
const refused = (step: AccessStep, code: AccessRefusal, message: string): AccountOutcome => ({
  ...{ kind: 'refused', code, account: null },
  reasons: [{ step, outcome: 'fail', code, message }],
})
const ask = (
  step: AccessStep,
  needs: 'confirmation' | 'account_session',
  message: string,
): AccountOutcome => ({
  ...{ kind: 'join', needs, account: null },
  reasons: [{ step, outcome: 'ask', code: `join_${needs}`, message }],
})
const found = (
  code: string,
  message: string,
  account: AccountFacts,
  more: { readonly isReactivated?: true; readonly link?: AccountLink } = {},
): AccountOutcome => ({
  ...{ kind: 'found', account, ...more },
  reasons: [pass('account', code, message)],
})
const inactive = (which: string): AccountOutcome =>
  refused('account', 'access_account_inactive', `${which} is deactivated.`)
const notInvited = (message: string): AccountOutcome =>
  refused('provisioning', 'access_not_invited', message)

const isMember = ({ organizationId }: AccessFacts, account: AccountFacts): boolean =>
  isMemberOf(account, organizationId)

/** A mapped group undoes only what a missing group did: whom the host put out stays out (rule T3). */
function knownAccount(
  facts: AccessFacts,
  account: AccountFacts,
  roles: RoleOutcome,
): AccountOutcome {
  if (account.isActive !== true) {
    if (account.deactivatedBy !== 'idp' || roles.kind !== 'mapped') {
      return inactive('The account of this identity')
    }
    const message = 'The account was deactivated for want of a group and has one again.'
    return found('account_reactivated', message, account, { isReactivated: true })
  }
  if (!isMember(facts, account)) {
    const message = 'The account of this identity is no longer a member of the organisation.'
    return refused('account', 'access_not_member', message)
  }
  return found('account_found', 'The account of this identity exists and is active.', account)
}

/** Whoever is signed in to an account may give this identity the key to it. */
function provenAccount(
  facts: AccessFacts,
  { scope, byEmail, isInvited }: DirectoryFacts,
  account: AccountFacts,
): AccountOutcome {
  if (account.isActive !== true) return inactive('The account that is signed in')
  if (typeof account.id !== 'string' || account.id === '') {
    return refused('account', 'access_not_member', 'The account that is signed in has no id.')
  }
  if (scope === 'organization' && !isMember(facts, account)) {
    const message = 'The account that is signed in belongs to another organisation.'
    return refused('account', 'access_not_member', message)
  }
  if (isUninvited(facts, account, isInvited)) {
    return notInvited('The person was not invited into this organisation.')
  }
  const isSame = byEmail?.id === account.id
  const message = isSame
    ? 'The account with this e-mail is linked: its own session proved it.'
    : 'The account that is signed in is linked: its own session proved it. Its e-mail is another one.'
  const link = { accountId: account.id, revokeCredentials: false }
  return found('account_proven', message, account, { link })
}

/** An account that merely has the same e-mail (rule E4): linked by choice and on proof, never else. */
function accountOfEmail(
  facts: AccessFacts,
  { scope, isInvited }: DirectoryFacts,
  account: AccountFacts,
): AccountOutcome {
  if (account.isActive !== true) return inactive('The account with this e-mail')
  if (isUninvited(facts, account, isInvited)) {
    return notInvited('The account with this e-mail was not invited into this organisation.')
  }
  if (!isLinkable(facts, scope, account)) {
    const message = 'An account has this e-mail; its own session must prove it.'
    return ask('account', 'account_session', message)
  }
  const isAsked = facts.access.provisioning === 'join_prompt' && !isMember(facts, account)
  if (isAsked && !facts.join) return joinPrompt()
  const link = { accountId: account.id, revokeCredentials: scope === 'global' }
  const message = 'The account with this e-mail is linked, as the connection says.'
  return found('account_linked', message, account, { link })
}

/** A new membership needs the invitation, whoever the account belongs to already (NG-12). */
function isUninvited(facts: AccessFacts, account: AccountFacts, isInvited: boolean): boolean {
  return facts.access.provisioning === 'invite' && !isMember(facts, account) && !isInvited
}

function isLinkable(
  facts: AccessFacts,
  scope: DirectoryFacts['scope'],
  account: AccountFacts,
): boolean {
  const { access, identity, connectionId } = facts
  const linked = account.linkedConnectionIds
  // A directory that does not say so cannot tell an address that changed hands.
  if (!Array.isArray(linked)) return false
  switch (access.linking) {
    case 'verified_domain':
      if (!identity.emailVerified) return false
      break
    case 'organization_member':
      if (!isMember(facts, account)) return false
      break
    default:
      return false
  }
  // Where accounts belong to one organisation, its own provider's word is enough among its own. Not for
  // a second subject of one connection: an address that was given to a new person would take the old
  // one's account along.
  if (scope === 'organization') return isMember(facts, account) && !linked.includes(connectionId)
  // A global account serves other organisations too: both sides must have proved the address.
  return identity.emailVerified && account.isEmailVerified === true && linked.length === 0
}

const joinPrompt = (): AccountOutcome =>
  ask('provisioning', 'confirmation', 'The person is asked whether to join.')

function newAccount({ access, identity, join }: AccessFacts, isInvited: boolean): AccountOutcome {
  const created = (code: string, message: string): AccountOutcome => ({
    ...{ kind: 'new', account: null },
    reasons: [pass('provisioning', code, message)],
  })
  switch (access.provisioning) {
    case 'jit':
      return created('provisioning_jit', 'Accounts are created at the first sign-in.')
    case 'join_prompt':
      return join ? created('join_confirmed', 'The person has agreed to join.') : joinPrompt()
    case 'invite':
      return isInvited && identity.email !== undefined
        ? created('invited', 'The person was invited with this e-mail address.')
        : notInvited('The person has neither account nor invitation.')
  }
}
