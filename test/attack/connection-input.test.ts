import { describe, expect, it } from 'vitest'
import { asSystem, codeOf, createHarness } from '../support/harness.ts'

const create = (input: object) =>
  createHarness().sso.connections.create(
    { organizationId: 'org_1', protocol: 'fake', ...input },
    asSystem,
  )

describe('connections.create', () => {
  it.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
    'X6 takes the prototype name %s for an unknown field',
    async (name) => {
      const claims = JSON.parse(`{"${name}": "x"}`)
      expect(await codeOf(create({ claims }))).toBe('connection_invalid')
    },
  )

  it('X6 takes null at a prototype name for nothing', async () => {
    await expect(create({ claims: { constructor: null } })).resolves.toBeDefined()
  })

  it('refuses unknown members', async () => {
    expect(await codeOf(create({ acces: { emailDomains: 'verified' } }))).toBe('connection_invalid')
  })

  it('refuses a maxAgeSeconds beyond what a Date holds', async () => {
    expect(await codeOf(create({ session: { maxAgeSeconds: 1e300 } }))).toBe('connection_invalid')
  })

  it('X6 forges no log line with the names of fields', async () => {
    const error = await create({
      claims: { 'x\n2026 INFO admin granted': 'y' },
      secrets: { ['k'.repeat(5000)]: 'y' },
    }).catch((reason: unknown) => reason as Error)
    const { message } = error as Error
    expect(message).not.toContain('\n')
    expect(message.length).toBeLessThan(2000)
  })
})
