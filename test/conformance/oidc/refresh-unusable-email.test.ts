import { describe, expect, it } from 'vitest'
import { expectActive, expectEnded, refreshScene, roles } from './refresh-scene.ts'

/** Many people may edit their own address at the identity provider. */
const unusable = ['änn@example.com', 'ann@a@example.com', 'ann'] as const

describe('a refresh with an e-mail that cannot be used', () => {
  it.each(unusable)('KO-25 takes away the role that was lost all the same: %s', async (email) => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: ['guests'], email })
    const { access } = await expectActive(scene, 1)
    expect(access?.roles).toEqual(['reader'])
    expect(scene.accounts.members('org_1')).toMatchObject([
      { roles: ['reader'], isActive: true, email: 'ann@example.com' },
    ])
  })

  it('KO-24 ends the session of whoever is in no group any more', async () => {
    const scene = await refreshScene()
    scene.idp.changePerson('ann', { groups: ['nobody'], email: unusable[0] })
    await expectEnded(scene, 'access_no_mapped_group')
    expect(scene.accounts.members('org_1')).toMatchObject([{ isActive: false }])
  })

  it('E3 is under no verified domain, where that is asked for', async () => {
    const scene = await refreshScene({
      config: { organization: { id: 'org_1', trustedDomains: ['example.com'] } },
      input: { ...roles, access: { ...roles.access, emailDomains: 'verified' } },
    })
    await expectActive(scene, 1)
    scene.idp.changePerson('ann', { email: unusable[0] })
    await expectEnded(scene, 'access_email_domain_refused')
  })

  it('E2 is another person where the address is the subject', async () => {
    const scene = await refreshScene({
      input: { ...roles, claims: { ...roles.claims, subject: 'email' } },
    })
    await expectActive(scene, 1)
    scene.idp.changePerson('ann', { email: unusable[0] })
    await expectEnded(scene, 'session_account_gone')
  })

  it('does without an address for no other reason', async () => {
    let failures = 0
    const validate = (value: unknown) => {
      if (failures-- > 0) throw new Error('a database of the host')
      return { value }
    }
    const scene = await refreshScene({
      config: {
        organization: { id: 'org_1', trustedDomains: ['example.com'] },
        identity: { attributes: { '~standard': { version: 1, vendor: 'test', validate } } },
      },
      input: { ...roles, access: { ...roles.access, emailDomains: 'verified' } },
    })
    failures = 1
    await expect(scene.refresh()).rejects.toMatchObject({ code: 'host_callback_failed' })
    await expectActive(scene, 2)
  })
})
