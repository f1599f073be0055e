import { describe, expect, it } from 'vitest'
import {
  cookiesOf,
  answer,
  baseUrl,
  begin,
  configIssues,
  createHarness,
} from '../support/harness.ts'

describe('configured paths', () => {
  it('lead to initiate where login has a placeholder in the same place', async () => {
    const harness = createHarness({ paths: { login: '/go/{connectionId}', initiate: '/go/start' } })
    const { id } = await harness.activeConnection()
    const start = await harness.sso.startLogin({ connectionId: id })
    const cookie = cookiesOf(start).join('; ')
    const ref = new URL(start.url).searchParams.get('ref') ?? ''
    await harness.sso.handler(answer(id, { cookie, ref }))
    await harness.settled()
    const request = new Request(`${baseUrl}/go/start?iss=https://fake.example`)
    expect((await harness.sso.handler(request)).status).toBe(303)
  })

  it('are refused where a placeholder would take over every page of the host', () => {
    expect(configIssues({ paths: { organizationLogin: '/{loginPath}' } })).toEqual([
      'paths.organizationLogin',
    ])
  })

  it('are refused with dot segments', () => {
    expect(configIssues({ paths: { callback: '/a/../b' } })).toEqual(['paths.callback'])
    expect(configIssues({ basePath: '/..' })).toEqual(['basePath'])
  })
})

describe('handleCallback at a route of the host that is not configured', () => {
  it('F1 T1 refuses an answer at the address of another connection all the same', async () => {
    const harness = createHarness()
    const mine = await harness.activeConnection('org_1')
    const other = await harness.activeConnection('org_2')
    const { ref, cookie } = await begin(harness, mine.id)
    const request = new Request(
      `${baseUrl}/behind/proxy/${other.id}/callback?ticket=ann&ref=${ref}`,
      { headers: { cookie } },
    )
    await expect(harness.sso.handleCallback(request)).rejects.toMatchObject({
      code: expect.stringMatching(/^login_/),
    })
  })
})
