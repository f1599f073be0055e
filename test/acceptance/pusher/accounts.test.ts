import { describe, it } from 'vitest'
import { describeAccounts } from 'ssokit/testing'
import { accountDirectory } from './app/accounts.ts'
import { createHost } from './app/host.ts'

describe('Pusher: the accounts port', () => {
  describeAccounts(
    () => {
      const host = createHost()
      return {
        accounts: accountDirectory(host),
        register: (member) =>
          host.users.add({ ...member, password: 'correct horse', isEmailVerified: true }).id,
        deactivateByHost: (id) => void Object.assign(host.users.get(id), { isActive: false }),
      }
    },
    { describe, it },
  )
})
