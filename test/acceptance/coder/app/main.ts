import 'reflect-metadata'
import { Inject, Injectable, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { type NestContext, SsoModule, SsoService } from 'ssokit/nest'
import { toNodeHandler } from 'ssokit/node'
import { portal } from 'ssokit/portal'
import { AuthenticationController } from './authentication.controller.ts'
import { HostController, html, SessionsService, Slots, UsersService } from './host.ts'
import { type Environment, makeSso, ssoSession } from './sso.ts'

@Injectable()
class SsoSlots extends Slots {
  constructor(@Inject(SsoService) private readonly sso: SsoService) {
    super()
  }

  async signIn() {
    const { connections } = await this.sso.loginOptions({ organizationId: 'coder' })
    return html`${connections.map(({ url }) => html`<p><a href="${url}">OpenID Connect</a></p>`)}`
  }

  signOut(details: unknown) {
    const session = ssoSession(details)
    return (
      session &&
      html`<form method="post" action="/sso/${session.connectionId}/logout">
<input type="hidden" name="returnTo" value="/login"><button>Sign out</button></form>`
    )
  }
}

@Module({ providers: [UsersService, SessionsService], exports: [UsersService, SessionsService] })
class PeopleModule {}

/** Answers with the port on which it listens. */
export async function startCoder(environment: Environment) {
  const sso = SsoModule.forRootAsync({
    ...{ imports: [PeopleModule], inject: [UsersService, SessionsService] },
    useFactory: (users: UsersService, sessions: SessionsService) => ({
      sso: makeSso(users, sessions, environment),
    }),
  })
  @Module({
    imports: [PeopleModule, sso],
    controllers: [HostController, AuthenticationController],
    providers: [{ provide: Slots, useClass: SsoSlots }],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false })
  const sessions = app.get(SessionsService)
  const instructions = portal<NestContext>({
    ...{ sso: app.get(SsoService), branding: { product: 'Coder', logoUrl: '/logo.svg' } },
    visitor(_request, { req }) {
      const { user } = sessions.read(req) ?? {}
      return user?.isSiteAdmin ? { actor: user, organizationId: 'coder' } : null
    },
  })
  app.use(toNodeHandler(instructions))
  await app.listen(0, '127.0.0.1')
  const { port } = app.getHttpServer().address()
  return { port, close: () => app.close(), users: app.get(UsersService), sso: app.get(SsoService) }
}
