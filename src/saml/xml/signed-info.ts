import {
  digestOf,
  type HashName,
  hashLengths,
  RSA_PSS,
  type SignatureScheme,
  signatureSchemeOf,
} from './algorithms.ts'
import { MAX_INCLUSIVE_PREFIXES } from './limits.ts'
import { isNcName } from './names.ts'
import { attributeOf, childElements, childrenNamed, nameOf, type XmlElement } from './node.ts'
import { readRsaPss } from './rsa-pss.ts'
import {
  algorithmRefused,
  binaryValue,
  dsig,
  exactChildren,
  malformed,
  plainAlgorithm,
} from './signature-parts.ts'

const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const EXCLUSIVE_WITH_COMMENTS = `${EXCLUSIVE}WithComments`

const canonicalizationHint =
  'Set the canonicalization and the transforms at the identity provider to enveloped signature and exclusive canonicalization (xml-exc-c14n), which SAML prescribes.'

export interface Canonicalization {
  readonly inclusivePrefixes: ReadonlySet<string>
  /** Allowed only where there is no comment, so that both forms are the same bytes (rule S10). */
  readonly withComments: boolean
}

/** What a Signature says, once its form is known to be the one of SAML (saml-core section 5.4). */
export interface SignatureFacts {
  readonly element: XmlElement
  readonly signedInfo: XmlElement
  readonly canonicalization: Canonicalization
  readonly scheme: SignatureScheme
  readonly value: Uint8Array<ArrayBuffer>
  readonly reference: {
    readonly uri: string | undefined
    readonly canonicalization: Canonicalization
    readonly hash: HashName
    readonly digest: Uint8Array
  }
  /** Never a key, only a hint for messages (rule S12). */
  readonly keyInfo: XmlElement | undefined
}

/**
 * Reads a Signature of exactly one form: one SignedInfo, one Reference, one value each, all found by
 * child steps; enveloped and exclusive; algorithms of the list (rules S3, S10, S11).
 *
 * @throws {SsoError} `saml_signature_malformed`, `saml_signature_algorithm_refused`
 */
export function readSignature(element: XmlElement, allowSha1: boolean): SignatureFacts {
  // An Object has no use in SAML but to carry what was moved away; KeyInfo may be absent.
  const [keyInfo] = childrenNamed(element, ...dsig('KeyInfo'))
  const [signedInfo, signatureValue] = keyInfo
    ? exactChildren(element, dsig('SignedInfo'), dsig('SignatureValue'), dsig('KeyInfo'))
    : exactChildren(element, dsig('SignedInfo'), dsig('SignatureValue'))
  const [method, signatureMethod, reference] = exactChildren(
    signedInfo,
    dsig('CanonicalizationMethod'),
    dsig('SignatureMethod'),
    dsig('Reference'),
  )
  return {
    element,
    signedInfo,
    canonicalization: readCanonicalization(method),
    scheme: readScheme(signatureMethod, allowSha1),
    value: binaryValue(signatureValue),
    reference: readReference(reference, allowSha1),
    keyInfo,
  }
}

function readReference(reference: XmlElement, allowSha1: boolean): SignatureFacts['reference'] {
  const [transforms, digestMethod, digestValue] = exactChildren(
    reference,
    dsig('Transforms'),
    dsig('DigestMethod'),
    dsig('DigestValue'),
  )
  // Without the second one inclusive canonicalization would apply, which is refused (rule S10).
  const [enveloped, exclusive] = exactChildren(transforms, dsig('Transform'), dsig('Transform'))
  const first = attributeOf(enveloped, 'Algorithm')
  if (first !== ENVELOPED) throw algorithmRefused('first transform', first, canonicalizationHint)
  // xml-crypto repeats the other transform's prefix list in this one, where it means nothing.
  if (childElements(enveloped).length === 0) exactChildren(enveloped)
  else exactChildren(exactChildren(enveloped, [ENVELOPED, 'InclusiveNamespaces'])[0])
  const digestAlgorithm = plainAlgorithm(digestMethod)
  const hash = digestOf(digestAlgorithm ?? '', allowSha1)
  if (!hash) throw algorithmRefused('digest algorithm', digestAlgorithm)
  const digest = binaryValue(digestValue)
  if (digest.length !== hashLengths[hash]) throw malformed(`DigestValue is no ${hash} value.`)
  const canonicalization = readCanonicalization(exclusive)
  return { uri: attributeOf(reference, 'URI'), canonicalization, hash, digest }
}

function readScheme(method: XmlElement, allowSha1: boolean): SignatureScheme {
  if (attributeOf(method, 'Algorithm') === RSA_PSS) return readRsaPss(method)
  const algorithm = plainAlgorithm(method)
  const scheme = signatureSchemeOf(algorithm ?? '', allowSha1)
  if (!scheme) throw algorithmRefused('signature algorithm', algorithm)
  return scheme
}

function readCanonicalization(method: XmlElement): Canonicalization {
  const algorithm = attributeOf(method, 'Algorithm')
  if (algorithm !== EXCLUSIVE && algorithm !== EXCLUSIVE_WITH_COMMENTS) {
    throw algorithmRefused('canonicalization', algorithm, canonicalizationHint)
  }
  const withComments = algorithm === EXCLUSIVE_WITH_COMMENTS
  if (childElements(method).length === 0) {
    exactChildren(method)
    return { inclusivePrefixes: new Set(), withComments }
  }
  const [list] = exactChildren(method, [EXCLUSIVE, 'InclusiveNamespaces'])
  return { inclusivePrefixes: readPrefixes(list), withComments }
}

function readPrefixes(list: XmlElement): ReadonlySet<string> {
  exactChildren(list)
  const names = (attributeOf(list, 'PrefixList') ?? '').split(/[\t\n\r ]+/).filter(Boolean)
  if (names.length > MAX_INCLUSIVE_PREFIXES) {
    throw malformed(`${nameOf(list)} names more than ${MAX_INCLUSIVE_PREFIXES} prefixes.`)
  }
  const wrong = names.find((name) => name !== '#default' && !isNcName(name))
  if (wrong !== undefined) throw malformed(`${nameOf(list)} names ${wrong}, which is no prefix.`)
  return new Set(names.map((name) => (name === '#default' ? '' : name)))
}
