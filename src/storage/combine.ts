/** @module ssokit/storage/combine: one storage made of ports that lie in several places. */
import { sentenceOf, SsoError, type SsoIssue } from '../errors.ts'
import type { SsoStorage } from './ports.ts'

const ports: readonly (keyof SsoStorage)[] = [
  'connections',
  'organizations',
  'domains',
  'ephemeral',
  'sessions',
  'journal',
]

/**
 * Makes one storage of the ports of several.
 *
 * @param storage all six ports: usually those of a database, then those that another store has instead
 * @returns a storage for `createSso`
 * @throws {SsoError} `config_invalid` where a port is missing, or where something else is given beside the ports
 * @security `connections`, `organizations` and `domains` have to be of one store: `connections.load`
 *   reads all three at once, and would miss policies and domains that are kept elsewhere
 * @example
 * ```ts
 * import { combineStorage } from 'ssokit/storage/combine'
 * import { memoryStorage } from 'ssokit/storage/memory'
 *
 * const { ephemeral, sessions } = memoryStorage()
 * const storage = combineStorage({ ...memoryStorage(), ephemeral, sessions })
 * ```
 */
export function combineStorage(storage: SsoStorage): SsoStorage {
  const issues = issuesOf(storage)
  if (issues.length > 0)
    throw new SsoError('config_invalid', { message: sentenceOf(issues), issues })
  const { connections, organizations, domains, ephemeral, sessions, journal } = storage
  return { connections, organizations, domains, ephemeral, sessions, journal }
}

function issuesOf(storage: SsoStorage): readonly SsoIssue[] {
  const missing = ports
    .filter((port) => typeof storage[port] !== 'object' || storage[port] === null)
    .map((port) => ({
      path: `storage.${port}`,
      code: 'config_port_missing',
      message: `No store has the port \`${port}\`.`,
      hint: 'Spread a storage that has all six ports first. One of a class may have to be named port by port.',
    }))
  const unknown = Object.keys(storage)
    .filter((name) => !(ports as readonly string[]).includes(name))
    .map((name) => ({
      path: `storage.${name}`,
      code: 'config_option_unknown',
      message: `There is no port named ${name}.`,
      hint: `Use one of ${ports.join(', ')}.`,
    }))
  return [...missing, ...unknown]
}
