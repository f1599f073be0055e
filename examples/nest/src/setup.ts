import type { NestContext, SsoService } from 'ssokit/nest'
import { portal } from 'ssokit/portal'
import type { SessionService } from './session.service.js'

/** The pages on which a customer's admin sets single sign-on up, and runs it. */
export const makeSetup = (sso: SsoService, sessions: SessionService) =>
  portal<NestContext>({
    sso,
    branding: { product: 'Acme Projects', homeUrl: '/settings' },
    async visitor(_request, { req }) {
      const actor = await sessions.read(req)
      if (!actor) return null
      return { id: actor.sso?.id ?? actor.name, actor, organizationId: actor.organizationId }
    },
  })
