import { createHash, createHmac, createPublicKey, sign } from 'node:crypto'
import { digestUris, signOctets } from '../algorithms.ts'
import type { MockKeyType } from '../key-pair.ts'
import { privateKeyOf, sharedKeyPair } from '../keys.ts'
import { honestOrder, method, type SignatureOrder } from '../sign.ts'
import { XMLDSIG, XMLDSIG_MORE } from '../uris.ts'
import type { ResponsePlan, Variation } from '../variation.ts'

/** Algorithms of signatures and digests. What they compute is right. */
export type AlgorithmDefect =
  | 'rsa_sha1'
  | 'digest_sha1'
  | 'rsa_md5'
  | 'digest_md5'
  | 'ecdsa_sha1'
  | 'ecdsa_as_der'
  | 'ecdsa_zero'
  | 'ecdsa_secp256k1'
  | 'ed25519'
  | 'rsa_1024'
  | 'hmac_with_certificate'
  | 'hmac_with_public_key'
  | 'hmac_sha1_with_public_key'
  | 'algorithm_none'
  | 'algorithm_unknown'
  | 'algorithm_empty'
  | 'algorithm_missing'
  | 'algorithm_of_other_key_type'
  | 'digest_algorithm_unknown'

const signedInfoMethod = (uri?: string) => ({ signatureMethod: method('SignatureMethod', uri) })

/** With another key, which the connection trusts. */
function withKey(type: MockKeyType): (plan: ResponsePlan) => Partial<ResponsePlan> {
  return ({ expected }) => {
    const key = sharedKeyPair('provider', type)
    return {
      signature: honestOrder(key),
      expected: { ...expected, signingCertificates: [key.certificate] },
    }
  }
}

const publicPem = ({ key }: Pick<SignatureOrder, 'key'>) =>
  createPublicKey(privateKeyOf(key)).export({ type: 'spki', format: 'pem' })

function hmac(hash: string, secret: (order: SignatureOrder) => string | Buffer) {
  return (order: SignatureOrder): Partial<SignatureOrder> => ({
    ...signedInfoMethod(hash === 'sha1' ? `${XMLDSIG}hmac-sha1` : `${XMLDSIG_MORE}hmac-${hash}`),
    sign: (octets) => createHmac(hash, secret(order)).update(octets).digest(),
  })
}

export const algorithmDefects: Readonly<Record<AlgorithmDefect, Variation>> = {
  rsa_sha1: {
    rule: 'S11',
    description: 'Signed with RSA-SHA1; nobody opted in.',
    signature: () => ({
      ...signedInfoMethod(`${XMLDSIG}rsa-sha1`),
      sign: (octets, key) => signOctets('rsa-sha1', octets, privateKeyOf(key)),
    }),
  },
  digest_sha1: {
    rule: 'S11',
    description: 'Digested with SHA-1, signed with RSA-SHA256; nobody opted in.',
    signature: () => ({
      digestMethod: method('DigestMethod', digestUris.sha1),
      digest: (octets) => createHash('sha1').update(octets).digest(),
    }),
  },
  rsa_md5: {
    rule: 'S11',
    description: 'Signed with RSA-MD5.',
    signature: () => ({
      ...signedInfoMethod(`${XMLDSIG_MORE}rsa-md5`),
      sign: (octets, key) => sign('md5', Buffer.from(octets), privateKeyOf(key)),
    }),
  },
  digest_md5: {
    rule: 'S11',
    description: 'Digested with MD5.',
    signature: () => ({
      digestMethod: method('DigestMethod', `${XMLDSIG_MORE}md5`),
      digest: (octets) => createHash('md5').update(octets).digest(),
    }),
  },
  ecdsa_sha1: {
    rule: 'S11',
    description: 'Signed with ECDSA-SHA1.',
    plan: withKey('ec-p256'),
    signature: () => ({
      ...signedInfoMethod(`${XMLDSIG_MORE}ecdsa-sha1`),
      sign: (octets, key) => signOctets('ecdsa-sha1', octets, privateKeyOf(key)),
    }),
  },
  ecdsa_as_der: {
    rule: 'S11',
    description: 'The ECDSA signature is a DER structure instead of both numbers.',
    plan: withKey('ec-p256'),
    signature: () => ({
      sign: (octets, key) => sign('sha256', Buffer.from(octets), privateKeyOf(key)),
    }),
  },
  ecdsa_zero: {
    rule: 'S11',
    description: 'Both numbers of the ECDSA signature are zero (CVE-2022-21449).',
    plan: withKey('ec-p256'),
    signature: () => ({ sign: () => new Uint8Array(64) }),
  },
  ecdsa_secp256k1: {
    rule: 'S11',
    description: 'Signed with ECDSA on a curve that is not on the list.',
    plan: withKey('ec-secp256k1'),
  },
  ed25519: {
    rule: 'S11',
    description: 'Signed with Ed25519 (RFC 9231 section 2.3.12).',
    plan: withKey('ed25519'),
    signature: () => ({
      ...signedInfoMethod('http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519'),
      sign: (octets, key) => sign(null, Buffer.from(octets), privateKeyOf(key)),
    }),
  },
  rsa_1024: {
    rule: 'S11',
    description: 'Signed with an RSA key of 1024 bits, which the connection trusts.',
    plan: withKey('rsa-1024'),
  },
  hmac_with_certificate: {
    rule: 'S11',
    description: 'An HMAC keyed with the provider’s certificate as PEM, which everybody has.',
    signature: hmac('sha256', ({ key }) => key.certificate),
  },
  hmac_with_public_key: {
    rule: 'S11',
    description: 'An HMAC keyed with the provider’s public key as PEM.',
    signature: hmac('sha256', publicPem),
  },
  hmac_sha1_with_public_key: {
    rule: 'S11',
    description: 'An HMAC-SHA1, which every implementation must know, keyed with the public key.',
    signature: hmac('sha1', publicPem),
  },
  algorithm_none: {
    rule: 'S11',
    description: 'The signature method is `none` and the value empty.',
    signature: () => ({ ...signedInfoMethod('none'), sign: () => new Uint8Array() }),
  },
  algorithm_unknown: {
    rule: 'S11',
    description: 'The signature method is one that nobody knows.',
    signature: () => signedInfoMethod(`${XMLDSIG_MORE}rsa-sha257`),
  },
  algorithm_empty: {
    rule: 'S11',
    description: 'The signature method is named by an empty text.',
    signature: () => signedInfoMethod(''),
  },
  algorithm_missing: {
    rule: 'S11',
    description: 'The signature method has no Algorithm.',
    signature: () => signedInfoMethod(),
  },
  algorithm_of_other_key_type: {
    rule: 'S11',
    description: 'The signature method is ECDSA, the key RSA.',
    signature: () => signedInfoMethod(`${XMLDSIG_MORE}ecdsa-sha256`),
  },
  digest_algorithm_unknown: {
    rule: 'S11',
    description: 'The digest method is one that nobody knows.',
    signature: () => ({ digestMethod: method('DigestMethod', 'urn:example:digest') }),
  },
}
