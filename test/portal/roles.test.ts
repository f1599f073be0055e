import { describe, expect, it } from 'vitest'
import type { RoleConfig } from '../../src/index.ts'
import { formOf } from '../support/browser.ts'
import {
  complete,
  fieldIn,
  openedPage,
  portalJourney,
  runTestOn,
} from '../support/portal-journey.ts'

const catalogue = [
  { id: 'service_admin', label: 'Service Admin', description: 'Runs <services>.' },
  { id: 'viewer', label: 'Viewer' },
]
const pathOf = (role: string) => `access.roles.groupsByRole.${role}`
const opened = (roles: Partial<RoleConfig> = {}, kind = 'generic:oidc', config = {}) =>
  openedPage(kind, 'roles', portalJourney({ roles: { catalogue, ...roles }, ...config }))

describe('the page of the roles', () => {
  it('KO-17 shows every role of the host, with its description behind an i', async () => {
    const { page } = await opened()
    expect(fieldIn(page, pathOf('service_admin'))).toContain('Group of the role Service Admin')
    expect(page.body).toContain(
      '<summary aria-label="What Service Admin may do" title="What Service Admin may do"><span aria-hidden="true">i</span></summary><p>Runs &lt;services&gt;.</p>',
    )
    expect(page.body).not.toContain('What Viewer may do')
  })

  it('KO-19 wants one group at least', async () => {
    const requires = ['check', 'test', 'role_mapping']
    const world = await opened({}, 'generic:oidc', { activation: { requires } })
    const page = await world.admin.submit(world.page, { [pathOf('viewer')]: '  ' })
    expect(page.status).toBe(422)
    expect(fieldIn(page, pathOf('service_admin'))).toContain('No group is entered.')
    expect(page.body).not.toContain('Go on without roles')
    const forced = await world.admin.submit(page, { action: 'without' })
    expect(forced.status).toBe(422)
    expect((await world.connection()).draft?.access.roles).toBeUndefined()
  })

  it('lets go on without roles where the host does not need them', async () => {
    const world = await opened()
    const page = await world.admin.submit(world.page, { [pathOf('viewer')]: 'staff' })
    expect(page.url).toContain('/options')
    const again = await world.admin.visit(world.pageUrl)
    await world.admin.submit(again, { action: 'without' })
    expect((await world.connection()).draft?.access.roles).toBeUndefined()
  })

  it('KO-26 stores free texts exactly, and what becomes of people without a group', async () => {
    const world = await opened()
    const group = `Team "<b>A&B</b>" – Köln`
    await world.admin.submit(world.page, {
      'claims.groups': 'memberOf',
      [pathOf('viewer')]: group,
      'access.roles.unmapped': 'refuse',
      'access.groupsAbsent': 'empty',
    })
    const { access, claims } = (await world.connection()).draft ?? {}
    expect(claims?.groups).toBe('memberOf')
    expect(access).toMatchObject({
      groupsAbsent: 'empty',
      roles: { groupsByRole: { viewer: [group] }, sync: 'replace', unmapped: 'refuse' },
    })
    const page = await world.admin.visit(world.pageUrl)
    expect(page.body).not.toContain('<b>A')
    expect(Object.fromEntries(formOf(page, '/roles').fields)).toMatchObject({
      [pathOf('viewer')]: group,
      'access.roles.unmapped': 'refuse',
    })
  })

  it('KO-18 refuses a group for two roles, and takes several where the host does', async () => {
    const one = await opened()
    const shared = { [pathOf('viewer')]: 'staff', [pathOf('service_admin')]: 'staff' }
    const page = await one.admin.submit(one.page, shared)
    expect(page.status).toBe(422)
    expect(fieldIn(page, pathOf('viewer'))).toContain('mapped to service_admin already')
    expect(fieldIn(page, pathOf('viewer'))).toContain('value="staff"')
    const many = await opened({ cardinality: 'many' })
    await many.admin.submit(many.page, { [pathOf('viewer')]: 'staff\r\n\r\n  guests ' })
    const { roles } = (await many.connection()).draft?.access ?? {}
    expect(roles?.groupsByRole).toEqual({ viewer: ['staff', 'guests'] })
  })

  it('KO-12 warns of third-party groups, and of object ids', async () => {
    expect((await opened({}, 'okta:oidc')).page.body).toContain('such as Google groups')
    expect((await opened({}, 'entra:oidc')).page.body).toContain('object ids')
    expect((await opened({}, 'okta:oidc')).page.body).toContain('value="groups"')
  })

  it('KO-12 offers the groups that the last test has seen', async () => {
    const people = [{ sub: 'u1', email: 'a@b.example', groups: ['staff', '"><img src=x>'] }]
    const journey = portalJourney({ roles: { catalogue } }, {}, { oidc: { people } })
    const input = { ...complete(journey), claims: { groups: 'groups' } }
    const world = await openedPage('generic:oidc', 'test', journey, input)
    await runTestOn(world, world.page)
    const page = await world.admin.visit(world.pageUrl.replace(/test$/, 'roles'))
    expect(page.body).toContain('<datalist id="groups-seen"><option value="staff"></option>')
    expect(fieldIn(page, pathOf('viewer'))).toContain('list="groups-seen"')
    expect(page.body).not.toContain('<img src=x')
  })

  it('offers no group whose name the report had to cut or escape', async () => {
    const people = [
      { sub: 'u1', email: 'a@b.example', groups: ['g'.repeat(300), 'a\u202Eb', 'ok'] },
    ]
    const journey = portalJourney({ roles: { catalogue } }, {}, { oidc: { people } })
    const input = { ...complete(journey), claims: { groups: 'groups' } }
    const world = await openedPage('generic:oidc', 'test', journey, input)
    await runTestOn(world, world.page)
    const page = await world.admin.visit(world.pageUrl.replace(/test$/, 'roles'))
    expect(page.body.match(/<option/g)).toHaveLength(1)
  })

  it('is not there for a host without roles', async () => {
    const { page } = await openedPage('generic:oidc', 'roles')
    expect(page.status).toBe(404)
  })
})
