import { redirectTo } from '../oidc/answers.ts'
import { randomText } from '../oidc/encoding.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.ts'
import { ACCESS_TOKEN_SECONDS } from './claims.ts'
import { consentPage, formPage } from './pages.ts'
import { isAssigned, personOf } from './people.ts'
import type { Refusal } from './refusal.ts'
import { isGranted } from './scopes.ts'
import { askToSignIn, later, sessionOf } from './sign-in.ts'
import {
  type AuthorizationServer,
  type OktaGrant,
  type OktaSession,
  type OktaState,
  secondsOf,
} from './state.ts'
import { makeAccessToken, makeIdToken } from './tokens.ts'

const CODE_SECONDS = 300

interface Asked {
  readonly server: AuthorizationServer
  readonly request: AuthorizationRequest
  readonly host: string
}

/** The authorization endpoint, where browsers are sent. */
export async function authorizeResponse(
  state: OktaState,
  server: AuthorizationServer,
  browser: Request,
): Promise<Response> {
  const { searchParams, host } = new URL(browser.url)
  const isPost = browser.method === 'POST'
  const sent = isPost ? new URLSearchParams(await browser.text()) : searchParams
  const read = readAuthorizationRequest(state, server, sent)
  if (read instanceof Response) return read
  const { request, refusal } = read
  if (refusal) return refuse(request, refusal)
  const asked = { server, request, host }
  const session = sessionOf(state, browser)
  const isFresh = session && isFreshEnough(state, request, session)
  if (request.prompts.has('none')) {
    return isFresh
      ? proceed(state, asked, session)
      : refuse(request, {
          error: 'login_required',
          description: 'The client specified not to prompt, but the user is not logged in.',
        })
  }
  if (isFresh && !request.prompts.has('login')) return proceed(state, asked, session)
  return askToSignIn(state, (newer) => proceed(state, asked, newer), request.loginHint)
}

function isFreshEnough(
  state: OktaState,
  { maxAge }: AuthorizationRequest,
  { authTime }: OktaSession,
): boolean {
  return maxAge === undefined || secondsOf(state) - authTime <= maxAge
}

/** For somebody who is signed in. */
async function proceed(
  state: OktaState,
  { server, request, host }: Asked,
  session: OktaSession,
): Promise<Response> {
  const { client, types, scopes } = request
  const person = personOf(state, session.login)
  if (!isAssigned(person, client.assignments)) {
    return refuse(request, denied('User is not assigned to the client application.'))
  }
  const grantTypes = [
    ...(types.has('code') ? (['authorization_code'] as const) : []),
    ...(types.has('id_token') || types.has('token') ? (['implicit'] as const) : []),
  ]
  if (!isGranted(server, client, grantTypes, scopes)) {
    return refuse(
      request,
      denied('Policy evaluation failed for this request, please check the policy configurations.'),
    )
  }
  const grant: OktaGrant = {
    ...{ server, client, scopes, login: person.login, authTime: session.authTime },
    nonce: request.nonce,
    family: { isRevoked: false },
  }
  if (!needsConsent(state, grant, request)) return succeed(state, grant, request, host)
  if (request.prompts.has('none')) {
    return refuse(request, {
      error: 'consent_required',
      description: 'The client specified not to prompt, but the user has not consented.',
    })
  }
  const key = later(state, {
    after: session.number - 1,
    proceed: async (answering, form) => {
      if (answering.login !== person.login || form?.get('consent') !== 'true') {
        return refuse(request, denied('User did not consent.'))
      }
      for (const scope of scopes) state.consents.add(consentKey(grant, scope))
      return succeed(state, grant, request, host)
    },
  })
  return consentPage(client.settings.name, scopes, key)
}

const denied = (description: string): Refusal => ({ error: 'access_denied', description })

/** Custom authorization servers only; and once for each scope, unless the app insists. */
function needsConsent(
  { consents }: OktaState,
  grant: OktaGrant,
  { prompts }: AuthorizationRequest,
): boolean {
  const { server, client, scopes } = grant
  if (server.id === undefined || client.settings.requiresConsent !== true) return false
  return prompts.has('consent') || scopes.some((scope) => !consents.has(consentKey(grant, scope)))
}

function consentKey({ login, client, server }: OktaGrant, scope: string): string {
  return [login, client.clientId, server.id, scope].join(' ')
}

async function succeed(
  state: OktaState,
  grant: OktaGrant,
  request: AuthorizationRequest,
  host: string,
): Promise<Response> {
  const { types, redirectUri, codeChallenge } = request
  const person = personOf(state, grant.login)
  const fields = new URLSearchParams()
  const code = types.has('code') ? randomText() : undefined
  if (code !== undefined) {
    const expiresAt = secondsOf(state) + CODE_SECONDS
    state.codes.set(code, { ...grant, redirectUri, codeChallenge, expiresAt })
    fields.set('code', code)
  }
  const accessToken = types.has('token')
    ? await makeAccessToken(state, grant, person, host)
    : undefined
  if (types.has('id_token')) {
    fields.set('id_token', await makeIdToken(state, grant, person, host, { accessToken, code }))
  }
  if (accessToken !== undefined) {
    fields.set('access_token', accessToken)
    fields.set('token_type', 'Bearer')
    fields.set('expires_in', String(ACCESS_TOKEN_SECONDS))
    fields.set('scope', grant.scopes.join(' '))
  }
  return answer(request, fields)
}

function refuse(request: AuthorizationRequest, { error, description }: Refusal): Response {
  return answer(request, new URLSearchParams({ error, error_description: description }))
}

function answer(
  { mode, redirectUri, state }: AuthorizationRequest,
  fields: URLSearchParams,
): Response {
  if (state !== undefined) fields.set('state', state)
  if (mode === 'form_post') return formPage(redirectUri, Object.fromEntries(fields))
  if (mode === 'fragment') return redirectTo(`${redirectUri}#${fields}`)
  return redirectTo(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${fields}`)
}
