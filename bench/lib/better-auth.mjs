/** better-auth with its SSO plugin, on the same kind of database. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { peers } from '../../tools/peers.mjs'

/** @typedef {import('./databases.mjs').BenchDatabase} BenchDatabase */

const BATCH = 5000
const baseURL = 'https://app.example.com'

/** @returns {Promise<{ versions: string, open(database: BenchDatabase, size: number): Promise<Opened> }>} */
export async function loadBetterAuth() {
  const folder = await peers('better-auth')
  const load = (/** @type {string} */ name) =>
    import(pathToFileURL(join(folder, 'node_modules', name)).href)
  const { betterAuth } = await load('better-auth/dist/index.mjs')
  const { getMigrations } = await load('better-auth/dist/db/get-migration.mjs')
  const { sso } = await load('@better-auth/sso/dist/index.mjs')
  const versionOf = (/** @type {string} */ name) =>
    JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
  return {
    versions: `better-auth ${versionOf('better-auth')} with sso ${versionOf('@better-auth/sso')}`,
    open: (database, size) => open({ betterAuth, getMigrations, sso }, database, size),
  }
}

/** @typedef {{ byId(number: number): Promise<unknown>, byEmail(number: number): Promise<unknown> }} Opened */

/**
 * @param {{ betterAuth: any, getMigrations: any, sso: any }} library
 * @param {BenchDatabase} database
 * @param {number} size
 * @returns {Promise<Opened>}
 */
async function open({ betterAuth, getMigrations, sso }, database, size) {
  const auth = betterAuth({
    ...{ baseURL, secret: 'kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc' },
    database: { db: database.db, type: database.dialect },
    plugins: [sso()],
    logger: { disabled: true },
    telemetry: { enabled: false },
  })
  await (await getMigrations(auth.options)).runMigrations()
  const { adapter } = await auth.$context
  const data = { name: 'Olive Owner', email: 'olive@acme.example', emailVerified: true }
  const { id: userId } = await adapter.create({ model: 'user', data })
  for (let from = 0; from < size; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, size - from) }, (_, n) => from + n)
    await database.insert(
      'ssoProvider',
      numbers.map((number) => ({ ...providerOf(number), userId })),
    )
  }
  database.recorded()
  const start = async (/** @type {Record<string, string>} */ body) => {
    const { url } = await auth.api.signInSSO({ body: { ...body, callbackURL: '/' } })
    if (!url.startsWith('https://idp-')) throw new Error(`Sent to ${url}.`)
  }
  return {
    byId: (number) => start({ providerId: `provider-${number}` }),
    byEmail: (number) => start({ email: `somebody@d${number}.example` }),
  }
}

/** As `registerSSOProvider` stores it, endpoints included, so that nothing is asked of a provider. */
function providerOf(/** @type {number} */ number) {
  const issuer = `https://idp-${number}.example`
  const oidcConfig = {
    ...{ issuer, clientId: 'client', clientSecret: 'a-secret-of-usual-length-1234567890' },
    authorizationEndpoint: `${issuer}/authorize`,
    tokenEndpoint: `${issuer}/token`,
    jwksEndpoint: `${issuer}/jwks`,
    discoveryEndpoint: `${issuer}/.well-known/openid-configuration`,
    ...{ pkce: true, scopes: ['openid', 'email', 'profile'], overrideUserInfo: false },
  }
  return {
    ...{ id: `id-${number}`, issuer, domain: `d${number}.example` },
    providerId: `provider-${number}`,
    oidcConfig: JSON.stringify(oidcConfig),
  }
}
