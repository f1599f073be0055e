import express, { type Request, type Response } from 'express'
import { type SsoSession, uiTexts } from 'ssokit'
import { ssoRouter } from 'ssokit/express'
import { portal } from 'ssokit/portal'
import { createHost, html } from './host.ts'
import { oktaSection } from './okta-section.ts'
import { createPusherSso, type Environment, okta, signIn } from './sso.ts'

const { signInWithOkta } = uiTexts.en
const startFromOkta = html`<p>To identify your organization, open Pusher from your Okta dashboard,
or enter your work email:</p>
<form method="post"><label>Work email <input name="email" type="email" required></label>
<button>Continue</button></form>`

export function createPusher(environment: Environment) {
  const host = createHost<SsoSession>()
  const sso = createPusherSso(host, environment)
  const instructions = portal<{ req: Request; res: Response }>({
    ...{ sso, branding: { product: 'Pusher', homeUrl: '/account' } },
    visitor(_request, { req }) {
      const { user } = host.sessions.read(req) ?? {}
      return user ? { actor: { user, isReader: true }, organizationId: user.organizationId } : null
    },
  })
  const pages = host.router({
    signIn: html`<form action="${okta}"><button>${signInWithOkta}</button></form>`,
    pages: { [okta]: [signInWithOkta, startFromOkta] },
    account: oktaSection(sso),
    signOut: (session) =>
      session &&
      html`<form method="post" action="/sso/${session.connectionId}/logout">
<input type="hidden" name="returnTo" value="${signIn}"><button>Sign out</button></form>`,
  })
  return { app: express().use(ssoRouter(instructions), ssoRouter(sso), pages), host, sso }
}
