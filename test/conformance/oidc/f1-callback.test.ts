import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SsoErrorCode } from '../../../src/index.ts'
import type { CallbackDefect } from '../../../src/testing/oidc/index.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import { callsTo, createScene, expectRefused, expectRefusedFor, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await createScene()
})
beforeEach(() => {
  scene.idp.tamper()
  scene.idp.resetRequests()
})

describe('answers at the callback', () => {
  const cases: [CallbackDefect, SsoErrorCode, string][] = [
    ['access_denied', 'oidc_access_denied', 'a refusal by the provider'],
    ['server_error', 'oidc_provider_error', 'an error of the provider'],
    ['code_and_error', 'oidc_provider_error', 'a code together with an error'],
    ['error_without_state', 'login_unsolicited', 'an error that names no flow'],
    ['state_wrong', 'login_flow_missing', 'the state of another flow'],
    ['code_missing', 'oidc_response_invalid', 'an empty code'],
    ['code_repeated', 'request_parameter_repeated', 'two codes'],
    ['id_token_in_response', 'oidc_response_invalid', 'an ID token that was not asked for'],
  ]

  it.each(cases)('F1 refuses %s (%s): %s, without a token call', async (defect, code) => {
    await expectRefusedFor(scene, [defect], code)
    expect(callsTo(scene, '/token')).toHaveLength(1)
  })

  it.each([
    ['error', 'oidc_response_invalid'],
    ['token', 'oidc_response_invalid'],
    ['response', 'oidc_response_invalid'],
  ] as const)('F1 refuses a code beside the parameter %s (%s)', async (name, code) => {
    await expectRefused(scene, code, {
      change: ({ url }) => new Request(`${url}&${name}=${name === 'error' ? '' : 'x'}`),
    })
    expect(callsTo(scene, '/token')).toEqual([])
  })

  it.each(['code', 'access_denied'])('F1 uses an answer once (%s)', async (kind) => {
    if (kind === 'access_denied') scene.idp.tamper('access_denied')
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const answer = await scene.idp.authorize(start.url)
    const send = async () => {
      const before = scene.errors.length
      await scene.sso.handler(answer.toRequest(cookiesOf(start).join('; ')))
      return scene.errors[before]?.code
    }
    const outcomes = [await send(), await send(), await send()]
    const first = kind === 'code' ? undefined : 'oidc_access_denied'
    expect(outcomes).toEqual([first, 'login_replayed', 'login_replayed'])
    expect(callsTo(scene, '/token')).toHaveLength(kind === 'code' ? 1 : 0)
  })

  it('F1 lets one of fifty parallel submissions in, with one token call', async () => {
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const answer = await scene.idp.authorize(start.url)
    const logins = scene.logins.length
    const requests = Array.from({ length: 50 }, () => answer.toRequest(cookiesOf(start).join('; ')))
    await Promise.all(requests.map((request) => scene.sso.handler(request)))
    expect(scene.logins).toHaveLength(logins + 1)
    expect(callsTo(scene, '/token')).toHaveLength(1)
  })

  it('F1 refuses the answer in another browser', async () => {
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    await expectRefused(scene, 'login_flow_missing', {
      change: (answer) => answer.toRequest(cookiesOf(start).join('; ')),
    })
    expect(callsTo(scene, '/token')).toEqual([])
  })

  it('F1 takes a form where form_post was asked for, with a cookie that lets it through', async () => {
    const posting = await createScene({ settings: { responseMode: 'form_post' } })
    const start = await posting.sso.startLogin({ connectionId: posting.connectionId })
    expect(new URL(start.url).searchParams.get('response_mode')).toBe('form_post')
    expect(start.cookies[0]?.options.sameSite).toBe('none')
    await expectRefusedFor(posting, ['iss_wrong'], 'oidc_response_issuer_mismatch')
    expect(posting.logins).toHaveLength(1)
  })

  it('F1 makes nothing of a request to the callback that carries no answer', async () => {
    const logins = scene.logins.length
    const url = `${baseUrl}/sso/${scene.connectionId}/callback?state=x`
    const { status } = await scene.sso.handler(new Request(url))
    expect(status >= 400 && status < 500).toBe(true)
    expect(scene.logins).toHaveLength(logins)
    expect(scene.idp.requests).toEqual([])
  })
})
