import { globalRunner, type TestRunner } from '../runner.ts'
import type { Checks, OpenedAccounts } from './checks.ts'
import { creatingChecks } from './creating.ts'
import { findingChecks } from './finding.ts'
import { leavingChecks } from './leaving.ts'
import { linkingChecks } from './linking.ts'
import { updatingChecks } from './updating.ts'

export type { OpenedAccounts } from './checks.ts'
export {
  memoryAccounts,
  type MemoryAccounts,
  type MemoryAccountsOptions,
  type RegisteredMember,
} from './memory.ts'

/** Gives a fresh, empty directory; called once per case. */
export type AccountsFactory = () => OpenedAccounts | Promise<OpenedAccounts>

/** One sentence of the contract. `run` rejects where the directory breaks it. */
export interface AccountsCase {
  readonly name: string
  run(): Promise<void>
}

const groups: readonly Checks[] = [
  ...[findingChecks, creatingChecks, updatingChecks, linkingChecks, leavingChecks],
]

/**
 * Lists the cases of the contract of `AccountDirectory`, to run them anywhere.
 *
 * @param factory gives a fresh, empty directory for each case
 * @returns one case per sentence; each opens what it needs and closes it again
 * @example
 * ```ts
 * import { accountsCases, memoryAccounts } from 'ssokit/testing'
 *
 * const open = () => {
 *   const accounts = memoryAccounts({ scope: 'global' })
 *   return { accounts, ...accounts }
 * }
 * for (const { name, run } of accountsCases(open)) await run().catch((error) => console.log(name, error))
 * ```
 */
export function accountsCases(factory: AccountsFactory): readonly AccountsCase[] {
  return groups.flatMap(Object.entries<Checks[string]>).map(([name, check]) => ({
    name,
    async run() {
      const opened = await factory()
      try {
        await check(opened)
      } finally {
        await opened.close?.()
      }
    },
  }))
}

/**
 * Declares the contract of `AccountDirectory` as tests. A directory that fails one of them lets people
 * into accounts that are not theirs, or keeps them out of their own.
 *
 * @param factory gives a fresh, empty directory for each case
 * @param runner the test runner; by default its global `describe` and `it`
 * @throws {TypeError} where no runner is given and there are no such globals
 * @example
 * ```ts
 * import { describe, it } from 'node:test'
 * import { describeAccounts, memoryAccounts } from 'ssokit/testing'
 *
 * describeAccounts(
 *   () => {
 *     const accounts = memoryAccounts({ scope: 'global' })
 *     return { accounts, ...accounts }
 *   },
 *   { describe, it },
 * )
 * ```
 */
export function describeAccounts(
  factory: AccountsFactory,
  runner: TestRunner = globalRunner('describeAccounts'),
): void {
  runner.describe('accounts', () => {
    for (const { name, run } of accountsCases(factory)) runner.it(name, run)
  })
}
