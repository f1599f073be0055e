import type { IncomingMessage, ServerResponse } from 'node:http'
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common'
import { isSsoError, type LoginOptions } from 'ssokit'
import { sendResponse, SsoService, toRequest } from 'ssokit/nest'
import { DemoService } from './demo.service.js'
import { type Form, textOf } from './form.js'
import { alert, html, type Problem, redirect, sendPage } from './html.js'
import { type Person, SessionService } from './session.service.js'
import { organizationId } from './sso.js'

/** The pages on which people sign in and out. */
@Controller()
export class AccountsController {
  constructor(
    @Inject(SsoService) private readonly sso: SsoService,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(DemoService) private readonly demo: DemoService,
  ) {}

  @Get()
  async home(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    const person = await this.sessions.read(req)
    if (person) sendPage(res, homePage(person))
    else await this.welcome(res)
  }

  /** Finds the customer by the domain of the address. */
  @Post('sign-in')
  async signIn(@Req() req: IncomingMessage, @Res() res: ServerResponse, @Body() form: Form) {
    try {
      const target = { email: textOf(form, 'email') }
      const start = await this.sso.startLogin(target, { request: toRequest(req) })
      await sendResponse(start.toResponse(), res)
    } catch (error) {
      if (!isSsoError(error)) throw error
      await this.welcome(res, error.status, { message: error.publicMessage })
    }
  }

  /** The redirect URI as a route of the app's own. `onLogin` does not run here. */
  @Get('oidc/callback')
  async callback(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    const request = toRequest(req)
    try {
      const result = await this.sso.handleCallback(request)
      if (result.kind === 'login') {
        res.appendHeader('set-cookie', await this.sessions.startSso(req, result.login))
      }
      await sendResponse(result.toResponse(), res)
    } catch (error) {
      await sendResponse(this.sso.errorResponse(error, request), res)
    }
  }

  /** Your product has passwords, and limits attempts. */
  @Post('password')
  async password(@Req() req: IncomingMessage, @Res() res: ServerResponse, @Body() form: Form) {
    if (!this.demo.isOwner(textOf(form, 'password'))) {
      return this.welcome(res, 401, { message: 'This is not the password.' })
    }
    const person = { name: this.demo.owner, organizationId, isAdmin: true }
    return redirect(res, '/', await this.sessions.start(req, person))
  }

  /** Of those who came by password; the others sign out by ssokit, see `homePage`. */
  @Post('sign-out')
  async signOut(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    redirect(res, '/', await this.sessions.end(req))
  }

  private async welcome(res: ServerResponse, status = 200, problem?: Problem) {
    const options = await this.sso.loginOptions({ organizationId })
    sendPage(res, welcomePage(options, problem), status)
  }
}

const homePage = ({ name, isAdmin, sso }: Person) => html`<h1>Welcome back</h1>
<p>You are signed in as <strong>${name}</strong>.</p>
${isAdmin && html`<p><a href="/sso/setup">Set up SSO</a> <a href="/settings">Settings</a></p>`}
${
  sso
    ? // Who came by single sign-on is still signed in at the company: that session can end, too.
      html`<form method="post" action="/sso/${sso.connectionId}/logout">
<button name="scope" value="local">Sign out here</button>
<button>Sign out everywhere</button>
</form>`
    : html`<form method="post" action="/sign-out"><button>Sign out</button></form>`
}`

const welcomePage = (
  { connections }: LoginOptions,
  problem: Problem | undefined,
) => html`<h1>Acme Projects</h1>
${alert(problem ? [problem] : [])}
${connections.map(({ label, url }) => html`<p><a href="${url}">Sign in with ${label}</a></p>`)}
<form method="post" action="/sign-in">
<label>Or with your e-mail address <input name="email" type="email" required></label>
<button>Continue</button>
</form>
<aside><p>The owner sets up single sign-on. The server prints a new password with every start.</p>
<form method="post" action="/password">
<label>Password <input name="password" type="password" required></label>
<button>Sign in</button>
</form></aside>`
