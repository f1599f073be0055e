import { printable, type SsoError } from '../errors.ts'
import type { JsonObject } from '../types/json.ts'
import type { CompactJws, TokenKind } from './jws.ts'
import {
  accessTokenMarks,
  idTokenMarks,
  logoutTokenMarks,
  type TokenMark,
} from './vendors/token-marks.ts'
import { oidcError } from './error.ts'

/** Values of the header `typ` that each kind may have (RFC 8725 section 3.11). */
const headerTypes: Readonly<Record<TokenKind, readonly (string | undefined)[]>> = {
  id_token: [undefined, 'jwt'],
  logout_token: [undefined, 'jwt', 'logout+jwt'],
  userinfo: [undefined, 'jwt'],
}

const foreignMarks: Readonly<Record<TokenKind, readonly TokenMark[]>> = {
  id_token: [...accessTokenMarks, ...logoutTokenMarks],
  logout_token: [...accessTokenMarks, ...idTokenMarks],
  userinfo: [...accessTokenMarks, ...logoutTokenMarks],
}

/**
 * Refuses a token that is of another kind than it was received as (rule O7). All of them are signed
 * with the same keys for the same client, so without this one could stand in for the other.
 *
 * @throws {SsoError} `oidc_*_kind_refused`
 */
export function checkKind({ type, payload }: CompactJws, kind: TokenKind): void {
  if (!headerTypes[kind].includes(type)) {
    throw refused(kind, `The token’s type is ${printable(type ?? '')}.`)
  }
  const mark = foreignMarks[kind].find((candidate) => carries(payload, candidate))
  if (mark) {
    const names = mark.claims.join(' and ')
    throw refused(kind, `The token’s ${names} mark it as one of another kind.`)
  }
  // Logout tokens and all other security events have `events` (RFC 8417), and nothing else does.
  if (Object.hasOwn(payload, 'events') !== (kind === 'logout_token')) {
    const isEvent = kind !== 'logout_token'
    throw refused(kind, `The token ${isEvent ? 'carries security events' : 'carries no events'}.`)
  }
  // An ID token has the nonce of its request; a logout token never has one.
  if (kind === 'logout_token' && Object.hasOwn(payload, 'nonce')) {
    throw refused(kind, 'The token carries a nonce, as ID tokens do.')
  }
}

const refused = (kind: TokenKind, message: string): SsoError =>
  oidcError(`oidc_${kind}_kind_refused`, { message })

function carries(payload: JsonObject, { claims, values }: TokenMark): boolean {
  const [first = ''] = claims
  if (!claims.every((name) => Object.hasOwn(payload, name))) return false
  const value = payload[first]
  return values === undefined || (typeof value === 'string' && values.includes(value.toLowerCase()))
}
