import type { JsonObject } from '../../types/json.ts'
import type { LogoutDefect } from './defects.ts'
import { randomText } from './encoding.ts'
import { makeToken } from './id-token.ts'
import type { MockState } from './state.ts'

/** OpenID Connect Back-Channel Logout section 2.4 recommends two minutes. */
const TOKEN_SECONDS = 120
const MINUTE = 60
const HOUR = 3600

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Members of each defect; `undefined` removes one. */
const changes: Readonly<Record<LogoutDefect, (now: number) => Record<string, unknown>>> = {
  logout_wrong_issuer: () => ({ iss: 'https://other-idp.example.com' }),
  logout_wrong_audience: () => ({ aud: 'another-client' }),
  logout_missing_iat: () => ({ iat: undefined }),
  logout_missing_exp: () => ({ exp: undefined }),
  logout_missing_jti: () => ({ jti: undefined }),
  logout_missing_events: () => ({ events: undefined }),
  logout_other_event: () => ({
    events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} },
  }),
  logout_events_as_list: () => ({ events: [LOGOUT_EVENT] }),
  logout_about_nobody: () => ({ sub: undefined, sid: undefined }),
  logout_with_nonce: () => ({ nonce: 'the-nonce-of-a-sign-in' }),
  logout_old: (now) => ({ iat: now - 10 * MINUTE, exp: now + HOUR }),
  logout_expired: (now) => ({ iat: now - HOUR - TOKEN_SECONDS, exp: now - HOUR }),
  logout_in_future: (now) => ({ iat: now + HOUR, exp: now + HOUR + TOKEN_SECONDS }),
}

/** An honest logout token, then each defect. */
export async function makeLogoutToken(
  state: MockState,
  { sub, sid }: { readonly sub?: string; readonly sid?: string },
): Promise<string> {
  const now = Math.floor(state.clock().getTime() / 1000)
  const claims: Record<string, unknown> = {
    ...{ iss: state.issuer, aud: state.clientId, iat: now, exp: now + TOKEN_SECONDS },
    ...{ jti: randomText(), events: { [LOGOUT_EVENT]: {} } },
    ...{ sub, sid },
  }
  for (const [defect, change] of Object.entries(changes)) {
    if (state.has(defect as LogoutDefect)) Object.assign(claims, change(now))
  }
  const honest = JSON.parse(JSON.stringify(claims)) as JsonObject
  return makeToken(state, honest, 'logout+jwt')
}
