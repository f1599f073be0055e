import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi'
import { printable } from '../errors.ts'
import { readClientKey } from './client-keys.ts'
import type { OidcTrust } from './metadata.ts'
import type { AssertionHabits } from './vendors/client-assertions.ts'
import { oidcError } from './error.ts'

/** Rule O8: long enough for one request, too short for anything else. */
const LIFE_SECONDS = 60

/**
 * Authentication by a signed assertion (RFC 7523 section 2.2, OpenID Connect Core section 9). Every
 * request gets one of its own: oauth4webapi draws 256 random bits for each `jti`.
 *
 * @param privateKey as it was entered
 * @param endpoint that the request goes to
 * @throws {SsoError} `oidc_client_key_invalid`, `oidc_client_authentication_unsupported`
 */
export async function clientAssertion(
  privateKey: string,
  metadata: OidcTrust['metadata'],
  about: { endpoint: string; habits: AssertionHabits; now: () => Date },
): Promise<ClientAuth> {
  const { endpoint, habits, now } = about
  const key = await readClientKey(privateKey)
  if (habits.needsCertificate && !key.certificate) {
    throw oidcError('oidc_client_authentication_unsupported', {
      message: 'This provider knows keys by their certificate, and none was entered.',
      hint: 'Upload the certificate at the identity provider, and append it (PEM) to the private key here.',
    })
  }
  const alg = algorithmFor(key.algorithms, metadata)
  const isForIssuer = habits.audience === 'issuer'
  const changes = {
    // The type says which reading of RFC 7523 is meant; servers of the older one refuse it.
    header: { alg, typ: isForIssuer ? 'client-authentication+jwt' : 'JWT', ...key.certificate },
    // One text, never a list: a list would let a second server take the assertion for its own.
    payload: { aud: isForIssuer ? metadata.issuer : endpoint },
  }
  const signer = { key: await key.signer(alg), kid: key.keyId }
  return PrivateKeyJwt(signer, {
    [modifyAssertion](header, payload) {
      // oauth4webapi reads the machine's clock; all else here goes by the host's.
      const issuedAt = Math.floor(now().getTime() / 1000)
      const times = { iat: issuedAt, nbf: issuedAt, exp: issuedAt + LIFE_SECONDS }
      Object.assign(header, changes.header)
      Object.assign(payload, changes.payload, times)
    },
  })
}

function algorithmFor(
  possible: readonly string[],
  { token_endpoint_auth_signing_alg_values_supported: listed }: OidcTrust['metadata'],
): string {
  const algorithm = possible.find((name) => !listed?.length || listed.includes(name))
  if (algorithm !== undefined) return algorithm
  const taken = (listed ?? []).map(printable).slice(0, 10).join(', ')
  throw oidcError('oidc_client_authentication_unsupported', {
    message: `The provider takes assertions signed with ${taken}; this key signs with ${possible.join(' or ')}.`,
    hint: 'Enter a private key of a kind that the provider takes.',
  })
}
