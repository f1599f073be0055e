import { describe, expect, it } from 'vitest'
import { type Confirmed, openConfirmation, sealConfirmation } from '../../src/admin/confirmation.ts'
import type { Core } from '../../src/core/core.ts'
import { createSealer } from '../../src/crypto/seal.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import { codeOf, secretA } from '../support/harness.ts'

const clock = fixedClock()
const core = { sealer: createSealer([secretA]), config: { clock } } as unknown as Core

const confirmed: Confirmed = {
  ...{ action: 'policy.update', organizationId: 'org_1' },
  change: ['3', 'enforced_all', 'true'],
}

describe('a confirmation', () => {
  it('KO-32 counts for what was confirmed', async () => {
    const token = await sealConfirmation(core, confirmed)
    expect(await codeOf(openConfirmation(core, token, { ...confirmed }))).toBe('accepted')
  })

  it.each<[string, Partial<Confirmed>]>([
    ['another action', { action: 'connection.activate' }],
    ['another organisation', { organizationId: 'org_2' }],
    ['another version', { change: ['4', 'enforced_all', 'true'] }],
    ['less', { change: ['3', 'enforced_all'] }],
    ['the same texts cut elsewhere', { change: ['3', 'enforced_alltrue'] }],
  ])('T1 counts for nothing else: %s', async (_what, change) => {
    const token = await sealConfirmation(core, confirmed)
    const opened = openConfirmation(core, token, { ...confirmed, ...change })
    expect(await codeOf(opened)).toBe('activation_confirmation_invalid')
  })

  it.each([undefined, null, '', 7, {}, ['x']])('is not %j', async (token) => {
    const opened = openConfirmation(core, token as string, confirmed)
    expect(await codeOf(opened)).toBe('activation_confirmation_invalid')
  })

  it.each([{}, { expiresAt: 'later' }, null])('has an end: %j has none', async (value) => {
    const context = ['policy.update', 'org_1', ...confirmed.change]
    const token = await core.sealer.seal('confirmation', context, value)
    const opened = openConfirmation(core, token, confirmed)
    expect(await codeOf(opened)).toBe('activation_confirmation_invalid')
  })

  it('KO-32 is over after ten minutes', async () => {
    const token = await sealConfirmation(core, confirmed)
    clock.advance(599)
    expect(await codeOf(openConfirmation(core, token, confirmed))).toBe('accepted')
    clock.advance(1)
    const late = codeOf(openConfirmation(core, token, confirmed))
    expect(await late).toBe('activation_confirmation_invalid')
  })
})
