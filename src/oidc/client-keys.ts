import type { CryptoKey, JWK } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { compactVerify } from 'jose/jws/compact/verify'
import { CompactSign } from 'jose/jws/compact/sign'
import { exportJWK } from 'jose/key/export'
import { importJWK, importPKCS8 } from 'jose/key/import'
import { isSsoError, type SsoIssue } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import { type CertificateThumbprints, certificateThumbprints } from './client-certificate.ts'
import { derOf, readKeyText } from './client-key-text.ts'
import { readKeySet } from './keys.ts'
import { oidcError } from './error.ts'

/** A client's own key: it signs assertions here, its public half is published (rule O8). */
export interface ClientKey {
  /** The JWK's own `kid`, else the thumbprint of RFC 7638. */
  readonly keyId: string
  /** What it can sign with; the first that the provider takes is used. */
  readonly algorithms: readonly string[]
  /** Nothing of it is secret. */
  readonly publicJwk: JsonObject
  /** Where a certificate was entered with the key. */
  readonly certificate?: CertificateThumbprints
  signer(algorithm: string): Promise<CryptoKey>
}

interface Kind {
  /** How PKCS#8 says so: the object identifier in hexadecimal digits (RFC 8017, 5480, 8410). */
  readonly identifier: string
  readonly kty: string
  readonly crv?: string
  readonly algorithms: readonly [string, ...string[]]
  readonly publicMembers: readonly string[]
  readonly privateMembers: readonly string[]
}

const ec = (identifier: string, crv: string, algorithm: string): Kind => ({
  ...{ identifier, kty: 'EC', crv, algorithms: [algorithm] },
  ...{ publicMembers: ['crv', 'x', 'y'], privateMembers: ['d'] },
})

const kinds: readonly Kind[] = [
  {
    // RS256 is what everybody takes; PS256 is for providers that insist.
    ...{ identifier: '2a864886f70d010101', kty: 'RSA', algorithms: ['RS256', 'PS256'] },
    ...{ publicMembers: ['n', 'e'], privateMembers: ['d', 'p', 'q', 'dp', 'dq', 'qi'] },
  },
  ec('2a8648ce3d030107', 'P-256', 'ES256'),
  ec('2b81040022', 'P-384', 'ES384'),
  ec('2b81040023', 'P-521', 'ES512'),
  {
    // RFC 9864 renamed it; most providers still write the old name.
    ...{ identifier: '2b6570', kty: 'OKP', crv: 'Ed25519', algorithms: ['EdDSA', 'Ed25519'] },
    ...{ publicMembers: ['crv', 'x'], privateMembers: ['d'] },
  },
]

const refuse = (message: string, hint: string) =>
  oidcError('oidc_client_key_invalid', { message, hint })

const usableKinds = 'Use an RSA key of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519.'

/**
 * Reads a client key as it was entered: PKCS#8 in PEM, with or without its certificate, or one
 * private JWK. Keys that are too weak to prove anything are refused.
 *
 * @throws {SsoError} `oidc_client_key_invalid`, without a character of the key
 */
export async function readClientKey(text: string): Promise<ClientKey> {
  const entered = readKeyText(text)
  const kindAndKey = 'jwk' in entered ? ofJwk(entered.jwk) : await ofPem(entered.pkcs8)
  if (!kindAndKey) throw refuse('Keys of this kind cannot be used.', usableKinds)
  const { kind, jwk } = kindAndKey
  const { kty, algorithms } = kind
  const members = { kty, ...pick(jwk, kind.publicMembers) }
  if (!isStrong(members)) throw refuse('The key is too weak.', usableKinds)
  const thumbprint = await calculateJwkThumbprint(members as unknown as JWK)
  const keyId = ('jwk' in entered ? entered.keyId : undefined) ?? thumbprint
  const certificates = 'jwk' in entered ? [] : entered.certificates
  const certificate = await certificateThumbprints(certificates, algorithms[0], thumbprint)
  const privateJwk = { ...members, ...pick(jwk, kind.privateMembers) } as unknown as JWK
  return {
    keyId,
    algorithms,
    publicJwk: {
      ...members,
      ...{ kid: keyId, use: 'sig' },
      // Only where it cannot be another one: verifiers refuse a PS256 signature under `RS256`.
      ...(algorithms.length === 1 ? { alg: algorithms[0] } : {}),
    },
    ...(certificate ? { certificate } : {}),
    signer: async (algorithm) => {
      try {
        return (await importJWK(privateJwk, algorithm)) as CryptoKey
      } catch (cause) {
        throw oidcError('oidc_client_key_invalid', { cause })
      }
    },
  }
}

function ofJwk(jwk: JsonObject): { kind: Kind; jwk: JsonObject } | undefined {
  // More than two primes: nobody makes such keys, and few can read them.
  if (jwk.oth !== undefined) return undefined
  const kind = kinds.find(({ kty, crv }) => jwk.kty === kty && (!crv || jwk.crv === crv))
  return kind && { kind, jwk }
}

async function ofPem(pkcs8: string): Promise<{ kind: Kind; jwk: JsonObject } | undefined> {
  try {
    const kind = kindOf(pkcs8)
    if (!kind) return undefined
    const key = await importPKCS8(pkcs8, kind.algorithms[0], { extractable: true })
    return { kind, jwk: (await exportJWK(key)) as unknown as JsonObject }
  } catch {
    throw refuse(
      'The key is damaged.',
      'Copy the private key again, from its first line to its last.',
    )
  }
}

/** Version and algorithm stand in so many bytes of PKCS#8 at most; then comes the key itself. */
const HEAD_BYTES = 30

/** Reads no ASN.1: a wrong guess cannot be imported. */
function kindOf(pkcs8: string): Kind | undefined {
  const digits = Array.from(derOf(pkcs8).subarray(0, HEAD_BYTES), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  return kinds.find(({ identifier }) => digits.includes(identifier))
}

function pick(jwk: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => {
      const value = Object.hasOwn(jwk, name) ? jwk[name] : undefined
      if (typeof value === 'string' && value !== '') return [name, value]
      const hint = 'Paste the private key, with every member that it was made with.'
      throw refuse(`The key lacks its member ${name}.`, hint)
    }),
  )
}

/** What we would not believe from a provider, no provider should have to believe from us. */
function isStrong(publicJwk: JsonObject): boolean {
  try {
    return readKeySet({ keys: [publicJwk] }).keys.length === 1
  } catch (error) {
    if (!isSsoError(error)) throw error
    return false
  }
}

/**
 * Checks a client key when it is entered. It must also verify what it signs: a public half that
 * belongs to another key would be published, and every sign-in refused.
 */
export async function clientKeyIssues(text: string): Promise<SsoIssue[]> {
  try {
    const key = await readClientKey(text)
    if (!(await provesItself(key))) {
      throw refuse('The halves of the key do not belong together.', 'Copy the private key again.')
    }
    return []
  } catch (error) {
    if (!isSsoError(error)) throw error
    const { message, hint } = error
    return [{ path: 'secrets.privateKey', code: 'connection_value_invalid', message, hint }]
  }
}

async function provesItself({ algorithms, publicJwk, signer }: ClientKey): Promise<boolean> {
  const [alg = ''] = algorithms
  try {
    const probe = new CompactSign(new Uint8Array(1)).setProtectedHeader({ alg })
    const publicKey = await importJWK(publicJwk as unknown as JWK, alg)
    await compactVerify(await probe.sign(await signer(alg)), publicKey)
    return true
  } catch {
    return false
  }
}
