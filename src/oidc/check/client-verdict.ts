import type { Attempt } from '../../connection/attempt.ts'
import { checksOfError, failed, passed, unclear } from '../../connection/checks.ts'
import { type SsoError, unsafeCauseOf } from '../../errors.ts'
import type { Check } from '../../types/check.ts'
import { oidcErrors } from '../error-table.ts'
import type { ClientProbe } from '../vendors/vendor.ts'
import { wordsFor } from './console-words.ts'
import type { ProviderFacts } from './facts.ts'

const NAME = 'client_credentials'

/** What a token endpoint said to a code that nobody was given. */
export type ProbeAnswer =
  /** Only the code is wrong. */
  | { readonly kind: 'code_refused' }
  /** The client did not prove itself. */
  | { readonly kind: 'client_refused'; readonly error: SsoError }
  /** Nobody may send this request, or this client may not. Every sign-in would end so. */
  | { readonly kind: 'request_refused'; readonly error: SsoError }
  /** The address is not that of a token endpoint that can be reached. */
  | { readonly kind: 'unreachable'; readonly error: SsoError }
  /** It took a made-up code for a real one. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unclear'; readonly error: SsoError }

/** Reads an answer of the token endpoint. Pure. */
export function readProbeAnswer(
  outcome: Attempt<unknown>,
  { refusalCodes }: Pick<ClientProbe, 'refusalCodes'>,
): ProbeAnswer {
  if ('value' in outcome) return { kind: 'accepted' }
  const { error } = outcome
  const said = error.detail?.error
  if (said === 'invalid_grant') return { kind: 'code_refused' }
  const isClientRefused =
    statusOf(error) === 401 ||
    refusalCodes.some((code) => code === said) ||
    // By the vendor's words, whatever its codes are.
    error.code === 'oidc_client_rejected'
  if (isClientRefused) return { kind: 'client_refused', error }
  if (error.code === 'oidc_request_rejected') return { kind: 'request_refused', error }
  // That too much is under way here says nothing about the other side.
  const isUnreachable = error.code.startsWith('network_') && error.code !== 'network_busy'
  return { kind: isUnreachable ? 'unreachable' : 'unclear', error }
}

interface WithStatus {
  readonly status?: unknown
  readonly cause?: WithStatus | null
}

/** Of the HTTP answer: our guard says it, or oauth4webapi, whose errors hold the answer itself. */
function statusOf(error: SsoError): unknown {
  const cause = unsafeCauseOf(error) as WithStatus | null | undefined
  return error.detail?.status ?? cause?.status ?? cause?.cause?.status
}

/**
 * What the answers say about client id and secret. `invalid_grant` alone says nothing: a provider may
 * look at the code first, and then it refuses everybody alike. Pure.
 *
 * @param control the answer to the same request with a made-up secret; absent where none was needed
 */
export function clientVerdict(
  answer: ProbeAnswer,
  control: ProbeAnswer | undefined,
  { isClientCheckedFirst }: Pick<ClientProbe, 'isClientCheckedFirst'>,
  facts: ProviderFacts,
): readonly Check[] {
  switch (answer.kind) {
    case 'client_refused':
    case 'request_refused':
      return [refused(answer.error, facts)]
    case 'unreachable':
      return checksOfError('token_endpoint', answer.error)
    case 'accepted':
      return [
        failed(
          NAME,
          'The token endpoint gave tokens for a code that nobody was given.',
          'This is not the token endpoint of an identity provider that can be trusted: compare its address.',
        ),
      ]
    case 'unclear':
      return [unclear(NAME, 'The token endpoint’s answer says nothing about the client.', tryIt)]
    case 'code_refused':
      if (isClientCheckedFirst || control?.kind === 'client_refused') {
        return [passed(NAME, 'The provider accepts client id and secret.')]
      }
      return [
        unclear(NAME, 'The provider answers the same, whether the secret is right or not.', tryIt),
      ]
  }
}

const tryIt = 'Run the test: a sign-in shows whether client id and secret are right.'

function refused(error: SsoError, facts: ProviderFacts): Check {
  const { code, message, hint, detail = {} } = error
  const said = typeof detail.error === 'string' ? { received: detail.error } : {}
  // What is known of the vendor's own words says more than a list of fields.
  const isGeneral = Object.values(oidcErrors).some((entry) => entry.hint === hint)
  const topic = code === 'oidc_request_rejected' ? 'grant_type' : 'client'
  return failed(NAME, message, isGeneral ? wordsFor(facts, topic) : hint, { code, ...said })
}
