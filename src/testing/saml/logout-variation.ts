import type { MockSignatureAlgorithm } from './algorithm-names.ts'
import type { MockKeyPair } from './key-pair.ts'
import type { MessageParameter, RedirectOrder } from './redirect.ts'
import type { SignatureOrder } from './sign.ts'
import type { MockElement } from './xml.ts'

/** How a logout message is signed, in both bindings. */
export interface Signing {
  /** Absent: not signed. */
  readonly key: MockKeyPair | undefined
  readonly signature: SignatureOrder
}

/** One thing that is wrong with a logout message, at one or more steps of its making. */
export interface LogoutVariation {
  readonly rule: string
  readonly description: string
  /** Whose defect it is; default: requests and responses alike. */
  readonly only?: MessageParameter
  /** What the message says, before it is signed. */
  readonly says?: (message: MockElement) => MockElement
  readonly signing?: (signing: Signing) => Partial<Signing>
  /** Of the redirect binding. */
  readonly algorithm?: MockSignatureAlgorithm
  /** The signed message of the POST binding, as somebody changes it who has no key. */
  readonly message?: (message: MockElement) => MockElement
  readonly query?: (query: string, order: RedirectOrder) => string
}
