import { describe, expect, it } from 'vitest'
import { memoryAccounts } from '../../src/testing/accounts/index.ts'
import { formOf } from '../support/browser.ts'
import { asSystem } from '../support/harness.ts'
import {
  complete,
  type Journey,
  openedPage,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'

const branding = { product: 'Konnect' }
const irreversible =
  'This change is irreversible. Once you switch to Okta, you cannot revert to using native Konnect authentication.'

/** A product whose customers give passwords up with their first connection. */
function strict(enforcement: object = { mode: 'enforced_all', irreversible: true }) {
  const accounts = memoryAccounts()
  const owner = { isOwner: true, isExempt: true }
  accounts.register({ email: 'owner@acme.example', organizationId: 'org_1', ...owner })
  const activation = { requires: ['check', 'test'], enforcement } as never
  const journey: Journey = portalJourney(
    { accounts, activation },
    { branding },
    // A check compares the clocks.
    { oidc: { clock: () => journey.clock() } },
  )
  return journey
}

async function atConfirm(journey: Journey) {
  const world = await openedPage('okta:oidc', 'test', journey, complete(journey))
  const page = await runTestOn(world, world.page)
  return { ...world, page: await world.admin.submit(page, {}, { form: '/confirm' }) }
}

describe('enforcement that the product wants of every activation', () => {
  it('KO-1 KO-32 is told, not asked, and confirmed by the exact warning', async () => {
    const journey = strict()
    const world = await atConfirm(journey)
    expect(world.page.body).toContain('Everybody signs in with Okta')
    expect(world.page.body).toContain('For good: passwords never come back')
    const names = formOf(world.page, '/confirm').fields.map(([name]) => name)
    expect(names).not.toContain('mode')
    expect(names).not.toContain('irreversible')
    let page = await world.admin.submit(world.page)
    expect(page.body).toContain(irreversible)
    expect((await world.connection()).status).toBe('draft')
    page = await world.admin.submit(page)
    expect((await world.connection()).status).toBe('active')
    expect(await journey.sso.policies.get('org_1', asSystem)).toMatchObject({
      ...{ mode: 'enforced_all', isIrreversible: true },
    })
  })

  it('lets an admin choose what is stricter still', async () => {
    const journey = strict({ mode: 'enforced_new' })
    const { page, admin } = await atConfirm(journey)
    const modes = [...page.body.matchAll(/name="mode" value="(\w+)"( checked)?/g)]
    expect(modes.map(([, value, checked]) => [value, checked === ' checked'])).toEqual([
      ['enforced_new', true],
      ['enforced_all', false],
    ])
    await admin.submit(page, { mode: 'enforced_all' })
    expect(await journey.sso.policies.get('org_1', asSystem)).toMatchObject({
      ...{ mode: 'enforced_all', isIrreversible: false },
    })
  })

  it('says nothing more once the organisation is as strict', async () => {
    const journey = strict()
    const world = await atConfirm(journey)
    await world.admin.submit(await world.admin.submit(world.page))
    await journey.sso.connections.update(world.id, { claims: { name: 'n' } }, asSystem)
    const page = await runTestOn(world, await world.admin.visit(world.pageUrl))
    const confirm = await world.admin.submit(page, {}, { form: '/confirm' })
    expect(confirm.body).toContain('The tested changes take the place of what is in use.')
    expect(confirm.body).not.toContain('For good')
    // The check that belongs to it was made for another state a moment ago.
    const early = await world.admin.submit(confirm)
    expect(early.status).toBe(429)
    expect(early.body).toContain('Please wait 60 seconds between two checks.')
    expect((await world.connection()).live?.claims.name).toBe('name')
    world.clock.set(new Date(world.clock().getTime() + 61_000))
    await world.admin.submit(early)
    expect((await world.connection()).live?.claims.name).toBe('n')
  })
})

describe('the gate login_path', () => {
  const gated = () =>
    portalJourney({ activation: { requires: ['check', 'test', 'login_path'] } }, { branding })

  it('KO-15 KO-29 greys Save out until there is one, and leads to its field', async () => {
    const journey = gated()
    const world = await openedPage('okta:oidc', 'test', journey, complete(journey))
    let page = await runTestOn(world, world.page)
    expect(page.body).toContain('The Organization Login Path is missing.')
    expect(/<button[^>]* disabled>Save</.test(page.body)).toBe(true)
    const overview = await world.admin.visit(world.pageUrl.replace('/test', ''))
    expect(overview.body).toContain('Go on: Choose the options')
    expect(overview.body).toContain('The Organization Login Path is missing, and this connection')
    const options = await world.admin.visit(world.pageUrl.replace('/test', '/options'))
    await world.admin.submit(options, { loginPath: 'somepath' })
    page = await world.admin.visit(world.pageUrl)
    expect(/<button[^>]* disabled>Save</.test(page.body)).toBe(false)
    expect(page.body).not.toContain('The Organization Login Path is missing')
  })

  it('is nothing that somebody without the right to choose one is asked for', async () => {
    const authorize = (action: string) => action !== 'connection.activate'
    const activation = { requires: ['check', 'test', 'login_path'] } as never
    const journey = portalJourney({ authorize, activation }, { branding })
    const world = await openedPage('okta:oidc', 'test', journey, complete(journey))
    const overview = await world.admin.visit(world.pageUrl.replace('/test', ''))
    expect(overview.body).not.toContain('Go on: Choose the options')
  })
})
