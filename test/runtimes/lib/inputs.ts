import { createMockOidcProvider, type JwsDefect } from '../../../src/testing/oidc/index.ts'
import {
  honestVariants,
  type LoginDefect,
  type MadeSamlResponse,
  samlDefects,
  type SamlDefect,
  type SamlVariant,
  validSamlResponse,
} from '../../../src/testing/saml/index.ts'
import { isSsoError } from '../../../src/errors.ts'
import { validateIdToken } from '../../../src/oidc/validate-id-token.ts'
import { verifyResponse } from '../../../src/saml/verify-response.ts'

/*
 * Messages for the runtimes, made here on Node. What each attack leads to is decided by the tests of the
 * rules; the runtimes have to give the very same answer as Node does.
 */

const now = '2026-01-01T12:00:00Z'
const seconds = Date.parse(now) / 1000

const algorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
]

const jwsDefects: readonly JwsDefect[] = [
  ...(['alg_none', 'alg_none_with_signature', 'hs256_with_public_key'] as const),
  ...(['signature_by_other_key', 'signature_stripped', 'embedded_jwk', 'crit', 'b64'] as const),
  ...(['unknown_kid', 'non_canonical_base64url', 'json_serialization'] as const),
  ...(['duplicate_member_payload', 'payload_not_utf8', 'logout_token_typ'] as const),
]

const issuer = 'https://idp.example.com'
const nonce = 'the-nonce-that-was-sent'
const claims = { iss: issuer, aud: 'client-1', sub: 'ann', iat: seconds, exp: seconds + 300, nonce }

const claimDefects = {
  wrong_issuer: { iss: 'https://other-idp.example.com' },
  wrong_audience: { aud: 'another-client' },
  wrong_nonce: { nonce: 'the-nonce-of-somebody-else' },
  expired: { exp: seconds - 61 },
  issued_in_future: { iat: seconds + 61, exp: seconds + 361 },
}

export async function makeIdTokens() {
  const honest: object[] = []
  const forged: object[] = []
  for (const algorithm of algorithms) {
    const idp = createMockOidcProvider({ issuer, algorithm })
    const expected = { ...{ issuer, clientId: 'client-1', nonce, now }, jwks: await idp.keySet() }
    const allowed = { ...expected, algorithms: [algorithm] }
    honest.push({ name: algorithm, token: await idp.signIdToken(claims), expected: allowed })
    const forge = async (name: string, token: string) => {
      const verification = validateIdToken(token, { ...allowed, now: new Date(now) } as never)
      const entry = { name: `${algorithm} ${name}`, token, expected: allowed }
      forged.push({ ...entry, code: await codeOf(verification, name) })
    }
    for (const defect of jwsDefects) {
      idp.tamper(defect)
      await forge(defect, await idp.signIdToken(claims))
    }
    idp.tamper()
    for (const [name, change] of Object.entries(claimDefects)) {
      await forge(name, await idp.signIdToken({ ...claims, ...change }))
    }
  }
  return { honest, forged }
}

/** One hash for the label and another for the mask: this needs RSA without padding. */
const beyondWebCrypto: readonly SamlVariant[] = [
  'encrypted_oaep_mgf1p_sha256',
  'encrypted_oaep_11_sha512_mask_sha256',
]

export async function makeResponses() {
  const variants = (Object.keys(honestVariants) as SamlVariant[]).filter(
    (name) => !isLarge.test(name),
  )
  const made = (names: readonly SamlVariant[]) =>
    names.map((name) => entryOf(name, validSamlResponse({ variants: [name] })))
  const forged: object[] = []
  for (const name of Object.keys(samlDefects) as SamlDefect[]) {
    if (Object.hasOwn(seenAtLogin, name) || isLarge.test(name)) continue
    const message = validSamlResponse({ defects: [name] })
    const verdict = verifyResponse(message.samlResponse, message.expected)
    // Some honest readers give the whole text where others give half of it: not an attack on us.
    const code = await codeOf(verdict, name, isSplitText(name))
    if (code !== 'accepted') forged.push({ ...entryOf(name, message), code })
  }
  return {
    honest: made(variants.filter((name) => !beyondWebCrypto.includes(name))),
    beyondWebCrypto: made(beyondWebCrypto),
    forged,
  }
}

const entryOf = (name: string, { samlResponse, expected, facts }: MadeSamlResponse) => ({
  // White space around it is the provider's pretty printing.
  ...{ name, samlResponse, nameId: facts.nameId.trim() },
  expected: { ...expected, now: expected.now.toISOString() },
})

/** Takes long to make and to hand over, and has nothing to do with the runtime. */
const isLarge = /3_mb|3000|many_references|groups_500|rsa_4096|50000/

/** What an answer does not show by itself; logins refuse it. */
const seenAtLogin: Readonly<Record<LoginDefect, true>> = {
  replayed: true,
  name_id_transient: true,
  single_values_doubled: true,
  authentication_old: true,
}

const isSplitText = (name: SamlDefect) => samlDefects[name].rule === 'X4'

async function codeOf(work: Promise<unknown>, name: string, mayPass = false): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isSsoError(error)) return error.code
  if (error === undefined && mayPass) return 'accepted'
  throw new Error(`${name} was not refused`, { cause: error })
}
