import { describe, it } from 'vitest'
import { describeAccounts } from '../../../src/testing/index.ts'
import { accountsOf } from './app/accounts.ts'
import { createStore } from './app/host.ts'

/** The contract of the port, on the product's own table of users. */
describe('Konnect', () => {
  describeAccounts(
    () => {
      const store = createStore<unknown>()
      const { accounts } = accountsOf(store)
      return {
        accounts,
        register({ email, organizationId }) {
          const more = { isEmailVerified: true, password: 'correct horse' }
          return store.addUser(organizationId, email, more).id
        },
        deactivateByHost: (id) => void Object.assign(store.user(id), { isActive: false }),
      }
    },
    { describe, it },
  )
})
