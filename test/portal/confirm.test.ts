import { describe, expect, it } from 'vitest'
import { memoryAccounts } from '../../src/testing/accounts/index.ts'
import { formOf, type Page } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import {
  complete,
  type Journey,
  openedPage,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'

const irreversible =
  'This change is irreversible. Once you switch to Okta, you cannot revert to using native Konnect authentication.'
const branding = { product: 'Konnect' }
const gated = { activation: { requires: ['check', 'test', 'confirmation'] } } as const

/** A tested connection, at its last step. */
async function opened(journey: Journey, kind = 'okta:oidc') {
  const world = await openedPage(kind, 'test', journey, complete(journey))
  const page = await runTestOn(world, world.page)
  return { ...world, page: await world.admin.submit(page, {}, { form: '/confirm' }) }
}

const loginUri = ({ body }: Page) => /id="value-login-uri"[^>]*>([^<]+)</.exec(body)?.[1]
const state = async ({ sso, id }: Journey & { id: string }) =>
  (await sso.connections.get(id, asSystem)).status

describe('the last step', () => {
  it('KO-33 switches on and shows the login URI, which the overview shows again', async () => {
    const world = await opened(portalJourney({}, { branding }))
    expect(world.page.body).not.toContain('irreversible.')
    const page = await world.admin.submit(world.page)
    expect(await state(world)).toBe('active')
    const { loginUrl } = await world.sso.connections.setup(world.id)
    expect(loginUri(page)).toBe(loginUrl)
    expect(loginUri(await world.admin.click(page, 'To the connection'))).toBe(loginUrl)
  })

  it('KO-32 warns in the words of the product, exactly where there is no way back', async () => {
    const world = await opened(portalJourney(gated, { branding }))
    let page = await world.admin.submit(world.page)
    expect(await state(world)).toBe('draft')
    expect(page.body).toContain('change your identity provider to Okta')
    expect(page.body).toContain(irreversible)
    page = await world.admin.submit(page)
    expect(await state(world)).toBe('active')
    expect(loginUri(page)).toBeDefined()
  })

  it('KO-32 takes the confirmation of exactly this change', async () => {
    const world = await opened(portalJourney(gated, { branding }))
    const page = await world.admin.submit(world.page)
    await world.sso.connections.update(world.id, { description: 'Other' }, asSystem)
    const refused = await world.admin.submit(page)
    expect(refused.status).toBe(409)
    expect(await state(world)).toBe('draft')
    const forged = await world.admin.submit(refused, { confirmation: 'x' })
    expect(forged.status).toBe(409)
    expect(forged.body).toContain('Please look at it once more.')
    expect(await state(world)).toBe('draft')
  })

  it('switches nothing on that somebody else changed since the page was shown', async () => {
    const world = await opened(portalJourney({}, { branding }))
    await world.sso.connections.update(world.id, { description: 'Other' }, asSystem)
    const page = await world.admin.submit(world.page)
    expect(page.status).toBe(409)
    expect(page.body).toContain('Somebody else changed this in the meantime.')
    expect(await state(world)).toBe('draft')
    await world.admin.submit(page)
    expect(await state(world)).toBe('active')
  })

  it('KO-3 gives passwords up for good, after a warning', async () => {
    const accounts = memoryAccounts()
    const journey = portalJourney({ accounts }, { branding })
    accounts.register({
      email: 'owner@acme.example',
      organizationId: 'org_1',
      isOwner: true,
      isExempt: true,
    })
    const world = await opened(journey)
    let page = await world.admin.submit(world.page, { mode: 'enforced_all', irreversible: 'on' })
    expect(page.body).toContain(irreversible)
    page = await world.admin.submit(page)
    expect(await journey.sso.policies.get('org_1', asSystem)).toMatchObject({
      ...{ mode: 'enforced_all', isIrreversible: true },
    })
    expect(await state(world)).toBe('active')
  })

  it('NG-17 lists what comes first, and keeps what was chosen', async () => {
    const journey = portalJourney({ accounts: memoryAccounts() }, { branding })
    const world = await opened(journey)
    const page = await world.admin.submit(world.page, { mode: 'enforced_all' })
    expect(page.status).toBe(422)
    expect(page.body).toContain('Nothing was changed. This comes first:')
    expect(formOf(page, '/confirm').fields).toContainEqual(['mode', 'enforced_all'])
    expect(await state(world)).toBe('draft')
  })

  it('NG-16 changes enforcement only where it is chosen', async () => {
    const journey = portalJourney({}, { branding })
    const world = await opened(journey)
    expect(formOf(world.page, '/confirm').fields).toContainEqual(['mode', 'keep'])
    await world.admin.submit(world.page)
    expect((await journey.sso.policies.get('org_1', asSystem)).mode).toBe('mixed')
  })

  it('leads back to the test as long as something is missing', async () => {
    const journey = portalJourney()
    const world = await openedPage('generic:oidc', 'confirm', journey, complete(journey))
    expect(world.page.url).toContain('/test#save')
    const tested = await opened(journey)
    await journey.sso.connections.update(tested.id, { claims: { name: 'n' } }, asSystem)
    const page = await tested.admin.submit(tested.page)
    expect(page.url).toContain('/test#save')
    expect(await state(tested)).toBe('draft')
  })

  it('is not there for whom `authorize` does not let switch on', async () => {
    const authorize = (action: string) => action !== 'connection.activate'
    const journey = portalJourney({ authorize })
    const world = await openedPage('generic:oidc', 'test', journey, complete(journey))
    const page = await runTestOn(world, world.page)
    expect(page.body).toContain('You may not switch it on.')
    const confirm = await world.admin.visit(world.pageUrl.replace(/test$/, 'confirm'))
    expect(confirm.status).toBe(403)
    expect(await state(world)).toBe('draft')
  })
})
