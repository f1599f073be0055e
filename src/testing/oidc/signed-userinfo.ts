import type { JsonObject } from '../../types/json.ts'
import type { JwsDefect, UserinfoDefect } from './defects.ts'
import { makeToken } from './id-token.ts'
import type { MockState } from './state.ts'

const HOUR = 3600

/** Members of each defect; `undefined` removes one. */
const changes: Readonly<Partial<Record<UserinfoDefect, (now: number) => Record<string, unknown>>>> =
  {
    userinfo_wrong_issuer: () => ({ iss: 'https://other-idp.example.com' }),
    userinfo_missing_issuer: () => ({ iss: undefined }),
    userinfo_wrong_audience: () => ({ aud: 'another-client' }),
    userinfo_missing_audience: () => ({ aud: undefined }),
    userinfo_expired: (now) => ({ exp: now - HOUR }),
    userinfo_logout_token: () => ({
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    }),
  }

/** What is spoiled in this token, and not in the ID token beside it. */
const jwsDefects: Readonly<Partial<Record<UserinfoDefect, JwsDefect>>> = {
  userinfo_unsigned: 'alg_none_with_signature',
  userinfo_by_other_key: 'signature_by_other_key',
  userinfo_encrypted: 'encrypted_id_token',
}

/** The answer as a signed token (OpenID Connect Core section 5.3.2). */
export async function signedUserinfo(
  state: MockState,
  claims: JsonObject,
  issuer: string,
): Promise<Response> {
  const now = Math.floor(state.clock().getTime() / 1000)
  const all: Record<string, unknown> = { ...claims, iss: issuer, aud: state.clientId }
  for (const [defect, change] of Object.entries(changes)) {
    if (state.has(defect as UserinfoDefect)) Object.assign(all, change(now))
  }
  const spoiled = Object.entries(jwsDefects)
    .filter(([defect]) => state.has(defect as UserinfoDefect))
    .map(([, jwsDefect]) => jwsDefect as string)
  const signer: MockState = { ...state, has: (defect) => spoiled.includes(defect) }
  const token = await makeToken(signer, JSON.parse(JSON.stringify(all)) as JsonObject)
  const headers = { 'content-type': 'application/jwt', 'cache-control': 'no-store' }
  return new Response(token, { headers })
}
