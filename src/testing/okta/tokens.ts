import type { JsonObject } from '../../types/json.ts'
import { halfHash, toBase64url } from '../oidc/encoding.ts'
import { sign } from '../oidc/keys.ts'
import { ACCESS_TOKEN_SECONDS, accessTokenClaims, idTokenClaims } from './claims.ts'
import { issuerOf } from './issuer.ts'
import {
  type AuthorizationServer,
  type OktaGrant,
  type OktaPerson,
  type OktaState,
  secondsOf,
} from './state.ts'

/** Okta's tokens have no `typ`. */
export async function signedToken(
  { signingKey }: AuthorizationServer,
  claims: JsonObject,
): Promise<string> {
  const header = toBase64url(JSON.stringify({ kid: signingKey.kid, alg: 'RS256' }))
  const input = `${header}.${toBase64url(JSON.stringify(claims))}`
  return `${input}.${await sign(input, 'RS256', signingKey)}`
}

export async function makeAccessToken(
  state: OktaState,
  grant: OktaGrant,
  person: OktaPerson,
  host: string,
): Promise<string> {
  const issuer = issuerOf(state, grant.server, grant.client, host)
  const token = await signedToken(grant.server, accessTokenClaims(state, grant, person, issuer))
  const expiresAt = secondsOf(state) + ACCESS_TOKEN_SECONDS
  state.accessTokens.set(token, { ...grant, expiresAt })
  return token
}

/** @param with what comes with it, and makes it thin (access token) or is hashed (both) */
export async function makeIdToken(
  state: OktaState,
  grant: OktaGrant,
  person: OktaPerson,
  host: string,
  { accessToken, code }: { accessToken?: string | undefined; code?: string | undefined } = {},
): Promise<string> {
  const claims = idTokenClaims(state, grant, person, {
    issuer: issuerOf(state, grant.server, grant.client, host),
    isThin: accessToken !== undefined,
  })
  return signedToken(grant.server, {
    ...claims,
    ...(accessToken === undefined ? {} : { at_hash: await halfHash(accessToken, 'RS256') }),
    ...(code === undefined ? {} : { c_hash: await halfHash(code, 'RS256') }),
  })
}
