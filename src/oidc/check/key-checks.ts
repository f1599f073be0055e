import type { Attempt } from '../../connection/attempt.ts'
import { checksOfError, failed, passed } from '../../connection/checks.ts'
import { printable } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import type { OidcTrust } from '../metadata.ts'
import { defaultAlgorithms, MIN_SECRET_BYTES, SECRET_ALGORITHM } from '../algorithms.ts'
import { wordsFor } from './console-words.ts'
import type { ProviderFacts } from './facts.ts'

/** Names listed in one message. */
const MAX_NAMED = 10

const listOf = (names: readonly string[]) =>
  [...new Set(names)].slice(0, MAX_NAMED).map(printable).join(', ')

/** The provider's signature keys, as far as tokens could be verified with them. */
export function keyCheck(outcome: Attempt<OidcTrust['jwks']>): readonly Check[] {
  if ('error' in outcome) return checksOfError('signing_keys', outcome.error)
  const { keys } = outcome.value
  const count = keys.length === 1 ? 'one usable key' : `${keys.length} usable keys`
  const kinds = listOf(keys.map(({ alg, crv, kty }) => String(alg ?? crv ?? kty)))
  return [passed('signing_keys', `The provider publishes ${count}.`, { received: kinds })]
}

/** @param secretBytes length of the client secret, with which `HS256` is keyed */
export function algorithmCheck(facts: ProviderFacts, secretBytes: number | undefined): Check {
  const name = 'id_token_algorithm'
  const { settings, metadata } = facts
  const allowed = settings.allowedAlgorithms ?? defaultAlgorithms
  const { id_token_signing_alg_values_supported: published = [] } = metadata
  const isTooShort = allowed.includes(SECRET_ALGORITHM) && (secretBytes ?? 0) < MIN_SECRET_BYTES
  if (isTooShort) {
    return failed(
      name,
      `${SECRET_ALGORITHM} is keyed with the client secret, which is too short for it.`,
      'Let the identity provider make a client secret of at least 32 characters, or set the ID token signature algorithm to RS256 there.',
      {
        expected: `${MIN_SECRET_BYTES} bytes`,
        received: `${secretBytes ?? 0} bytes`,
        code: 'oidc_client_secret_too_short',
      },
    )
  }
  // The list is required (OpenID Connect Discovery section 3); without a document nothing is known.
  const isPossible =
    published.length === 0 || published.some((algorithm) => allowed.includes(algorithm))
  if (isPossible) return passed(name, 'ID tokens are signed with an algorithm that is allowed.')
  return failed(
    name,
    'The provider signs ID tokens with none of the algorithms that this connection allows.',
    wordsFor(facts, 'id_token_algorithm'),
    {
      expected: listOf(allowed),
      received: listOf(published),
      code: 'oidc_id_token_algorithm_refused',
      path: 'settings.allowedAlgorithms',
    },
  )
}
