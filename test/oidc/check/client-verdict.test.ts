import { describe, expect, it } from 'vitest'
import {
  clientVerdict,
  type ProbeAnswer,
  readProbeAnswer,
} from '../../../src/oidc/check/client-verdict.ts'
import { oidcError } from '../../../src/oidc/error.ts'
import { clientProbe } from '../../../src/oidc/vendors/client-probe.ts'
import { factsOf } from './facts.ts'
import { anyError } from '../../support/error-texts.ts'

const probeOf = (profile: string) => clientProbe({ issuer: 'https://idp.example.com' }, profile)

/** An answer of the token endpoint, as the exchange reports it. */
const said = (code: Parameters<typeof oidcError>[0], error: string, status = 400) => ({
  error: oidcError(code, {
    detail: { error },
    cause: Object.assign(new Error('an answer'), { status }),
  }),
})

describe('the answer of a token endpoint to a made-up code', () => {
  it.each([
    ['invalid_grant', said('oidc_code_rejected', 'invalid_grant'), 'code_refused'],
    ['invalid_grant with 401', said('oidc_code_rejected', 'invalid_grant', 401), 'code_refused'],
    ['invalid_client', said('oidc_client_rejected', 'invalid_client', 401), 'client_refused'],
    ['invalid_client with 400', said('oidc_client_rejected', 'invalid_client'), 'client_refused'],
    ['any other 401', said('oidc_token_request_failed', 'nonsense', 401), 'client_refused'],
    ['a challenge', { error: oidcError('oidc_client_rejected') }, 'client_refused'],
    [
      'a grant that this client may not use',
      said('oidc_request_rejected', 'unsupported_grant_type'),
      'request_refused',
    ],
    ['an error of the server', said('oidc_token_request_failed', 'server_error', 500), 'unclear'],
    [
      'a request that it cannot read',
      said('oidc_token_request_failed', 'invalid_request'),
      'unclear',
    ],
    ['a web page', { error: anyError('network_media_type_refused') }, 'unreachable'],
    ['our own haste', { error: anyError('network_busy') }, 'unclear'],
    ['silence', { error: anyError('network_timeout') }, 'unreachable'],
    ['tokens', { value: {} }, 'accepted'],
  ])('%s is read', (_what, outcome, kind) => {
    expect(readProbeAnswer(outcome, probeOf('generic')).kind).toBe(kind)
  })

  it.each([
    ['keycloak', 'unauthorized_client'],
    ['auth0', 'access_denied'],
  ])('refuses the client in the words of %s: %s', (profile, error) => {
    const outcome = said('oidc_access_denied', error)
    expect(readProbeAnswer(outcome, probeOf(profile)).kind).toBe('client_refused')
    expect(readProbeAnswer(outcome, probeOf('generic')).kind).toBe('unclear')
  })
})

const error = oidcError('oidc_client_rejected', { detail: { error: 'invalid_client' } })
const refused: ProbeAnswer = { kind: 'client_refused', error }
const codeRefused: ProbeAnswer = { kind: 'code_refused' }
const vague: ProbeAnswer = { kind: 'unclear', error }

describe('the verdict on client id and secret', () => {
  it.each<[string, ProbeAnswer, ProbeAnswer | undefined, boolean, string]>([
    ['a refusal', refused, undefined, false, 'fail'],
    ['a refusal where clients are checked first', refused, undefined, true, 'fail'],
    ['a refused code where clients are checked first', codeRefused, undefined, true, 'pass'],
    ['a refused code beside a refused stranger', codeRefused, refused, false, 'pass'],
    ['a refused code beside a refused code', codeRefused, codeRefused, false, 'unknown'],
    ['a refused request', { kind: 'request_refused', error }, undefined, false, 'fail'],
    // Only a refusal of the stranger proves that secrets are looked at.
    [
      'a refused code beside a refused request',
      codeRefused,
      { kind: 'request_refused', error },
      false,
      'unknown',
    ],
    ['a refused code beside something vague', codeRefused, vague, false, 'unknown'],
    ['a refused code alone', codeRefused, undefined, false, 'unknown'],
    ['something vague', vague, undefined, false, 'unknown'],
    ['tokens for nothing', { kind: 'accepted' }, undefined, false, 'fail'],
  ])('T6 is from %s: %s', (_what, answer, control, isClientCheckedFirst, status) => {
    const checks = clientVerdict(answer, control, { isClientCheckedFirst }, factsOf())
    expect(checks).toMatchObject([{ name: 'client_credentials', status }])
  })

  it('is about the address where there is no token endpoint', () => {
    const gone = { kind: 'unreachable', error: anyError('network_media_type_refused') } as const
    const probe = { isClientCheckedFirst: false }
    expect(clientVerdict(gone, undefined, probe, factsOf())).toMatchObject([
      { name: 'token_endpoint', status: 'fail', code: 'network_media_type_refused' },
    ])
  })

  it.each([
    ['okta', 'Client Credentials'],
    ['entra', 'Certificates & secrets'],
    ['google', 'Clients, the client'],
    ['keycloak', 'tab Credentials'],
    ['auth0', 'Client ID and Client Secret'],
    ['generic', 'client id and client secret'],
  ])('names the place in the console of %s', (profile, words) => {
    const probe = { isClientCheckedFirst: false }
    const [check] = clientVerdict(refused, undefined, probe, factsOf({ profile }))
    expect(check?.hint).toContain(words)
    expect(check).toMatchObject({ received: 'invalid_client', code: 'oidc_client_rejected' })
  })

  it('keeps what is known of the vendor’s own words', () => {
    const hint = 'The client secret has expired.'
    const known = oidcError('oidc_client_rejected', { hint })
    const answer = { kind: 'client_refused', error: known } as const
    const probe = { isClientCheckedFirst: false }
    expect(clientVerdict(answer, undefined, probe, factsOf())).toMatchObject([{ hint }])
  })

  it('is about the grant type where the request itself is refused', () => {
    const answer = {
      kind: 'request_refused',
      error: oidcError('oidc_request_rejected', { detail: { error: 'unsupported_grant_type' } }),
    } as const
    const facts = factsOf({ profile: 'okta' })
    const [check] = clientVerdict(answer, undefined, { isClientCheckedFirst: true }, facts)
    expect(check?.hint).toContain('Grant type')
  })
})
