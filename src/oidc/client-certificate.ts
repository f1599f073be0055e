import * as base64url from 'jose/base64url'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { exportJWK } from 'jose/key/export'
import { importX509 } from 'jose/key/import'
import { derOf } from './client-key-text.ts'
import { oidcError } from './error.ts'

/** What a JWS header says of a certificate (RFC 7515 sections 4.1.7 and 4.1.8). */
export interface CertificateThumbprints {
  readonly x5t: string
  readonly 'x5t#S256': string
}

/**
 * The thumbprints of the certificate that belongs to a key. Entra knows keys by nothing else. Both
 * are made: which one it reads has changed over the years, and neither proves anything by itself.
 *
 * @param certificates PEM blocks, a chain in any order
 * @param algorithm that the key signs with
 * @param keyThumbprint of the key's public half (RFC 7638)
 * @throws {SsoError} `oidc_client_key_invalid` where certificates are given but none is the key's
 */
export async function certificateThumbprints(
  certificates: readonly string[],
  algorithm: string,
  keyThumbprint: string,
): Promise<CertificateThumbprints | undefined> {
  for (const certificate of certificates) {
    if ((await thumbprintOf(certificate, algorithm)) !== keyThumbprint) continue
    const der = derOf(certificate)
    return { x5t: await digest('SHA-1', der), 'x5t#S256': await digest('SHA-256', der) }
  }
  if (certificates.length === 0) return undefined
  throw oidcError('oidc_client_key_invalid', {
    message: 'The certificate cannot be read, or belongs to another key.',
    hint: 'Paste the certificate that was made with this private key, and upload the same one.',
  })
}

/** Certificates of other kinds of keys cannot be read with this algorithm; they are another's. */
async function thumbprintOf(certificate: string, algorithm: string): Promise<string | undefined> {
  try {
    const key = await importX509(certificate, algorithm, { extractable: true })
    return await calculateJwkThumbprint(await exportJWK(key))
  } catch {
    return undefined
  }
}

async function digest(name: 'SHA-1' | 'SHA-256', der: Uint8Array<ArrayBuffer>): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest(name, der)))
}
