/** Databases with very many connections, each of an organisation with a verified domain. */
import { createHash } from 'node:crypto'
import { systemActor } from 'ssokit'
import { createHost } from './hosts.mjs'

/** @typedef {import('./databases.mjs').BenchDatabase} BenchDatabase */

/** Rows that are inserted at once. */
const BATCH = 5000

/** Connections that somebody signs in by; they have all that a sign-in reads, the others less. */
const TARGETS = 500

const placeholder = {
  organization: 'org_1',
  path: 'placeholderpath',
  domain: 'placeholder.example',
}

/**
 * Copies the rows of one connection that was made by the calls of ssokit.
 *
 * @param {BenchDatabase} database empty
 * @param {number} size
 */
export async function fillWithConnections(database, size) {
  const host = await createHost('OIDC', database.storage, { trace: false })
  const actor = { actor: systemActor }
  await host.sso.connections.update(host.id, { loginPath: placeholder.path }, actor)
  await host.sso.connections.activate(host.id, actor)
  await host.settled()
  await verifyDomain(database)
  await host.sso.policies.set(placeholder.organization, { mode: 'mixed' }, actor)

  const [loaded] = await database.storage.connections.load({ id: host.id })
  const [issuer = ''] = loaded?.record.issuers ?? []
  const tables = ['sso_connection', 'sso_connection_issuer', 'sso_domain', 'sso_policy']
  /** @type {Map<string, string>} */
  const templates = new Map()
  for (const table of tables) {
    const [row] = await database.run(`SELECT * FROM "${table}"`)
    templates.set(table, JSON.stringify(row))
    await database.run(`DELETE FROM "${table}"`)
  }

  /** @param {string} table @param {number} number */
  const rowOf = (table, number) => {
    const target = targetOf(number)
    const text = (templates.get(table) ?? '')
      .replaceAll(host.id, target.connectionId)
      .replaceAll(issuer, target.issuer)
      .replaceAll(placeholder.organization, `org_${number}`)
      .replaceAll(placeholder.path, target.loginPath)
      .replaceAll(placeholder.domain, target.domain)
    const row = JSON.parse(text)
    if (table === 'sso_connection_issuer') row.issuer_digest = digestOf(target.issuer)
    if (table === 'sso_domain') row.id = `dom_${number}`
    // Else the databases would be so big that only the disk was measured.
    if (table === 'sso_connection' && !isTarget(number, size)) row.trust = '{}'
    return row
  }
  for (let from = 0; from < size; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, size - from) }, (_, n) => from + n)
    for (const table of tables) {
      await database.insert(
        table,
        numbers.map((number) => rowOf(table, number)),
      )
    }
  }
  if (database.dialect === 'postgres') await database.run('ANALYZE')
  database.recorded()
  return host.sso
}

/** @param {BenchDatabase} database */
async function verifyDomain({ storage }) {
  const at = new Date().toISOString()
  const claim = {
    ...{ id: 'dom_placeholder', organizationId: placeholder.organization, version: 1, attempts: 0 },
    ...{ domain: placeholder.domain, coversSubdomains: false, createdAt: at },
    challenge: 'kq3vYw0cZJ5mH8uQe1RrT4',
  }
  await storage.domains.claim({ ...claim, state: 'pending' })
  const verified = {
    ...claim,
    state: /** @type {const} */ ('verified'),
    verifiedAt: at,
    version: 2,
  }
  await storage.domains.verify(claim.id, 1, verified, null)
}

/** As the adapter makes it: SHA-256 in base64url. @param {string} text */
const digestOf = (text) => createHash('sha256').update(text).digest('base64url')

/** @param {number} number @param {number} size */
const isTarget = (number, size) => number % Math.ceil(size / TARGETS) === 0

/** One of those that sign-ins are measured with. @param {number} size */
export function anyTarget(size) {
  const step = Math.ceil(size / TARGETS)
  return targetOf(step * Math.floor(Math.random() * Math.floor(size / step)))
}

/** @param {number} number */
function targetOf(number) {
  const domain = `d${number}.example`
  return {
    connectionId: `con_${String(number).padStart(22, '0')}`,
    loginPath: `path${number}`,
    issuer: `https://idp-${number}.example`,
    domain,
    email: `somebody@${domain}`,
  }
}
