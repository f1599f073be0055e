/** RSA of 2048 bits signs RS256, which every provider takes that takes assertions at all. */
const algorithm = 'RS256'

/**
 * Makes a new private key with which a connection can prove itself (`private_key_jwt`). Its public
 * half appears at the connection's JWKS address as soon as it is entered; until the connection is
 * activated with it, the key before it goes on signing.
 *
 * @returns the key as PKCS#8 in PEM; it is stored nowhere
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication}
 * @example
 * ```ts
 * import { type Sso, systemActor } from 'ssokit'
 * import { generateClientKey } from 'ssokit/oidc'
 *
 * declare const sso: Sso
 * const privateKey = await generateClientKey()
 * await sso.connections.update('con_1', { secrets: { privateKey } }, { actor: systemActor })
 * ```
 */
export async function generateClientKey(): Promise<string> {
  const [{ generateKeyPair }, { exportPKCS8 }] = await Promise.all([
    import('jose/key/generate/keypair'),
    import('jose/key/export'),
  ])
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return exportPKCS8(privateKey)
}
