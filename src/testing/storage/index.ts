import type { SsoStorage } from '../../storage/ports.ts'
import { globalRunner, type TestRunner } from '../runner.ts'
import { abortingChecks } from './aborting.ts'
import type { Checks } from './checks.ts'
import { connectionEvidenceChecks } from './connection-evidence.ts'
import { connectionListChecks } from './connection-list.ts'
import { connectionLoadChecks } from './connection-load.ts'
import { connectionLoadOrderChecks } from './connection-load-order.ts'
import { connectionRefusalChecks } from './connection-refusals.ts'
import { connectionTrustChecks } from './connection-trust.ts'
import { connectionWriteChecks } from './connection-write.ts'
import { domainLeaseChecks } from './domain-lease.ts'
import { domainTransferChecks } from './domain-transfer.ts'
import { domainVerifyChecks } from './domain-verify.ts'
import { domainChecks } from './domains.ts'
import { ephemeralChecks } from './ephemeral.ts'
import { journalTrimChecks } from './journal-trim.ts'
import { journalChecks } from './journal.ts'
import { organizationChecks } from './organizations.ts'
import { reservationChecks } from './reservations.ts'
import { sessionEndChecks } from './session-end.ts'
import { sessionFindChecks } from './session-find.ts'
import { sessionLeaseChecks } from './session-lease.ts'
import { sessionChecks } from './sessions.ts'

/** A storage together with what gives its connections back after the case. */
export interface OpenedStorage {
  readonly storage: SsoStorage
  close(): Promise<void> | void
}

/** Gives a fresh, empty storage; called once per case. */
export type StorageFactory = () => SsoStorage | OpenedStorage | Promise<SsoStorage | OpenedStorage>

/** One sentence of the contract. `run` rejects where the storage breaks it. */
export interface StorageCase {
  /** `port: sentence`; unique. */
  readonly name: string
  run(): Promise<void>
}

const checksByPort: Readonly<Record<keyof SsoStorage, readonly Checks[]>> = {
  connections: [
    connectionLoadChecks,
    connectionLoadOrderChecks,
    connectionListChecks,
    connectionWriteChecks,
    connectionRefusalChecks,
    connectionTrustChecks,
    connectionEvidenceChecks,
    abortingChecks.connections,
  ],
  organizations: [organizationChecks, abortingChecks.organizations],
  domains: [
    domainChecks,
    domainVerifyChecks,
    domainTransferChecks,
    domainLeaseChecks,
    abortingChecks.domains,
  ],
  ephemeral: [ephemeralChecks, reservationChecks, abortingChecks.ephemeral],
  sessions: [
    sessionChecks,
    sessionFindChecks,
    sessionEndChecks,
    sessionLeaseChecks,
    abortingChecks.sessions,
  ],
  journal: [journalChecks, journalTrimChecks, abortingChecks.journal],
}

/**
 * Lists the cases of the storage contract, to run them anywhere.
 *
 * @param factory gives a fresh, empty storage for each case
 * @returns one case per sentence; each opens what it needs and closes it again
 * @example
 * ```ts
 * import { memoryStorage } from 'ssokit/storage/memory'
 * import { storageCases } from 'ssokit/testing'
 *
 * for (const { name, run } of storageCases(() => memoryStorage())) {
 *   await run().catch((error) => console.log(name, error))
 * }
 * ```
 */
export function storageCases(factory: StorageFactory): readonly StorageCase[] {
  return Object.entries(checksByPort).flatMap(([port, groups]) => casesOf(port, groups, factory))
}

/**
 * Declares the storage contract as tests. A storage that fails one of them is not safe to use.
 *
 * @param factory gives a fresh, empty storage for each case
 * @param runner the test runner; by default its global `describe` and `it`
 * @throws {TypeError} where no runner is given and there are no such globals
 * @example
 * ```ts
 * import { describe, it } from 'node:test'
 * import { memoryStorage } from 'ssokit/storage/memory'
 * import { describeStorage } from 'ssokit/testing'
 *
 * describeStorage(() => memoryStorage(), { describe, it })
 * ```
 */
export function describeStorage(
  factory: StorageFactory,
  runner: TestRunner = globalRunner('describeStorage'),
): void {
  for (const [port, groups] of Object.entries(checksByPort)) {
    runner.describe(`storage.${port}`, () => {
      for (const { name, run } of casesOf('', groups, factory)) runner.it(name, run)
    })
  }
}

function casesOf(
  port: string,
  groups: readonly Checks[],
  factory: StorageFactory,
): readonly StorageCase[] {
  const prefix = port === '' ? '' : `${port}: `
  return groups.flatMap(Object.entries<Checks[string]>).map(([sentence, check]) => ({
    name: `${prefix}${sentence}`,
    run: async () => {
      const given = await factory()
      const opened = 'storage' in given ? given : { storage: given, close: () => {} }
      try {
        await check(opened.storage)
      } finally {
        await opened.close()
      }
    },
  }))
}
