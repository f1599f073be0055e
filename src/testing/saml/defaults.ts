import type { MockHash, MockSignatureAlgorithm } from './algorithm-names.ts'
import { honestEncryption } from './encrypt.ts'
import { honestFacts, type Parties, randomId, type ResponseFacts } from './facts.ts'
import type { MockKeyPair } from './key-pair.ts'
import { sharedKeyPair } from './keys.ts'
import { honestOrder } from './sign.ts'
import type { ResponsePlan, SignedPart } from './variation.ts'

/** Who talks to whom where nobody says otherwise. */
export const defaultParties = {
  idpEntityId: 'https://idp.example.com/metadata',
  spEntityId: 'https://app.example.com/sso/connection-1/metadata',
  acsUrl: 'https://app.example.com/sso/connection-1/acs',
} as const

/** The keys that object mothers use: the provider's for signatures, the service provider's to decrypt. */
export const defaultKey = (): MockKeyPair => sharedKeyPair('provider')
export const defaultRecipient = (): MockKeyPair => sharedKeyPair('service provider')

export interface PlanOptions {
  readonly parties: Parties
  readonly facts: Partial<ResponseFacts>
  readonly signs: readonly SignedPart[]
  readonly key: MockKeyPair
  readonly algorithm: MockSignatureAlgorithm | undefined
  readonly digest: MockHash | undefined
  /** Of the service provider: a certificate to encrypt for, and the key if it is known here. */
  readonly recipient: Pick<MockKeyPair, 'certificate'> & Partial<MockKeyPair>
  readonly isEncrypted: boolean
}

export function planOf(options: PlanOptions): ResponsePlan {
  const { parties, facts, signs, key, algorithm, digest, recipient, isEncrypted } = options
  const defaultEncryption = honestEncryption(recipient.certificate)
  return {
    facts: { ...honestFacts(parties), ...facts },
    signs,
    signature: honestOrder(key, algorithm, digest),
    encryption: isEncrypted ? defaultEncryption : undefined,
    defaultEncryption,
    expected: {
      ...parties,
      signingCertificates: [key.certificate],
      allowUnsolicited: parties.inResponseTo === null,
      decryptionKeys: recipient.privateKey === undefined ? [] : [recipient.privateKey],
      allow: {},
    },
  }
}

export function partiesOf(given: Partial<Parties>): Parties {
  return { ...defaultParties, now: new Date(), inResponseTo: randomId(), ...given }
}
