import { readAuthnRequest } from '../saml/authn-request.ts'
import { respond } from '../saml/respond.ts'
import { createState as createSamlState } from '../saml/state.ts'
import type { MockAuthnRequest, MockServiceProvider } from '../saml/types.ts'
import { errorPage, formPage } from './pages.ts'
import { isAssigned, personOf } from './people.ts'
import { attributesOf, nameOf, samlIssuer, signedParts } from './saml-app.ts'
import { askToSignIn, sessionOf, toSignIn } from './sign-in.ts'
import type { OktaSession, OktaState, SamlClient } from './state.ts'

/** The single sign-on address: an AuthnRequest by either binding. */
export async function samlResponse(
  state: OktaState,
  app: SamlClient,
  browser: Request,
): Promise<Response> {
  const { pathname, search } = new URL(browser.url)
  const url = `${state.orgUrl}${pathname}`
  const isPost = browser.method === 'POST'
  const form = isPost ? Object.fromEntries(new URLSearchParams(await browser.text())) : undefined
  try {
    const { request, serviceProvider } = readAuthnRequest(
      form ? { url, fields: form } : `${url}${search}`,
      {
        ...{ ssoUrl: app.signOnUrl, now: state.clock(), wantsSignedRequests: false },
        serviceProviders: [serviceProviderOf(app)],
      },
    )
    const session = sessionOf(state, browser)
    if (session && !request.forceAuthn) return sendResponse(state, app, session, request)
    if (request.isPassive) return sendNoPassive(state, app, request, serviceProvider)
    return askToSignIn(state, async (newer) => sendResponse(state, app, newer, request))
  } catch (error) {
    return errorPage(400, 'saml_request_invalid', error instanceof Error ? error.message : '')
  }
}

/** What the tile does: nobody asked. */
export function samlTileResponse(state: OktaState, app: SamlClient, browser: Request): Response {
  const session = sessionOf(state, browser)
  return session ? sendResponse(state, app, session) : toSignIn(new URL(browser.url).pathname)
}

function serviceProviderOf({ settings }: SamlClient): MockServiceProvider {
  return { entityId: settings.audience, acsUrl: settings.ssoUrl }
}

function sendResponse(
  state: OktaState,
  app: SamlClient,
  session: OktaSession,
  request?: MockAuthnRequest,
): Response {
  const person = personOf(state, session.login)
  if (!isAssigned(person, app.assignments)) {
    return errorPage(403, 'access_denied', 'User is not assigned to this application.')
  }
  const authenticatedAt = new Date(session.authTime * 1000)
  const answer = respond(samlStateOf(state, app), {
    serviceProvider: serviceProviderOf(app),
    // Whatever format the request asks for, the app's own is sent.
    ...(request && { request: { ...request, nameIdFormat: undefined, forceAuthn: false } }),
    relayState: request ? request.relayState : app.settings.defaultRelayState,
    options: {
      authenticatedAt,
      person: { ...nameOf(app, person), attributes: attributesOf(app, person) },
    },
  })
  return formPage(answer.url, Object.fromEntries(answer.fields))
}

/** saml-core section 3.4.1: a passive request shows no page. */
function sendNoPassive(
  state: OktaState,
  app: SamlClient,
  request: MockAuthnRequest,
  serviceProvider: MockServiceProvider,
): Response {
  const answer = respond(samlStateOf(state, app), {
    ...{ request: { ...request, nameIdFormat: undefined }, serviceProvider },
    relayState: request.relayState,
    options: { needsInteraction: true, person: { nameId: 'nobody' } },
  })
  return formPage(answer.url, Object.fromEntries(answer.fields))
}

function samlStateOf(state: OktaState, app: SamlClient): ReturnType<typeof createSamlState> {
  return createSamlState({
    entityId: samlIssuer(app),
    ssoUrl: app.signOnUrl,
    clock: state.clock,
    key: app.signingKey,
    signs: signedParts(app),
  })
}
