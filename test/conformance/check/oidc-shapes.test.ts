import { describe, expect, it } from 'vitest'
import { type CheckReport, systemActor } from '../../../src/index.ts'
import { createMockOidcProvider } from '../../../src/testing/oidc/index.ts'
import { createScene, type Scene, type SceneOptions } from '../oidc/scene.ts'

const actor = { actor: systemActor }

const check = ({ sso, connectionId }: Pick<Scene, 'sso' | 'connectionId'>) =>
  sso.connections.check(connectionId, actor)
const of = ({ checks }: CheckReport, name: string) =>
  checks.filter((one) => one.name === name).map(({ status }) => status)
const found = async (options: SceneOptions, name: string) =>
  of(await check(await createScene(options)), name)

describe('connections of other shapes', () => {
  it('asks for an answer in the address, also where answers are posted', async () => {
    const scene = await createScene({ settings: { responseMode: 'form_post' } })
    const report = await check(scene)
    expect(of(report, 'redirect_uri')).toEqual(['pass'])
    const asked = scene.idp.requests.find(({ url }) => url.includes('/authorize?'))
    const { searchParams } = new URL(asked?.url ?? '')
    expect(searchParams.has('response_mode')).toBe(false)
    expect(searchParams.get('prompt')).toBe('none')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    expect(asked?.headers).not.toHaveProperty('cookie')
    expect(asked?.headers).not.toHaveProperty('authorization')
  })

  it('says nothing of redirect URIs where requests must be pushed', async () => {
    const provider = { pushedRequests: 'required' } as const
    const scene = await createScene({ provider })
    const report = await check(scene)
    expect(of(report, 'redirect_uri')).toEqual(['unknown'])
    expect(of(report, 'client_credentials')).toEqual(['pass'])
    // Pushing is for sign-ins.
    expect(scene.idp.requests.filter(({ url }) => /\/par|\/authorize/.test(url))).toEqual([])
  })

  it('T6 presents no client where requests must be pushed and cannot be', async () => {
    const scene = await createScene({ provider: { pushedRequests: 'required' } })
    scene.idp.tamper('discovery_without_pushed_endpoint')
    scene.idp.resetRequests()
    const report = await check(scene)
    expect(of(report, 'pushed_requests')).toEqual(['fail'])
    expect(of(report, 'client_credentials')).toEqual(['unknown'])
    expect(scene.idp.requests.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('warns of a method that the provider does not list', async () => {
    const scene = await createScene({
      provider: { clientAuthentication: ['client_secret_basic'] },
      settings: { clientAuthentication: 'client_secret_post' },
    })
    const report = await check(scene)
    expect(of(report, 'client_authentication')).toEqual(['warn'])
    // It is presented nevertheless: the list may be wrong.
    expect(of(report, 'client_credentials')).toEqual(['fail'])
  })

  it('O3 measures a secret with which tokens are signed', async () => {
    const hs256 = (clientSecret: string): SceneOptions => ({
      provider: { algorithm: 'HS256', clientSecret },
      settings: { allowedAlgorithms: ['HS256'] },
    })
    expect(await found(hs256('s'.repeat(31)), 'id_token_algorithm')).toEqual(['fail'])
    expect(await found(hs256('s'.repeat(32)), 'id_token_algorithm')).toEqual(['pass'])
  })

  it('works with an issuer that is a template, whose answers name a tenant', async () => {
    const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0'
    const tid = '11111111-aaaa-4333-8444-555555555555'
    const options: SceneOptions = {
      provider: { issuer, people: [{ sub: 'ann', tid }] },
      settings: { allowedTenants: [tid] },
    }
    const scene = await createScene(options)
    const { fetch } = scene.idp
    const naming: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      const location = response.headers.get('location')
      if (location !== null) {
        const back = new URL(location)
        back.searchParams.set('iss', issuer.replace('{tenantid}', tid))
        response.headers.set('location', back.href)
      }
      return response
    }
    const report = await check(
      await createScene({ ...options, idp: { ...scene.idp, fetch: naming } }),
    )
    expect(of(report, 'authorization_request')).toEqual(['pass'])
    expect(of(report, 'tenants')).toEqual([])
  })

  it('does without a document that was there once and is gone, as an activation does', async () => {
    const idp = createMockOidcProvider({ algorithm: 'ES256' })
    const { issuer } = idp
    const endpoints = {
      ...{ authorization: `${issuer}/authorize`, token: `${issuer}/token`, jwks: `${issuer}/jwks` },
    }
    const scene = await createScene({ idp, settings: { endpoints } })
    idp.tamper('discovery_404')
    const report = await check(scene)
    expect(of(report, 'discovery')).toEqual(['pass'])
    expect(of(report, 'client_credentials')).toEqual(['pass'])
  })

  it('tolerates a clock as sign-ins do', async () => {
    const shifted = (seconds: number, clockToleranceSeconds?: number): SceneOptions => {
      const start = new Date('2026-01-01T12:00:00Z').getTime()
      return {
        provider: { clock: () => new Date(start + seconds * 1000) },
        settings: clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds },
      }
    }
    expect(await found(shifted(60), 'clock')).toEqual(['warn'])
    expect(await found(shifted(61), 'clock')).toEqual(['fail'])
    expect(await found(shifted(-120), 'clock')).toEqual(['fail'])
    expect(await found(shifted(120, 300), 'clock')).toEqual(['warn'])
    expect(await found(shifted(20), 'clock')).toEqual(['pass'])
  })

  it('keeps the time of the last server that said it', async () => {
    const idp = createMockOidcProvider({ algorithm: 'ES256' })
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await idp.fetch(input, init)
      if (String(input).endsWith('/token')) response.headers.delete('date')
      else response.headers.set('date', 'Thu, 01 Jan 2026 13:00:00 GMT')
      return response
    }
    expect(await found({ idp: { ...idp, fetch } }, 'clock')).toEqual(['fail'])
  })
})
