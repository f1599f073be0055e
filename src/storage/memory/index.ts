/** @module ssokit/storage/memory: storage in this process, for development and tests. */
import { SsoError } from '../../errors.ts'
import type { SsoStorage } from '../ports.ts'
import { createMemoryConnections } from './connections.ts'
import { createMemoryDomains } from './domains.ts'
import { createMemoryEphemeral } from './ephemeral.ts'
import { createMemoryJournal } from './journal.ts'
import { createMemoryOrganizations } from './organizations.ts'
import { createMemorySessions } from './sessions.ts'
import { createMemoryTables } from './tables.ts'

/** Options of `memoryStorage`. */
export interface MemoryStorageOptions {
  /** Allows `NODE_ENV=production`; false by default. Everything is lost when the process ends. */
  readonly allowInProduction?: boolean
}

/**
 * Keeps everything in the memory of this process, for development and tests.
 *
 * @param options `allowInProduction`, where one process is all there will ever be
 * @returns the six ports in one object, for `createSso({ storage })`
 * @throws {SsoError} `config_invalid` where `NODE_ENV` is `production`, unless allowed
 * @security two processes do not see each other: replay protection and logout hold in one only
 * @example
 * ```ts
 * import { memoryStorage } from 'ssokit/storage/memory'
 *
 * const storage = memoryStorage()
 * console.log(Object.keys(storage))
 * ```
 */
export function memoryStorage(options: MemoryStorageOptions = {}): SsoStorage {
  if (options.allowInProduction !== true && isProduction()) throw productionRefused()
  const tables = createMemoryTables()
  return {
    connections: createMemoryConnections(tables),
    organizations: createMemoryOrganizations(tables),
    domains: createMemoryDomains(tables),
    ephemeral: createMemoryEphemeral(),
    sessions: createMemorySessions(),
    journal: createMemoryJournal(),
  }
}

/** Read structurally: not every runtime has `process`. */
function isProduction(): boolean {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
  }
  return process?.env?.['NODE_ENV'] === 'production'
}

function productionRefused(): SsoError {
  const message = 'memoryStorage() forgets everything with the process and is not for production.'
  const hint =
    'Use a storage adapter of your database, or pass `allowInProduction: true` for a demonstration.'
  const issues = [{ path: 'storage', code: 'config_storage_not_durable', message, hint }]
  return new SsoError('config_invalid', { message, hint, issues })
}
