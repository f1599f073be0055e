import { describe, it } from 'vitest'
import { describeAccounts } from '../../../src/testing/index.ts'
import { accountsOf } from './app/accounts.ts'
import { createHost, type Extensions } from './app/host.ts'

/** The contract of the port, on the product's own table of people. */
describe('ngrok', () => {
  describeAccounts(
    () => {
      const host = createHost((): Extensions => ({
        loginOptions: async () => '',
        refusal: async () => undefined,
        settings: () => '',
      }))
      const { accounts } = accountsOf(host)
      return {
        accounts,
        register({ email, organizationId }) {
          const user = host.userOf(email) ?? host.addUser(email, true, 'correct horse')
          host.join(user, organizationId)
          return user.id
        },
        deactivateByHost: (id, organizationId) => host.suspend(id, organizationId, 'admin'),
        invite: host.invite,
        close: () => host.server.close(),
      }
    },
    { describe, it },
  )
})
