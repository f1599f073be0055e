import { generateKeyPairSync, sign } from 'node:crypto'
import { isSsoError } from '../../src/errors.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')

/** The key that `signedToken` signs with, as its provider publishes it. */
export const signedTokenKeys = { keys: [{ ...publicKey.export({ format: 'jwk' }) } as never] }

/** Signed by node:crypto, without anything of jose or of the mock provider. */
export function signedToken(claims: object, header: object = {}): string {
  const input = [{ alg: 'EdDSA', ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
}

/** `accepted`, or the code of the refusal. Any other error fails the test. */
export const verdict = (validation: Promise<unknown>): Promise<string> =>
  validation.then(
    () => 'accepted',
    (error: unknown) => {
      if (isSsoError(error)) return error.code
      throw error
    },
  )
