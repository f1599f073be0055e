// @ts-check
import { portal } from 'ssokit/portal'
import { currentPerson } from './person.js'
import { host } from './sso.js'

/** @type {ReturnType<typeof createSetup> | undefined} */
let made

/** The pages on which a customer's admin sets single sign-on up, and runs it. */
export const setup = () => (made ??= createSetup())

async function createSetup() {
  const { sso } = await host()
  return portal({
    sso,
    branding: { product: 'Acme Projects', homeUrl: '/settings' },
    async visitor() {
      const actor = await currentPerson()
      if (!actor) return null
      return { id: actor.sso?.id ?? actor.name, actor, organizationId: actor.organizationId }
    },
  })
}
