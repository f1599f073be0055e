import type { MockHash, MockSignatureAlgorithm } from './algorithm-names.ts'
import { assertionOf } from './compose.ts'
import { defaultKey, defaultRecipient, partiesOf, planOf } from './defaults.ts'
import { responseDefects, type SamlDefect } from './defects/index.ts'
import type { Parties, ResponseFacts } from './facts.ts'
import type { MockKeyPair } from './key-pair.ts'
import { makeResponse } from './response.ts'
import { signed } from './sign.ts'
import type { MockExpectations, ResponsePlan, SignedPart } from './variation.ts'
import { responseVariants, type SamlVariant } from './variants/index.ts'
import { writeXml } from './write.ts'

/**
 * What is different from the honest message. The parties are told to the verifier as well; the other
 * facts change only what the message says.
 */
export interface SamlResponseOverrides
  extends Partial<Parties>, Partial<Omit<ResponseFacts, 'inResponseTo'>> {
  /** Default: both. */
  readonly signs?: readonly SignedPart[]
  /** Default: one key for all object mothers, made at run time. */
  readonly key?: MockKeyPair
  /** Default: RSA-SHA256 or ECDSA-SHA256, as fits the key. */
  readonly algorithm?: MockSignatureAlgorithm
  /** Default `sha256`. */
  readonly digest?: MockHash
  /** Default false. */
  readonly isEncrypted?: boolean
  /** The service provider's, to encrypt for. Default: one for all, made at run time. */
  readonly decryptionKey?: MockKeyPair
  readonly defects?: readonly SamlDefect[]
  readonly variants?: readonly SamlVariant[]
}

/** IDs of one message; a request that does not exist has none. */
export interface MessageIds {
  readonly response: string
  readonly assertion: string
  readonly request: string | null
}

/** A SAML response, and what a verifier must be told. */
export interface MadeSamlResponse {
  /** The form value. */
  readonly samlResponse: string
  /** What it is the Base64 of, as far as that is text. */
  readonly xml: string
  readonly ids: MessageIds
  /** What `verifyResponse` has to be told to accept it. */
  readonly expected: MockExpectations
  readonly facts: ResponseFacts
}

/**
 * A SAML response that is right in everything, signed twice; an option changes one thing, a defect
 * makes one thing wrong. It is made by code that shares nothing with the verifier.
 *
 * @param overrides default: Ann signs in at `app.example.com`, now
 * @returns the message, and what a verifier must be told
 * @throws {Error} where a defect or a variant would change nothing in this message
 * @example
 * ```ts
 * import { verifyResponse } from 'ssokit/saml'
 * import { validSamlResponse } from 'ssokit/testing'
 *
 * const { samlResponse, expected } = validSamlResponse({ nameId: 'bob' })
 * console.log((await verifyResponse(samlResponse, expected)).nameId)
 *
 * const forged = validSamlResponse({ defects: ['xsw3'] })
 * await verifyResponse(forged.samlResponse, forged.expected).catch(console.log)
 * ```
 */
export function validSamlResponse(overrides: SamlResponseOverrides = {}): MadeSamlResponse {
  const { defects = [], variants = [] } = overrides
  const { samlResponse, bytes, expected, plan } = makeResponse(planFor(overrides), [
    ...variants.map((name) => responseVariants[name]),
    ...defects.map((name) => responseDefects[name]),
  ])
  const { facts } = plan
  const ids = {
    response: facts.responseId,
    assertion: facts.assertionId,
    request: expected.inResponseTo,
  }
  return { samlResponse, xml: decoder.decode(bytes), ids, expected, facts }
}

/** Keeps a byte order mark, which belongs to the message. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What to change in an assertion. */
export type SamlAssertionOverrides = Omit<SamlResponseOverrides, 'signs' | 'defects' | 'variants'>

/** A signed assertion, and what a verifier must be told. */
export interface MadeAssertion {
  readonly xml: string
  readonly id: string
  readonly expected: MockExpectations
}

/**
 * The signed assertion of `validSamlResponse` alone, as a document.
 *
 * @param overrides as for `validSamlResponse`
 * @returns the document, and what a verifier must be told
 * @example
 * ```ts
 * import { validAssertion } from 'ssokit/testing'
 *
 * console.log(validAssertion({ nameId: 'bob' }).xml)
 * ```
 */
export function validAssertion(overrides: SamlAssertionOverrides = {}): MadeAssertion {
  const { facts, signature, expected } = planFor(overrides)
  const xml = writeXml(signed(assertionOf(facts), signature))
  return { xml, id: facts.assertionId, expected }
}

function planFor(overrides: SamlResponseOverrides): ResponsePlan {
  const { now, idpEntityId, spEntityId, acsUrl, inResponseTo, ...rest } = overrides
  const { signs, key, algorithm, digest, isEncrypted, decryptionKey, ...said } = rest
  const { defects: _defects, variants: _variants, ...facts } = said
  return planOf({
    parties: partiesOf(given({ now, idpEntityId, spEntityId, acsUrl, inResponseTo })),
    facts,
    signs: signs ?? ['assertion', 'response'],
    key: key ?? defaultKey(),
    algorithm,
    digest,
    recipient: decryptionKey ?? defaultRecipient(),
    isEncrypted: isEncrypted ?? false,
  })
}

/** Without the members that are `undefined`, which would hide defaults. */
function given<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>
  }
}
