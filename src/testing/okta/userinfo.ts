import { json } from '../oidc/answers.ts'
import { userinfoClaims } from './claims.ts'
import { activePerson } from './people.ts'
import { type AuthorizationServer, type OktaState, secondsOf } from './state.ts'

const scopesOfUserinfo = ['profile', 'email', 'address', 'phone']

/** The userinfo endpoint (OpenID Connect Core section 5.3). */
export function userinfoResponse(
  state: OktaState,
  server: AuthorizationServer,
  request: Request,
): Response {
  const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  const grant = token === undefined ? undefined : state.accessTokens.get(token)
  const person = grant && activePerson(state, grant.login)
  const isValid =
    person &&
    grant.server === server &&
    !grant.family.isRevoked &&
    secondsOf(state) < grant.expiresAt
  if (!isValid) return challenge(401, 'invalid_token', 'The access token is invalid')
  if (!grant.scopes.some((scope) => scopesOfUserinfo.includes(scope))) {
    const description =
      'The access token must provide access to at least one of these scopes - profile, email, address or phone'
    return challenge(403, 'insufficient_scope', description)
  }
  return json(userinfoClaims(state, grant, person))
}

function challenge(status: number, error: string, description: string): Response {
  const value = `Bearer error="${error}", error_description="${description}"`
  return json({}, status, { 'www-authenticate': value })
}
