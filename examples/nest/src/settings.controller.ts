import type { ServerResponse } from 'node:http'
import { Body, Controller, Get, Inject, Post, Res, UseGuards } from '@nestjs/common'
import { isSsoError, type SsoError } from 'ssokit'
import { SsoService } from 'ssokit/nest'
import { Admin, AdminGuard } from './admin.guard.js'
import { DemoService } from './demo.service.js'
import { type Form, textOf } from './form.js'
import { redirect, sendPage } from './html.js'
import type { Person } from './session.service.js'
import { settingsPage } from './settings.pages.js'
import { organizationId } from './sso.js'

/** A page of the app's own beside the portal. Every call names the actor. */
@Controller('settings')
@UseGuards(AdminGuard)
export class SettingsController {
  constructor(
    @Inject(SsoService) private readonly sso: SsoService,
    @Inject(DemoService) private readonly demo: DemoService,
  ) {}

  @Get()
  async overview(@Res() res: ServerResponse, @Admin() actor: Person) {
    await this.show(res, actor)
  }

  /** `verifyDomain` looks now; background work goes on where the record is not there yet. */
  @Post('domains')
  async domains(@Res() res: ServerResponse, @Admin() actor: Person, @Body() form: Form) {
    const domain = textOf(form, 'domain')
    try {
      if (textOf(form, 'action') === 'publish') {
        const { domains } = this.sso
        const { host, value } = await domains.instructions(organizationId, domain, { actor })
        this.demo.publishTxt(host, value)
      } else await this.sso.verifyDomain(organizationId, domain, { actor })
      redirect(res, '/settings')
    } catch (error) {
      if (!isSsoError(error)) throw error
      await this.show(res, actor, error)
    }
  }

  private async show(res: ServerResponse, actor: Person, error?: SsoError) {
    const domains = await this.sso.domains.list(organizationId, { actor })
    sendPage(res, settingsPage(domains, this.demo, error ? [error] : []), error?.status)
  }
}
