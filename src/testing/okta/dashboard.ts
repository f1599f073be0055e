import { redirectTo } from '../oidc/answers.ts'
import { fullName } from './expression.ts'
import { dashboardPage, errorPage, formPage, type Tile } from './pages.ts'
import { isAssigned, personOf } from './people.ts'
import { samlTilePath } from './saml-app.ts'
import { sessionOf, toSignIn } from './sign-in.ts'
import type { OidcClient, OktaPerson, OktaSession, OktaState } from './state.ts'
import { makeIdToken } from './tokens.ts'

/** The page with the tiles of the person's apps. */
export function dashboardResponse(state: OktaState, request: Request): Response {
  const session = sessionOf(state, request)
  if (!session) return toSignIn(new URL(request.url).pathname)
  const person = personOf(state, session.login)
  return dashboardPage(fullName(person), tilesOf(state, person))
}

function tilesOf(state: OktaState, person: OktaPerson): Tile[] {
  const clients = [...state.clients.values()].filter(
    (client) => showsIcon(client) && isAssigned(person, client.assignments),
  )
  const samlApps = [...state.samlApps.values()].filter(({ assignments }) =>
    isAssigned(person, assignments),
  )
  return [
    ...clients.map(({ clientId, settings }) => ({
      name: settings.name,
      path: `/app/oidc_client/${clientId}`,
    })),
    ...samlApps.map((app) => ({ name: app.settings.name, path: samlTilePath(app) })),
  ]
}

/** Okta starts nothing where only the app may. */
function showsIcon({ settings }: OidcClient): boolean {
  return settings.loginInitiatedBy === 'okta_or_app' && settings.displaysIcon !== false
}

/** What a tile of an OpenID Connect app leads to. */
export async function tileResponse(
  state: OktaState,
  request: Request,
  clientId: string,
): Promise<Response> {
  const { pathname, host } = new URL(request.url)
  const client = state.clients.get(clientId)
  const session = sessionOf(state, request)
  if (!client || client.settings.loginInitiatedBy !== 'okta_or_app') {
    return errorPage(404, 'not_found', 'This app cannot be started from here.')
  }
  if (!session) return toSignIn(pathname)
  const person = personOf(state, session.login)
  if (!isAssigned(person, client.assignments)) {
    return errorPage(403, 'access_denied', 'User is not assigned to the client application.')
  }
  return client.settings.loginFlow === 'send_id_token'
    ? sendIdToken(state, client, person, session, host)
    : startApp(state, client)
}

/** OpenID Connect Core section 4: the app is told which provider, and starts by itself. */
function startApp({ orgUrl }: OktaState, { settings }: OidcClient): Response {
  const { initiateLoginUri } = settings
  if (initiateLoginUri === undefined) {
    return errorPage(400, 'invalid_request', 'The app has no Initiate login URI.')
  }
  const url = new URL(initiateLoginUri)
  url.searchParams.set('iss', orgUrl)
  return redirectTo(url.href)
}

/** "Okta Simplified": nobody asked, so there is neither a state nor a nonce. */
async function sendIdToken(
  state: OktaState,
  client: OidcClient,
  person: OktaPerson,
  { authTime }: OktaSession,
  host: string,
): Promise<Response> {
  const { grantTypes, implicit, signInRedirectUris } = client.settings
  const [target] = signInRedirectUris
  if (!grantTypes?.includes('implicit') || implicit?.idToken === false || target === undefined) {
    return errorPage(400, 'unsupported_response_type', 'The app takes no ID tokens from here.')
  }
  const grant = {
    ...{ server: state.orgServer, client, login: person.login, authTime },
    scopes: ['openid', 'profile', 'email'],
    nonce: undefined,
    family: { isRevoked: false },
  }
  return formPage(target, { id_token: await makeIdToken(state, grant, person, host) })
}
