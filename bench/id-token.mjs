import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { validateIdToken } from 'ssokit/oidc'
import { measured, microsecondsPerCall } from './lib/timing.mjs'

export const title = `one validated ID token beside jose’s jwtVerify: ${measured}`

const issuer = 'https://acme.okta.com/oauth2/default'
const clientId = '0oa1b2c3d4e5f6g7h8i9'
const nonce = 'n-0S6_WzA2Mj-kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLs'
/** The budget: ours may cost at most so many times jose alone. */
const BUDGET = 1.3

export async function measure() {
  const rows = []
  for (const algorithm of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    for (const groups of [3, 100]) rows.push(await measureOne(algorithm, groups))
  }
  return rows
}

/**
 * @param {string} algorithm
 * @param {number} groups
 */
async function measureOne(algorithm, groups) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const key = { ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm, use: 'sig' }
  const jwks = { keys: [key] }
  const token = await new SignJWT({
    nonce,
    name: 'Ann Example',
    email: 'ann@acme.example',
    email_verified: true,
    preferred_username: 'ann@acme.example',
    amr: ['pwd', 'mfa'],
    groups: Array.from({ length: groups }, (_, n) => `Department ${n} of the organisation`),
  })
    .setProtectedHeader({ alg: algorithm, kid: 'k1' })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject('00u1b2c3d4e5f6g7h8i9')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
  const localKeys = createLocalJWKSet(jwks)
  const expected = { issuer, clientId, jwks, nonce, now: new Date() }
  const times = await microsecondsPerCall({
    // The same checks as far as jose has them; the nonce is compared by hand.
    jose: async () => {
      const options = { issuer, audience: clientId, algorithms: [algorithm] }
      const { payload } = await jwtVerify(token, localKeys, options)
      if (payload.nonce !== nonce) throw new Error('nonce')
    },
    ssokit: () => validateIdToken(token, expected),
  })
  const { jose = Number.NaN, ssokit = Number.NaN } = times
  return {
    'ID token': `${algorithm}, ${groups} groups, ${token.length} bytes`,
    jose: `${jose.toFixed(0)} µs`,
    ssokit: `${ssokit.toFixed(0)} µs`,
    ratio: (ssokit / jose).toFixed(2),
    budget: BUDGET.toFixed(2),
  }
}
