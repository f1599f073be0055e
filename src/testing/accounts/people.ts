import assert from 'node:assert/strict'
import type { AccountFacts, AccountKey, NewAccount } from '../../types/accounts.ts'
import type { Identity } from '../../types/identity.ts'
import type { OpenedAccounts } from './checks.ts'

/** The instant that lies this many minutes after the start of every case. */
export const minute = (count: number): string =>
  new Date(Date.UTC(2036, 1, 29, 12, count)).toISOString()

/** A key whose id differs as soon as one of its parts does. */
export function aKey(change: Partial<Omit<AccountKey, 'id'>> = {}): AccountKey {
  const parts = {
    ...{ connectionId: 'con_1', organizationId: 'org_1' },
    ...{ issuer: 'https://idp.example', subject: 'ann', ...change },
  }
  const id = Object.entries(parts)
    .map((part) => part.join(' '))
    .join(', ')
  return { id, ...parts }
}

export function anIdentity(change: Partial<Identity> = {}): Identity {
  return {
    ...{ issuer: 'https://idp.example', subject: 'ann' },
    ...{ email: 'ann@acme.example', emailVerified: true, name: 'Ann' },
    ...{ attributes: {}, origin: {} },
    ...change,
  }
}

/** The first sign-in of Ann, who is in a group that leads to `viewer`. */
export function aNewAccount(change: Partial<NewAccount> = {}): NewAccount {
  return {
    ...{ key: aKey(), identity: anIdentity(), roles: ['viewer'] },
    ...{ rolesManagedBy: 'idp', asOf: minute(0), ...change },
  }
}

/** What the directory says of whom this key leads to. */
export async function known(
  { accounts }: OpenedAccounts,
  key: AccountKey = aKey(),
): Promise<AccountFacts> {
  const found = await accounts.findByKey(key)
  return found ?? assert.fail(`the key (${key.id}) leads to an account`)
}

/** Asserts that two answers say the same; whatever a directory adds of its own does not count. */
export function assertSame(actual: AccountFacts, expected: AccountFacts, message?: string): void {
  assert.deepEqual(contractOf(actual), contractOf(expected), message)
}

function contractOf(facts: AccountFacts): Omit<AccountFacts, 'linkedConnectionIds'> {
  const { id, isActive, deactivatedBy, isOwner, isLastOwner, isExempt } = facts
  const { rolesManagedBy, memberSince, hasPassword, isEmailVerified } = facts
  return {
    ...{ id, isActive, isOwner, isLastOwner, isExempt, rolesManagedBy },
    ...{ hasPassword, isEmailVerified, roles: [...facts.roles].sort() },
    ...(deactivatedBy ? { deactivatedBy } : {}),
    ...(memberSince === undefined ? {} : { memberSince }),
    organizationIds: [...facts.organizationIds].sort(),
  }
}
