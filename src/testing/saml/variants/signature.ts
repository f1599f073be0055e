import { createHash } from 'node:crypto'
import type { MockHash, MockSignatureAlgorithm } from '../algorithm-names.ts'
import { digestUris, signatureUri, signOctets } from '../algorithms.ts'
import { createMockKeyPair, type MockKeyOptions, type MockKeyType } from '../key-pair.ts'
import { privateKeyOf, sharedKeyPair } from '../keys.ts'
import { honestOrder, keyInfoOf, method, transform } from '../sign.ts'
import { ENVELOPED, EXCLUSIVE, SCHEMA, XMLDSIG_MORE_2007 } from '../uris.ts'
import type { ResponsePlan, SignedPart, Variation } from '../variation.ts'
import { canonicalXml } from '../write.ts'
import { element } from '../xml.ts'

/** How honest providers sign. */
export type SignatureVariant =
  | 'assertion_signed'
  | 'response_signed'
  | 'both_signed'
  | 'rsa_sha384'
  | 'rsa_sha512'
  | 'rsa_sha512_digest_sha384'
  | 'rsa_3072'
  | 'rsa_4096'
  | 'rsa_exponent_3'
  | 'rsa_pss_sha256'
  | 'rsa_pss_sha384'
  | 'rsa_pss_sha512'
  | 'rsa_pss_with_parameters'
  | 'ecdsa_p256'
  | 'ecdsa_p384'
  | 'ecdsa_p521'
  | 'sha1_by_opt_in'
  | 'key_info_missing'
  | 'key_info_of_other_certificate'
  | 'key_info_with_name'
  | 'key_info_with_chain'
  | 'certificate_expired'
  | 'certificate_not_yet_valid'
  | 'certificate_issued_with_sha1'
  | 'several_certificates'
  | 'inclusive_prefixes'
  | 'inclusive_prefixes_of_response'
  | 'inclusive_prefixes_undeclared'
  | 'with_comments_without_comment'
  | 'method_with_comments'
  | 'signature_with_id'

const signs = (...parts: readonly SignedPart[]) => ({ plan: () => ({ signs: parts }) })

function withKey(
  key: () => { privateKey: string; certificate: string },
  algorithm?: MockSignatureAlgorithm,
  digest?: MockHash,
): Pick<Variation, 'plan'> {
  return {
    plan: ({ expected }: ResponsePlan) => ({
      signature: honestOrder(key(), algorithm, digest),
      expected: { ...expected, signingCertificates: [key().certificate] },
    }),
  }
}

const ofType =
  (type: MockKeyType = 'rsa-2048') =>
  () =>
    sharedKeyPair('provider', type)

/** A certificate that is odd in some way; made once. */
function odd(options: MockKeyOptions): () => { privateKey: string; certificate: string } {
  let key: { privateKey: string; certificate: string } | undefined
  return () => (key ??= createMockKeyPair({ type: 'ec-p256', ...options }))
}
const oldKey = odd({ notBefore: new Date('2010-01-01'), notAfter: new Date('2012-01-01') })
const futureKey = odd({ notBefore: new Date('2120-01-01'), notAfter: new Date('2130-01-01') })
const sha1Key = odd({ type: 'rsa-2048', certificateHash: 'sha1' })

const inclusive = (prefixes: readonly string[]) =>
  transform(EXCLUSIVE, element('ec:InclusiveNamespaces', { PrefixList: prefixes.join(' ') }))

export const signatureVariants: Readonly<Record<SignatureVariant, Variation>> = {
  assertion_signed: {
    rule: 'S2',
    description: 'Only the assertion is signed, as Entra and ADFS do.',
    ...signs('assertion'),
  },
  response_signed: {
    rule: 'S2',
    description: 'Only the response is signed, as Google does.',
    ...signs('response'),
  },
  both_signed: {
    rule: 'S3',
    description: 'Both are signed, as Okta does.',
    ...signs('assertion', 'response'),
  },
  rsa_sha384: {
    rule: 'S11',
    description: 'RSA-SHA384 over SHA-384.',
    ...withKey(ofType(), 'rsa-sha384', 'sha384'),
  },
  rsa_sha512: {
    rule: 'S11',
    description: 'RSA-SHA512 over SHA-512.',
    ...withKey(ofType(), 'rsa-sha512', 'sha512'),
  },
  rsa_sha512_digest_sha384: {
    rule: 'S11',
    description: 'RSA-SHA512 over SHA-384.',
    ...withKey(ofType(), 'rsa-sha512', 'sha384'),
  },
  rsa_3072: { rule: 'S11', description: 'A key of 3072 bits.', ...withKey(ofType('rsa-3072')) },
  rsa_4096: { rule: 'S11', description: 'A key of 4096 bits.', ...withKey(ofType('rsa-4096')) },
  rsa_exponent_3: {
    rule: 'S11',
    description: 'A key with the public exponent 3.',
    ...withKey(ofType('rsa-exponent-3')),
  },
  rsa_pss_sha256: {
    rule: 'S11',
    description: 'RSA-PSS with SHA-256.',
    ...withKey(ofType(), 'rsa-pss-sha256'),
  },
  rsa_pss_sha384: {
    rule: 'S11',
    description: 'RSA-PSS with SHA-384.',
    ...withKey(ofType(), 'rsa-pss-sha384', 'sha384'),
  },
  rsa_pss_sha512: {
    rule: 'S11',
    description: 'RSA-PSS with SHA-512.',
    ...withKey(ofType(), 'rsa-pss-sha512', 'sha512'),
  },
  rsa_pss_with_parameters: {
    rule: 'S11',
    description: 'RSA-PSS whose hash and salt of 32 bytes are named (RFC 9231 section 2.3.9).',
    signature: () => ({
      signatureMethod: method(
        'SignatureMethod',
        `${XMLDSIG_MORE_2007}rsa-pss`,
        element(
          'p:RSAPSSParams',
          {},
          [
            element('ds:DigestMethod', { Algorithm: digestUris.sha256 }),
            element('p:SaltLength', {}, '32', { p: XMLDSIG_MORE_2007 }),
          ],
          { p: XMLDSIG_MORE_2007 },
        ),
      ),
      sign: (octets, key) => signOctets('rsa-pss-sha256', octets, privateKeyOf(key)),
    }),
  },
  ecdsa_p256: {
    rule: 'S11',
    description: 'ECDSA on P-256 with SHA-256.',
    ...withKey(ofType('ec-p256'), 'ecdsa-sha256'),
  },
  ecdsa_p384: {
    rule: 'S11',
    description: 'ECDSA on P-384 with SHA-384.',
    ...withKey(ofType('ec-p384'), 'ecdsa-sha384', 'sha384'),
  },
  ecdsa_p521: {
    rule: 'S11',
    description: 'ECDSA on P-521 with SHA-512.',
    ...withKey(ofType('ec-p521'), 'ecdsa-sha512', 'sha512'),
  },
  sha1_by_opt_in: {
    rule: 'S11',
    description: 'RSA-SHA1 over SHA-1, which the connection opted in to.',
    plan: ({ expected }) => ({ expected: { ...expected, allow: { sha1: true } } }),
    signature: () => ({
      signatureMethod: method('SignatureMethod', signatureUri('rsa-sha1')),
      digestMethod: method('DigestMethod', digestUris.sha1),
      digest: (octets) => createHash('sha1').update(octets).digest(),
      sign: (octets, key) => signOctets('rsa-sha1', octets, privateKeyOf(key)),
    }),
  },
  key_info_missing: {
    rule: 'S12',
    description: 'Nothing says which key it was.',
    signature: () => ({ keyInfo: undefined }),
  },
  key_info_of_other_certificate: {
    rule: 'S12',
    description: 'A certificate of somebody else is attached; the signature is the provider’s.',
    signature: (_order, _part, { strangerKey }) => ({
      keyInfo: keyInfoOf(strangerKey().certificate),
    }),
  },
  key_info_with_name: {
    rule: 'S12',
    description: 'KeyInfo has a name and no certificate.',
    signature: () => ({
      keyInfo: element('ds:KeyInfo', {}, element('ds:KeyName', {}, 'signing-2026')),
    }),
  },
  key_info_with_chain: {
    rule: 'S12',
    description: 'Two certificates are attached.',
    signature: ({ key }, _part, { strangerKey }) => ({
      keyInfo: keyInfoOf(key.certificate, strangerKey().certificate),
    }),
  },
  certificate_expired: {
    rule: 'S12',
    description: 'The configured certificate ended years ago; the key is what counts.',
    ...withKey(oldKey),
  },
  certificate_not_yet_valid: {
    rule: 'S12',
    description: 'The configured certificate begins in a hundred years.',
    ...withKey(futureKey),
  },
  certificate_issued_with_sha1: {
    rule: 'S12',
    description: 'The configured certificate is self-signed with SHA-1.',
    ...withKey(sha1Key),
  },
  several_certificates: {
    rule: 'S12',
    description: 'The connection has other certificates as well, for a rotation.',
    plan: ({ expected }) => {
      const others = [ofType('ec-p256')(), ofType('ec-p384')(), ofType('rsa-3072')()]
      const signingCertificates = [
        ...others.map(({ certificate }) => certificate),
        ...expected.signingCertificates,
      ]
      return { expected: { ...expected, signingCertificates } }
    },
  },
  inclusive_prefixes: {
    rule: 'S10',
    description: 'The canonicalization treats the prefix xs inclusively, as OpenSAML does.',
    // Only the assertion: what the response's signature would add stands in the assertion as well.
    plan: () => ({ signs: ['assertion'] }),
    assertion: (assertion) => ({ ...assertion, declarations: { xs: SCHEMA } }),
    signature: () => ({
      transforms: [transform(ENVELOPED), inclusive(['xs'])],
      canonicalContent: (signed) => canonicalXml(signed, { prefixes: ['xs'] }),
    }),
  },
  inclusive_prefixes_of_response: {
    rule: 'S10',
    description: 'The same, where the response declares the prefix and the assertion is signed.',
    plan: () => ({ signs: ['assertion'] }),
    response: (response) => ({ ...response, declarations: { xs: SCHEMA } }),
    signature: () => ({
      transforms: [transform(ENVELOPED), inclusive(['xs'])],
      canonicalContent: (covered) =>
        canonicalXml(covered, { prefixes: ['xs'], inherited: { xs: SCHEMA } }),
    }),
  },
  inclusive_prefixes_undeclared: {
    rule: 'S10',
    description: 'The canonicalization names prefixes that nobody declares.',
    signature: () => ({ transforms: [transform(ENVELOPED), inclusive(['#default', 'xs', 'xsi'])] }),
  },
  with_comments_without_comment: {
    rule: 'S10',
    description: 'The canonicalization would keep comments, and there are none.',
    signature: () => ({
      transforms: [transform(ENVELOPED), transform(`${EXCLUSIVE}WithComments`)],
    }),
  },
  method_with_comments: {
    rule: 'S10',
    description: 'The same for SignedInfo.',
    signature: () => ({
      canonicalizationMethod: method('CanonicalizationMethod', `${EXCLUSIVE}WithComments`),
    }),
  },
  signature_with_id: {
    rule: 'S3',
    description: 'The Signature has an Id.',
    signature: (_order, part) => ({
      changeSignature: (signature) => ({
        ...signature,
        attributes: element('x', { Id: `_signature-of-${part}` }).attributes,
      }),
    }),
  },
}
