import type { EncryptionOrder } from './encrypt.ts'
import type { ResponseFacts } from './facts.ts'
import type { MockKeyPair } from './key-pair.ts'
import type { SignatureOrder } from './sign.ts'
import type { MockElement } from './xml.ts'

/** What carries a signature. */
export type SignedPart = 'assertion' | 'response'

/** What a verifier has to be told; the shape of `verifyResponse`'s second argument. */
export interface MockExpectations {
  readonly idpEntityId: string
  /** PEM. */
  readonly signingCertificates: readonly string[]
  readonly spEntityId: string
  readonly acsUrl: string
  readonly inResponseTo: string | null
  readonly allowUnsolicited: boolean
  readonly now: Date
  /** PKCS#8 PEM. */
  readonly decryptionKeys: readonly string[]
  /** Opt-ins without which an old identity provider is refused. */
  readonly allow: { readonly sha1?: boolean; readonly aesCbc?: boolean }
}

/** What is decided before anything is written. */
export interface ResponsePlan {
  readonly facts: ResponseFacts
  readonly signs: readonly SignedPart[]
  readonly signature: SignatureOrder
  /** Absent: nothing is encrypted. */
  readonly encryption: EncryptionOrder | undefined
  /** What `encryption` would be. */
  readonly defaultEncryption: EncryptionOrder
  readonly expected: MockExpectations
}

/** What a variation can use. */
export interface Kit {
  readonly plan: ResponsePlan
  /** An assertion about `mallory`, whom nobody signed in, under an ID of its own. */
  forged(changes?: Partial<ResponseFacts>): MockElement
  /** Signs as the identity provider does. */
  sign(unsigned: MockElement, changes?: Partial<SignatureOrder>): MockElement
  /** A key of somebody else. */
  strangerKey(): MockKeyPair
}

/**
 * One thing that is different from the plainest honest response, at one or more steps of its making,
 * which follow one another in this order. A step that is absent changes nothing.
 */
export interface Variation {
  /** Tag of the rule that decides about it. */
  readonly rule: string
  /** One sentence. */
  readonly description: string
  readonly plan?: (plan: ResponsePlan) => Partial<ResponsePlan>
  /** What the assertion says. */
  readonly facts?: (facts: ResponseFacts, plan: ResponsePlan) => Partial<ResponseFacts>
  /** The assertion before it is signed. */
  readonly assertion?: (assertion: MockElement, kit: Kit) => MockElement
  /** How it and the response are signed. */
  readonly signature?: (
    order: SignatureOrder,
    part: SignedPart,
    kit: Kit,
  ) => Partial<SignatureOrder>
  /** The assertion with its signature, before it is encrypted. */
  readonly signedAssertion?: (assertion: MockElement, kit: Kit) => MockElement
  /** The response before it is signed. */
  readonly response?: (response: MockElement, kit: Kit) => MockElement
  /** The complete message, as somebody changes it who has no key. */
  readonly message?: (response: MockElement, kit: Kit) => MockElement
  /** The same, as text. */
  readonly text?: (xml: string, kit: Kit) => string
  readonly bytes?: (bytes: Uint8Array) => Uint8Array
  /** The form value. */
  readonly form?: (samlResponse: string, kit: Kit) => string
}
