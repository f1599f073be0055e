import { describe, it } from 'vitest'
import { describeAccounts } from '../../../src/testing/index.ts'
import { accountsOf } from './app/accounts.ts'
import { createHost } from './app/host.ts'

/** The contract of the port, on the product's own table of people. */
describe('Collate', () => {
  describeAccounts(
    () => {
      const host = createHost({ email: 'ops@getcollate.io', password: 'correct horse' })
      const { accounts } = accountsOf(host, 'org_1')
      return {
        accounts,
        register({ email, organizationId }) {
          // People of other customers have instances of their own.
          if (organizationId !== 'org_1') return 'nobody'
          const user =
            host.userOf(email) ??
            host.addUser(email, { isEmailVerified: true, password: 'correct horse' })
          return user.id
        },
        deactivateByHost: (id) => host.disable(id, 'admin'),
      }
    },
    { describe, it },
  )
})
