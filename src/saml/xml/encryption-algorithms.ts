import type { HashName } from './algorithms.ts'
import type { ContentAlgorithm } from './decrypt-content.ts'

const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#'
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#'

/** Everything that content may be encrypted with; Triple DES is not among it (rule S21). */
export const contentAlgorithms: ReadonlyMap<string, ContentAlgorithm> = new Map([
  [`${XMLENC11}aes128-gcm`, { mode: 'GCM', keyBytes: 16 }],
  [`${XMLENC11}aes192-gcm`, { mode: 'GCM', keyBytes: 24 }],
  [`${XMLENC11}aes256-gcm`, { mode: 'GCM', keyBytes: 32 }],
  [`${XMLENC}aes128-cbc`, { mode: 'CBC', keyBytes: 16 }],
  [`${XMLENC}aes192-cbc`, { mode: 'CBC', keyBytes: 24 }],
  [`${XMLENC}aes256-cbc`, { mode: 'CBC', keyBytes: 32 }],
])

/** XML Encryption 1.1 section 5.5.2: the mask is always made with SHA-1. */
export const RSA_OAEP_MGF1P: string = `${XMLENC}rsa-oaep-mgf1p`

/** The same section: the mask is made with the hash that MGF names, or with SHA-1. */
export const RSA_OAEP: string = `${XMLENC11}rsa-oaep`

/** MGF. */
export const maskAlgorithms: ReadonlyMap<string, HashName> = new Map([
  [`${XMLENC11}mgf1sha1`, 'SHA-1'],
  [`${XMLENC11}mgf1sha256`, 'SHA-256'],
  [`${XMLENC11}mgf1sha384`, 'SHA-384'],
  [`${XMLENC11}mgf1sha512`, 'SHA-512'],
])

export { XMLDSIG, XMLENC, XMLENC11 }
