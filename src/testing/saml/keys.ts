import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { base64Of, pem } from './certificate.ts'
import { createMockKeyPair, type MockKeyPair, type MockKeyType } from './key-pair.ts'

/** Keys that only have to be different from others are made once: each costs up to a second. */
const shared = new Map<string, MockKeyPair>()

/** @param owner whose key it is; for every owner and type there is one */
export function sharedKeyPair(owner: string, type: MockKeyType = 'rsa-2048'): MockKeyPair {
  const name = `${owner} ${type}`
  const known = shared.get(name) ?? createMockKeyPair({ type, commonName: owner })
  shared.set(name, known)
  return known
}

const privateKeys = new Map<string, KeyObject>()

export function privateKeyOf({ privateKey }: MockKeyPair): KeyObject {
  const known = privateKeys.get(privateKey) ?? createPrivateKey(privateKey)
  privateKeys.set(privateKey, known)
  return known
}

const typesOfCurves: Readonly<Record<string, MockKeyType>> = {
  prime256v1: 'ec-p256',
  secp384r1: 'ec-p384',
  secp521r1: 'ec-p521',
}

/** A new key that the same algorithm fits. */
export function successorOf(key: MockKeyPair): MockKeyPair {
  const { namedCurve = '' } = privateKeyOf(key).asymmetricKeyDetails ?? {}
  return createMockKeyPair({ type: typesOfCurves[namedCurve] ?? 'rsa-2048' })
}

/** @param certificate PEM or its Base64 alone */
export function publicKeyOf(certificate: string): KeyObject {
  return createPublicKey(pem('CERTIFICATE', Buffer.from(base64Of(certificate), 'base64')))
}
