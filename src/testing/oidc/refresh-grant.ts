import type { JsonObject } from '../../types/json.ts'
import { oauthError as error } from './answers.ts'
import type { RefreshDefect } from './defects.ts'
import { randomText } from './encoding.ts'
import type { MockGrant, MockRefreshToken, MockState } from './state.ts'

/** How a provider keeps its refresh tokens, whatever they stand for. */
export interface RefreshStore<Grant> extends Pick<
  MockState,
  'has' | 'rotatesRefreshTokens' | 'refreshGraceSeconds' | 'clock'
> {
  readonly refreshTokens: Map<string, MockRefreshToken<Grant>>
}

/** Gives the first refresh token of a sign-in. */
export function firstRefreshToken<Grant>(
  { refreshTokens }: Pick<RefreshStore<Grant>, 'refreshTokens'>,
  grant: Grant,
  family: MockRefreshToken['family'] = { isRevoked: false },
): string {
  return give(refreshTokens, { grant, family })
}

function give<Grant>(
  refreshTokens: RefreshStore<Grant>['refreshTokens'],
  token: MockRefreshToken<Grant>,
): string {
  const value = randomText()
  refreshTokens.set(value, token)
  return value
}

export type RefreshOutcome<Grant = MockGrant> =
  | { readonly grant: Grant; readonly refreshToken: string | undefined }
  | Response

/**
 * Redeems a refresh token (RFC 6749 section 6). With rotation each one works once, or as often as one
 * likes during the grace; whoever comes with an old one after it is taken for a thief, and ends the
 * whole family (RFC 9700 section 4.14.2).
 */
export function redeem<Grant>(state: RefreshStore<Grant>, sent: string): RefreshOutcome<Grant> {
  if (state.has('refresh_interaction_required')) {
    return error('interaction_required', 'The person has to do something.')
  }
  const token = state.refreshTokens.get(sent)
  const { grant, family, rotated } = token ?? {}
  if (!token || !grant || !family || family.isRevoked) {
    return error('invalid_grant', 'The refresh token is unknown, expired or revoked.')
  }
  if (!state.rotatesRefreshTokens) return { grant, refreshToken: undefined }
  const age = rotated ? state.clock().getTime() - rotated.at.getTime() : 0
  if (rotated && !(age < state.refreshGraceSeconds * 1000)) {
    family.isRevoked = true
    return error('invalid_grant', 'The refresh token was used before.')
  }
  const successor = rotated?.successor ?? give(state.refreshTokens, { grant, family })
  token.rotated = rotated ?? { at: state.clock(), successor }
  return { grant, refreshToken: successor }
}

type Change = (claims: JsonObject, now: number) => JsonObject

const changes: Readonly<Partial<Record<RefreshDefect, Change>>> = {
  refreshed_other_subject: (claims) => ({ ...claims, sub: 'mallory' }),
  refreshed_other_auth_time: (claims, now) => ({ ...claims, auth_time: now - 7 }),
  refreshed_older: (claims) => ({ ...claims, iat: Number(claims.auth_time) - 10 }),
  refreshed_with_azp: (claims) => ({ ...claims, azp: claims.aud ?? '' }),
}

/** The claims of a refresh, from those of a sign-in: of a nonce there is none (Core section 12.2). */
export function refreshedClaims(
  state: MockState,
  claims: JsonObject,
  grant: MockGrant,
): JsonObject {
  const { nonce: signedIn, c_hash: _code, ...rest } = claims
  const isSpoiled = signedIn !== undefined && signedIn !== grant.nonce
  const hasNonce = isSpoiled || state.has('refreshed_with_nonce')
  const now = Math.floor(state.clock().getTime() / 1000)
  const honest: JsonObject = { ...rest, ...(hasNonce ? { nonce: signedIn ?? '' } : {}) }
  return Object.entries(changes).reduce(
    (changed, [defect, change]) =>
      state.has(defect as RefreshDefect) ? change(changed, now) : changed,
    honest,
  )
}

/** The provider has done its work, and its answer never arrives. */
export function lost(): Response {
  throw new TypeError('fetch failed')
}
