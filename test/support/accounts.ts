import type { AccountDirectory, AccountFacts } from '../../src/index.ts'

/** An ordinary member. */
export const facts = (id: string, change: Partial<AccountFacts> = {}): AccountFacts => ({
  id,
  isActive: true,
  isOwner: false,
  isLastOwner: false,
  isExempt: false,
  roles: [],
  rolesManagedBy: 'host',
  organizationIds: ['org_1'],
  hasPassword: false,
  isEmailVerified: true,
  ...change,
})

/** A directory that keeps accounts by key and notes what it was asked. */
export function directory(change: Partial<AccountDirectory> = {}) {
  const calls: string[] = []
  const byKey = new Map<string, AccountFacts>()
  const accounts: AccountDirectory = {
    scope: 'organization',
    findByKey: async ({ id }) => byKey.get(id) ?? null,
    findByEmail: async () => null,
    create: async ({ key }) => {
      calls.push('create')
      const account = byKey.get(key.id) ?? facts(`acc_${key.subject}`)
      byKey.set(key.id, account)
      return account
    },
    update: async (id) => {
      calls.push('update')
      return facts(id)
    },
    link: () => Promise.reject(new Error('unused')),
    deactivate: () => Promise.reject(new Error('unused')),
    unlink: () => Promise.reject(new Error('unused')),
    ...change,
  }
  return { accounts, calls, byKey }
}
