import {
  digestOf,
  type HashName,
  hashLengths,
  MORE_2007,
  type SignatureScheme,
} from './algorithms.ts'
import {
  attributeOf,
  childElements,
  childrenNamed,
  nameOf,
  textOf,
  type XmlElement,
} from './node.ts'
import {
  algorithmRefused,
  dsig,
  exactChildren,
  malformed,
  plainAlgorithm,
  type QName,
} from './signature-parts.ts'

const MGF1 = `${MORE_2007}MGF1`

/** The one that PKCS#1 defines: byte 0xBC. */
const TRAILER_FIELD = 1

/** xs:int as far as it makes sense here: no salt fits a key of 8192 bits that needs more digits. */
const smallInteger = /^[\t\n\r ]*([0-9]{1,3})[\t\n\r ]*$/

/**
 * Reads RSASSA-PSS with parameters (RFC 9231 section 2.3.9). All may be absent: SHA-256, MGF1 with the
 * same hash, a salt as long as the hash.
 *
 * @throws {SsoError} `saml_signature_malformed`, `saml_signature_algorithm_refused`
 */
export function readRsaPss(method: XmlElement): SignatureScheme {
  if (childElements(method).length === 0) {
    exactChildren(method)
    return { kind: 'rsa-pss', hash: 'SHA-256', saltLength: hashLengths['SHA-256'] }
  }
  const [parameters] = exactChildren(method, [MORE_2007, 'RSAPSSParams'])
  const optional = (name: QName) => childrenNamed(parameters, ...name)[0]
  const names = {
    digest: dsig('DigestMethod'),
    mask: pss('MaskGenerationFunction'),
    salt: pss('SaltLength'),
    trailer: pss('TrailerField'),
  }
  const present = Object.values(names).filter(optional)
  exactChildren(parameters, ...present)

  const hash = hashOf(optional(names.digest))
  const mask = optional(names.mask)
  if (mask) checkMask(mask, hash)
  const salt = optional(names.salt)
  const trailer = optional(names.trailer)
  if (trailer && integerOf(trailer) !== TRAILER_FIELD) throw malformed('TrailerField is not 1.')
  return { kind: 'rsa-pss', hash, saltLength: salt ? integerOf(salt) : hashLengths[hash] }
}

function integerOf(element: XmlElement): number {
  const [, digits] = smallInteger.exec(textOf(element) ?? '') ?? []
  if (digits === undefined) throw malformed(`${nameOf(element)} is not a small number.`)
  return Number(digits)
}

function pss(localName: string): QName {
  return [MORE_2007, localName]
}

/** WebCrypto makes the mask with the hash that the signature uses. */
function checkMask(mask: XmlElement, hash: HashName): void {
  const algorithm = attributeOf(mask, 'Algorithm') ?? MGF1
  if (algorithm !== MGF1) throw algorithmRefused('mask generation function', algorithm)
  if (childElements(mask).length === 0) return
  const [method] = exactChildren(mask, dsig('DigestMethod'))
  if (hashOf(method) !== hash) {
    throw algorithmRefused('mask generation function', `${algorithm} with another hash`)
  }
}

/** SHA-1 has no place here: nobody signs with RSA-PSS and SHA-1 for want of anything better. */
function hashOf(method: XmlElement | undefined): HashName {
  if (!method) return 'SHA-256'
  const algorithm = plainAlgorithm(method)
  const hash = digestOf(algorithm ?? '', false)
  if (!hash) throw algorithmRefused('digest of RSASSA-PSS', algorithm)
  return hash
}
