import { parseCompactJws } from './jws.ts'

/**
 * Whom an ID token that nobody asked for says to come from. It is not verified, since nothing but a
 * sign-in from our side follows from it: it counts as little as a third party's `iss` (rule F5).
 *
 * @returns `undefined` for whatever is no well-formed token with an `iss`; never throws
 */
export function claimedIssuer(idToken: string): string | undefined {
  try {
    const { iss } = parseCompactJws(idToken, 'id_token').payload
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}
