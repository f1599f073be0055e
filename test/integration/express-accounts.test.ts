import { describe, it } from 'vitest'
import { describeAccounts } from '../../src/testing/index.ts'

const example = new URL('../../examples/express/', import.meta.url)

describe('the account directory of the Express example', async () => {
  const { createMembers } = await import(new URL('members.js', example).href)
  const { accountDirectory } = await import(new URL('accounts.js', example).href)

  describeAccounts(
    async () => {
      const members = await createMembers()
      return {
        accounts: accountDirectory(members),
        async register({ email, organizationId, ...facts }) {
          const member = await members.add({
            isEmailVerified: true,
            ...facts,
            email,
            organizationId,
          })
          await members.setPassword(member, 'correct horse')
          return member.id
        },
        invite: members.invite,
        deactivateByHost(id) {
          Object.assign(members.get(id), { isActive: false, deactivatedBy: 'host' })
        },
      }
    },
    { describe, it },
  )
})
