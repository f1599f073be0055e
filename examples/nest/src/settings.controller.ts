import type { IncomingMessage, ServerResponse } from 'node:http'
import { Body, Controller, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common'
import { isSsoError, type SsoError } from 'ssokit'
import { sendResponse, SsoService, toRequest } from 'ssokit/nest'
import { Admin, AdminGuard } from './admin.guard.js'
import { connectionInput, type Form, textOf } from './connection-form.js'
import { DemoService } from './demo.service.js'
import { type Problem, redirect, sendPage } from './html.js'
import type { Person } from './session.service.js'
import { connectionPage, settingsPage } from './settings.pages.js'
import { organizationId } from './sso.js'

/** What an admin of a customer does, as plain forms. Every call names the actor. */
@Controller('settings')
@UseGuards(AdminGuard)
export class SettingsController {
  constructor(
    @Inject(SsoService) private readonly sso: SsoService,
    @Inject(DemoService) private readonly demo: DemoService,
  ) {}

  @Get()
  async overview(@Res() res: ServerResponse, @Admin() actor: Person) {
    await this.showOverview(res, actor)
  }

  @Post('connections')
  async create(@Res() res: ServerResponse, @Admin() actor: Person, @Body() form: Form) {
    const isSaml = textOf(form, 'protocol') === 'saml'
    const protocol = isSaml ? 'saml' : 'oidc'
    const description = isSaml ? 'SAML' : 'single sign-on'
    const created = { organizationId, protocol, description }
    const { id } = await this.sso.connections.create(created, { actor })
    redirect(res, `/settings/connections/${id}`)
  }

  @Get('connections/:id')
  async connection(@Res() res: ServerResponse, @Admin() actor: Person, @Param('id') id: string) {
    await this.showConnection(res, actor, id)
  }

  /** Whatever button was pressed. Secrets are never shown again. */
  @Post('connections/:id')
  async change(
    @Req() req: IncomingMessage,
    @Res() res: ServerResponse,
    @Admin() actor: Person,
    @Param('id') id: string,
    @Body() form: Form,
  ) {
    const { connections } = this.sso
    const here = `/settings/connections/${encodeURIComponent(id)}`
    try {
      switch (textOf(form, 'action')) {
        case 'save': {
          const { protocol } = await connections.get(id, { actor })
          const expectedVersion = Number(textOf(form, 'version'))
          await connections.update(id, connectionInput(protocol, form), { actor, expectedVersion })
          break
        }
        case 'check':
          await connections.check(id, { actor })
          break
        case 'test': {
          const options = { actor, request: toRequest(req), returnTo: here }
          const start = await connections.test(id, options)
          return await sendResponse(start.toResponse(), res)
        }
        case 'activate':
          await connections.activate(id, { actor })
          break
        case 'disable':
          await connections.disable(id, { actor })
          break
        case 'remove':
          await connections.remove(id, { actor })
          return redirect(res, '/settings')
      }
      return redirect(res, here)
    } catch (error) {
      if (!isSsoError(error)) throw error
      return this.showConnection(res, actor, id, { form, error })
    }
  }

  /** `verifyDomain` looks now; background work goes on where the record is not there yet. */
  @Post('domains')
  async domains(@Res() res: ServerResponse, @Admin() actor: Person, @Body() form: Form) {
    const { domains } = this.sso
    const domain = textOf(form, 'domain')
    try {
      switch (textOf(form, 'action')) {
        case 'claim':
          await domains.claim(organizationId, domain, { actor })
          break
        case 'verify':
          await this.sso.verifyDomain(organizationId, domain, { actor })
          break
        case 'release':
          await domains.release(organizationId, domain, { actor })
          break
        case 'publish': {
          const { host, value } = await domains.instructions(organizationId, domain, { actor })
          this.demo.publishTxt(host, value)
        }
      }
      redirect(res, '/settings')
    } catch (error) {
      if (!isSsoError(error)) throw error
      await this.showOverview(res, actor, error)
    }
  }

  private async showOverview(res: ServerResponse, actor: Person, error?: SsoError) {
    const [connections, domains] = await Promise.all([
      this.sso.connections.list(organizationId, { actor }),
      this.sso.domains.list(organizationId, { actor }),
    ])
    const { isLocal } = this.demo
    sendPage(res, settingsPage(connections, domains, isLocal, problemsOf(error)), error?.status)
  }

  private async showConnection(
    res: ServerResponse,
    actor: Person,
    id: string,
    { form = {}, error }: { form?: Form; error?: SsoError } = {},
  ) {
    try {
      const connection = await this.sso.connections.get(id, { actor })
      const setup = await this.sso.connections.setup(id)
      const sample = this.demo.sampleValues
      const problems = problemsOf(error)
      const page = connectionPage(connection, setup, { form, sample, problems })
      sendPage(res, page, error?.status)
    } catch (missing) {
      if (!isSsoError(missing)) throw missing
      await this.showOverview(res, actor, missing)
    }
  }
}

const problemsOf = (error: SsoError | undefined): readonly Problem[] =>
  error?.issues?.length ? error.issues : error ? [error] : []
