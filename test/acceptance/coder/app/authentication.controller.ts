import type { IncomingMessage, ServerResponse } from 'node:http'
import { Body, Controller, ForbiddenException, Get, Inject, Post, Req, Res } from '@nestjs/common'
import { type Connection, isSsoError, type SsoError, type SsoIssue } from 'ssokit'
import { connectionInput, connectionTexts } from 'ssokit/guides'
import { SsoService } from 'ssokit/nest'
import { type Form, html, redirect, sendPage, SessionsService, type User } from './host.ts'

const fields = [
  ['settings.clientId', 'Client ID', ''],
  ['secrets.clientSecret', 'Client Secret', ''],
  ['settings.issuer', 'Issuer', 'https://<my-company>.okta.com'],
] as const
const paths = fields.map(([path]) => path)

/** Manage > Admin > Authentication. */
@Controller('manage/admin/authentication')
export class AuthenticationController {
  constructor(
    @Inject(SsoService) private readonly sso: SsoService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  @Get()
  async preferences(@Req() req: IncomingMessage, @Res() res: ServerResponse) {
    const [connection] = await this.sso.connections.list(undefined, { actor: this.admin(req) })
    sendPage(res, 'Authentication', page(connection))
  }

  @Post()
  async save(@Req() req: IncomingMessage, @Res() res: ServerResponse, @Body() form: Form) {
    const as = { actor: this.admin(req) }
    const [before] = await this.sso.connections.list(undefined, as)
    try {
      if (form.method === 'oidc') {
        const input = connectionInput(paths, (path) => form[path])
        const { id } = before
          ? await this.sso.connections.update(before.id, input, as)
          : await this.sso.connections.create({ protocol: 'oidc', profile: 'okta', ...input }, as)
        await this.sso.connections.activate(id, as)
      } else if (before?.status === 'active') await this.sso.connections.disable(before.id, as)
      redirect(res, '/manage/admin/authentication')
    } catch (error) {
      if (!isSsoError(error)) throw error
      sendPage(res, 'Authentication', page(before, { form, error }), error.status)
    }
  }

  private admin(req: IncomingMessage): User {
    const { user } = this.sessions.read(req) ?? {}
    if (user?.isSiteAdmin) return user
    throw new ForbiddenException()
  }
}

function page(
  connection?: Connection,
  refused?: { readonly form: Form; readonly error: SsoError },
) {
  const { error, form } = refused ?? {}
  const isOn = connection?.status === 'active'
  const method = form?.method ?? (isOn ? 'oidc' : 'password')
  const stored = connection && connectionTexts(connection)
  const problems: readonly Partial<SsoIssue>[] = error?.issues ?? (error ? [error] : [])
  const inputs = fields.map(([path, label, example]) => {
    const isSecret = path.startsWith('secrets')
    return html`<p><label>${label} <input name="${path}" type="${isSecret ? 'password' : 'text'}"
size="60" placeholder="${example}" value="${isSecret ? '' : (form?.[path] ?? stored?.get(path))}"></label></p>`
  })
  const option = (value: string, label: string) =>
    html`<option value="${value}"${method === value && html` selected`}>${label}</option>`
  return html`
<p role="status">${isOn ? 'People sign in with OpenID Connect.' : 'People sign in with passwords.'}</p>
${problems.map(
  ({ message, hint, suggestion }) =>
    html`<p role="alert">${message} ${hint} ${suggestion && `Probably: ${suggestion}`}</p>`,
)}
${error && isOn && html`<p role="status">The configuration before stays in use.</p>`}
<form method="post" autocomplete="off">
<p><label>Method <select name="method">${option('password', 'Built-in authentication')}
${option('oidc', 'OpenID Connect')}</select></label></p>
${inputs}
<button>Save Preferences</button></form>
<p><a href="/sso/setup${connection && `/connections/${connection.id}/guide`}">Step by step</a></p>`
}
