import type { AccountDirectory, AccountFacts } from '../../src/index.ts'
import { memoryAccounts, type MemoryAccounts } from '../../src/testing/accounts/index.ts'

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
  linkedConnectionIds: [],
  ...change,
})

const writes = ['create', 'update', 'link', 'deactivate', 'unlink'] as const

/** A directory in memory that notes the calls which change something, and with what. */
export function directory(change: Partial<AccountDirectory> = {}) {
  const memory: MemoryAccounts = memoryAccounts(change.scope ? { scope: change.scope } : {})
  const calls: string[] = []
  const details: unknown[][] = []
  const noted = writes.map((name) => {
    const call = (change[name] ?? memory[name]) as (...args: unknown[]) => Promise<unknown>
    return [
      name,
      (...args: unknown[]) => {
        calls.push(name)
        details.push(args)
        return call(...args)
      },
    ]
  })
  const accounts = { ...memory, ...change, ...Object.fromEntries(noted) } as AccountDirectory
  return { accounts, calls, details, memory }
}
