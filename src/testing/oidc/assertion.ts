import type { JsonObject } from '../../types/json.ts'
import type { MockState } from './state.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Rule O8, as a provider can enforce it. */
const MAX_LIFE_SECONDS = 60
/** 128 bits in base64url. */
const MIN_ID_LENGTH = 22

interface Assertion {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly input: string
  readonly signature: Uint8Array<ArrayBuffer>
}

/**
 * Checks a client assertion (RFC 7523 section 3, as its update tightens it): one audience, a short
 * life, one use, a key that the client published.
 *
 * @returns what is wrong, or `undefined`
 */
export async function assertionProblem(
  state: MockState,
  body: URLSearchParams,
  endpoint: string,
): Promise<string | undefined> {
  if (body.get('client_assertion_type') !== assertionType) return 'client_assertion_type is wrong'
  const assertion = parse(body.get('client_assertion') ?? '')
  if (!assertion) return 'client_assertion is not a JWT'
  const { header, claims } = assertion
  const isForIssuer = state.assertionAudience === 'issuer'
  if (!state.assertionAlgorithms.includes(String(header.alg))) return 'alg is not accepted'
  if (claims.iss !== state.clientId || claims.sub !== state.clientId) return 'iss or sub is wrong'
  if (claims.aud !== (isForIssuer ? state.issuer : endpoint)) return 'aud is wrong'
  if (header.typ !== (isForIssuer ? 'client-authentication+jwt' : 'JWT')) return 'typ is wrong'
  return (
    timeProblem(state, claims) ?? (await signatureProblem(state, assertion)) ?? useUp(state, claims)
  )
}

function timeProblem(state: MockState, { iat, nbf, exp }: JsonObject): string | undefined {
  const now = Math.floor(state.clock().getTime() / 1000)
  if (typeof exp !== 'number' || exp <= now || exp > now + MAX_LIFE_SECONDS) return 'exp is wrong'
  if (typeof iat !== 'number' || iat > now || exp - iat > MAX_LIFE_SECONDS) return 'iat is wrong'
  return nbf === undefined || (typeof nbf === 'number' && nbf <= now) ? undefined : 'nbf is wrong'
}

/** Last of all: an assertion that is refused for another reason uses nothing up. */
function useUp(state: MockState, { jti }: JsonObject): string | undefined {
  if (typeof jti !== 'string' || jti.length < MIN_ID_LENGTH) return 'jti is too short'
  if (state.assertionIds.has(jti)) return 'jti was used before'
  state.assertionIds.add(jti)
  return undefined
}

async function signatureProblem(
  state: MockState,
  { header, input, signature }: Assertion,
): Promise<string | undefined> {
  const { keys } = await state.clientKeys()
  const named = keys.filter(({ kid }) => typeof kid === 'string' && kid === header.kid)
  const [jwk] = named
  if (!jwk || named.length > 1) return 'kid is unknown, or not unique'
  if ('d' in jwk || jwk.kty === 'oct') return 'a private key is published'
  try {
    const algorithm = parametersOf(String(header.alg))
    const key = await crypto.subtle.importKey('jwk', jwk as JsonWebKey, algorithm, false, [
      'verify',
    ])
    const data = new TextEncoder().encode(input)
    const isValid = await crypto.subtle.verify(algorithm, key, signature, data)
    return isValid ? undefined : 'the signature is wrong'
  } catch {
    return 'the key does not fit the algorithm'
  }
}

const curves = new Map([
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['ES512', 'P-521'],
])

function parametersOf(algorithm: string): { name: string } {
  const hash = `SHA-${algorithm.slice(2)}`
  if (algorithm.startsWith('RS')) return { name: 'RSASSA-PKCS1-v1_5', hash } as { name: string }
  if (algorithm.startsWith('PS')) {
    return { name: 'RSA-PSS', hash, saltLength: Number(algorithm.slice(2)) / 8 } as { name: string }
  }
  const namedCurve = curves.get(algorithm)
  return namedCurve
    ? ({ name: 'ECDSA', namedCurve, hash } as { name: string })
    : { name: 'Ed25519' }
}

function parse(text: string): Assertion | undefined {
  const parts = text.split('.')
  const [header = '', claims = '', signature = ''] = parts
  if (parts.length !== 3) return undefined
  try {
    return {
      header: JSON.parse(decode(header)) as JsonObject,
      claims: JSON.parse(decode(claims)) as JsonObject,
      input: `${header}.${claims}`,
      signature: Uint8Array.from(decode(signature), (character) => character.charCodeAt(0)),
    }
  } catch {
    return undefined
  }
}

function decode(base64url: string): string {
  return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
}
