import { decodeBase64url } from '../crypto/base64url.ts'

const MIN_BYTES = 32
/** 32 random bytes have about 30 different values; fewer than 12 do not occur in 10^20 tries. */
const MIN_DISTINCT_BYTES = 12

/** Texts that stand in examples everywhere; a secret that contains one was not generated. */
const wellKnown = [
  'secret',
  'password',
  'changeme',
  'change-me',
  'insecure',
  'example',
  'development',
]
const alphabets = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  '0123456789abcdefghijklmnopqrstuvwxyz',
]

/** Says what is wrong with a sealing secret; `undefined` if it looks generated. */
export function secretProblem(secret: unknown): string | undefined {
  if (typeof secret !== 'string') return 'A secret must be text.'
  const bytes = decodeBase64url(secret)
  if (!bytes) return 'A secret must be base64url text without padding.'
  if (bytes.length < MIN_BYTES) return `A secret must hold at least ${MIN_BYTES} bytes.`
  if (new Set(bytes).size < MIN_DISTINCT_BYTES) return 'The secret repeats itself.'
  if (hasPeriod(secret)) return 'The secret repeats itself.'
  if (isReadableText(bytes)) return 'The secret is encoded text and not random bytes.'
  const lower = secret.toLowerCase()
  if (wellKnown.some((word) => lower.includes(word)))
    return 'The secret contains a well-known word.'
  if (isAscending(bytes) || alphabets.some((alphabet) => followsAlphabet(secret, alphabet))) {
    return 'The secret is a well-known sequence.'
  }
  return undefined
}

function hasPeriod(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.slice(period) === text.slice(0, -period)) return true
  }
  return false
}

function isReadableText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
}

function isAscending(bytes: Uint8Array): boolean {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff
  return bytes.every(
    (byte, index) => index === 0 || ((byte - (bytes[index - 1] ?? 0)) & 0xff) === step,
  )
}

/** Half of the characters continue the alphabet: `abcdefgh…` and its variations. */
function followsAlphabet(text: string, alphabet: string): boolean {
  let steps = 0
  for (let index = 1; index < text.length; index++) {
    const pair = text.slice(index - 1, index + 1)
    if (alphabet.includes(pair)) steps++
  }
  return steps > text.length / 2
}
