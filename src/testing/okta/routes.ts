import { json } from '../oidc/answers.ts'
import { authorizeResponse } from './authorize.ts'
import { withCors } from './cors.ts'
import { dashboardResponse, tileResponse } from './dashboard.ts'
import { discoveryResponse, keysResponse, notFound } from './discovery.ts'
import { logoutResponse } from './logout.ts'
import { errorPage } from './pages.ts'
import { metadataOf } from './saml-app.ts'
import { samlResponse, samlTileResponse } from './saml-sign-on.ts'
import { consentResponse, resumeResponse, signInResponse, signOutResponse } from './sign-in.ts'
import type { AuthorizationServer, OktaState } from './state.ts'
import { tokenResponse } from './token-endpoint.ts'
import { userinfoResponse } from './userinfo.ts'

/** Every address of an organisation. */
export async function answerTo(state: OktaState, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const page = pages.get(pathname)
  if (page) return page(state, request)
  const [, prefix, endpoint] =
    /^(|\/oauth2|\/oauth2\/\w+)\/(v1\/\w+|\.well-known\/[\w-]+)$/.exec(pathname) ?? []
  if (prefix === undefined || endpoint === undefined) return appAddress(state, request, pathname)
  const server = serverAt(state, prefix, endpoint)
  if (!server) return notFound(`${prefix.replace('/oauth2/', '')} (AuthorizationServer)`)
  return withCors(state, request, () => endpointOf(state, server, endpoint, request))
}

type Page = (state: OktaState, request: Request) => Response | Promise<Response>

const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/', signInResponse],
  ['/login/login.htm', signInResponse],
  ['/login/token/redirect', resumeResponse],
  ['/login/signout', signOutResponse],
  ['/oauth2/v1/consent', consentResponse],
  ['/app/UserHome', dashboardResponse],
])

/** The document of the org authorization server is at the root, and its endpoints are not. */
function serverAt(
  { orgServer, servers }: OktaState,
  prefix: string,
  endpoint: string,
): AuthorizationServer | undefined {
  const orgPrefix = endpoint.startsWith('.well-known') ? '' : '/oauth2'
  return prefix === orgPrefix ? orgServer : servers.get(prefix.replace(/^\/oauth2\//, ''))
}

function endpointOf(
  state: OktaState,
  server: AuthorizationServer,
  endpoint: string,
  request: Request,
): Response | Promise<Response> {
  switch (endpoint) {
    case '.well-known/openid-configuration':
    case '.well-known/oauth-authorization-server':
      return discoveryResponse(state, server, new URL(request.url))
    case 'v1/authorize':
      return authorizeResponse(state, server, request)
    case 'v1/token':
      return tokenResponse(state, server, request)
    case 'v1/userinfo':
      return userinfoResponse(state, server, request)
    case 'v1/keys':
      return keysResponse(server)
    case 'v1/logout':
      return logoutResponse(state, server, request)
    default:
      return json({ error: 'not_found' }, 404)
  }
}

async function appAddress(state: OktaState, request: Request, path: string): Promise<Response> {
  const clientId = /^\/app\/oidc_client\/(\w+)$/.exec(path)?.[1]
  if (clientId !== undefined) return tileResponse(state, request, clientId)
  const key = /\/(exk\w+)(?:\/|$)/.exec(path)?.[1] ?? ''
  const app = state.samlApps.get(key)
  if (!app) return errorPage(404, 'not_found', 'There is no such page.')
  if (path === `/app/saml/${key}`) return samlTileResponse(state, app, request)
  if (path === `/app/${key}/sso/saml/metadata`) {
    const headers = { 'content-type': 'application/xml; charset=utf-8' }
    return new Response(metadataOf(app), { headers })
  }
  return samlResponse(state, app, request)
}
