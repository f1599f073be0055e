/*
 * Apart from what computes them: these names are public, and their declarations must not need Node's.
 */

export type MockHash = 'sha1' | 'sha256' | 'sha384' | 'sha512'

export type MockSignatureAlgorithm =
  | 'rsa-sha1'
  | 'rsa-sha256'
  | 'rsa-sha384'
  | 'rsa-sha512'
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha384'
  | 'rsa-pss-sha512'
  | 'ecdsa-sha1'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512'
