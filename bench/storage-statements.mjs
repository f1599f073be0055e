import { openPostgres, openSqlite } from './lib/databases.mjs'
import { createHost } from './lib/hosts.mjs'

export const title = 'statements of one sign-in, each a round trip'

// The budget; one more read confirms that the connection is still what the answer was verified by.
const budgets = {
  start: '1 read',
  callback: '2 read, 2 written',
}

export async function measure() {
  const databases = [await openSqlite(), await openPostgres()]
  try {
    const rows = []
    for (const protocol of /** @type {const} */ (['OIDC', 'SAML'])) {
      // What is deferred is shown apart, by leaving it out.
      const without = []
      const within = []
      for (const { storage, recorded } of databases) {
        without.push(await statementsOf(protocol, storage, recorded, { trace: false }))
        within.push(await statementsOf(protocol, storage, recorded, {}))
      }
      const row = (/** @type {string} */ what, /** @type {string[]} */ cells, budget = '') => ({
        'of a sign-in': `${protocol}, ${what}`,
        ...Object.fromEntries(databases.map(({ name }, n) => [name, cells[n] ?? ''])),
        budget,
      })
      rows.push(
        row(
          'start',
          without.map(({ start }) => describe(start)),
          budgets.start,
        ),
        row(
          'callback',
          without.map(({ callback }) => describe(callback)),
          budgets.callback,
        ),
        row(
          'trace, after the answer',
          within.map(({ callback }, n) =>
            describe(callback.slice(without[n]?.callback.length ?? 0)),
          ),
        ),
      )
    }
    return rows
  } finally {
    for (const { close } of databases) await close()
  }
}

/**
 * @param {'OIDC' | 'SAML'} protocol
 * @param {import('ssokit').SsoStorage} storage
 * @param {() => { sql: string }[]} recorded
 * @param {Partial<import('ssokit').SsoConfig>} config
 */
async function statementsOf(protocol, storage, recorded, config) {
  const host = await createHost(protocol, storage, config)
  recorded()
  const started = await host.start()
  await host.settled()
  const start = recorded()
  const request = await host.answer(started)
  await host.callback(request)
  await host.settled()
  return { start, callback: recorded() }
}

/** @param {readonly { sql: string }[]} statements */
function describe(statements) {
  const count = (/** @type {RegExp} */ kind) =>
    statements.filter(({ sql }) => kind.test(sql)).length
  const reads = count(/^\s*(SELECT|WITH)/i)
  const bounds = count(/^\s*(BEGIN|START|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)/i)
  const writes = statements.length - reads - bounds
  const parts = [
    [reads, 'read'],
    [writes, 'written'],
    [bounds, 'begin and commit'],
  ]
  return parts.flatMap(([number, what]) => (number ? [`${number} ${what}`] : [])).join(', ')
}
