import type { AccountDirectory } from '../../types/accounts.ts'

/** An account directory, with what the host's own pages do to accounts. */
export interface OpenedAccounts {
  readonly accounts: AccountDirectory
  /**
   * Registers a member with a password and an e-mail that was verified, and returns the account's id.
   * Where an account with this e-mail exists already, it gets the membership.
   */
  register(member: { email: string; organizationId: string }): string | Promise<string>
  /** As an admin of the application does. */
  deactivateByHost(id: string, organizationId: string): void | Promise<void>
  /** Only where `accounts.isInvited` exists. */
  invite?(email: string, organizationId: string): void | Promise<void>
  /** Gives back what the case has used. */
  close?(): void | Promise<void>
}

/** Examines one sentence of the contract on a fresh, empty directory. */
export type Check = (opened: OpenedAccounts) => Promise<void>

/** Checks by what they say of the directory. */
export type Checks = Readonly<Record<string, Check>>

/** As many callers at once as the contract speaks of. */
export const callers = 20
