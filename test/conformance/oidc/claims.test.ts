import { beforeEach, describe, expect, it } from 'vitest'
import {
  callsTo,
  createScene,
  expectRefused,
  expectSignedIn,
  type Scene,
  type SceneOptions,
} from './scene.ts'

/** As the Konnect guide sets it up: two claims of the customer's choice, and one scope. */
const konnect: SceneOptions = {
  settings: { scopes: ['openid'] },
  input: { claims: { email: 'login_email', groups: 'groups' } },
}
const person = { sub: '00u1', login_email: 'ann@acme.example', groups: ['service-admins'] }

describe('claims of the customer’s choice', () => {
  let scene: Scene
  beforeEach(async () => {
    scene = await createScene(konnect)
  })

  it('KO-7 takes groups from the claim of that name, and tells where they are from', async () => {
    const { identity } = await expectSignedIn(scene, { person })
    expect(identity.groups).toEqual(['service-admins'])
    expect(identity.origin.groups).toEqual({ source: 'id_token', claim: 'groups' })
  })

  it('KO-8 takes the e-mail from login_email and never from email', async () => {
    const both = { ...person, email: 'ann@private.example', email_verified: true }
    const { identity } = await expectSignedIn(scene, { person: both })
    expect(identity.email).toBe('ann@acme.example')
    expect(identity.origin.email).toEqual({ source: 'id_token', claim: 'login_email' })
    // What the provider says of `email` is not said of `login_email`.
    expect(identity.emailVerified).toBe(false)
  })

  it.each([
    ['absent', {}],
    ['empty', { login_email: '' }],
    ['null', { login_email: null }],
  ])('KO-8 does not fall back to email where login_email is %s', async (_what, change) => {
    const { login_email: _email, ...without } = person
    const only = { ...without, email: 'ann@private.example', email_verified: true, ...change }
    const { identity } = await expectSignedIn(scene, { person: only })
    expect(identity.email).toBeUndefined()
    expect(identity.origin.email).toBeUndefined()
  })

  it('KO-8 refuses a login_email that is no address, and several of them', async () => {
    const with_ = (login_email: unknown) => ({ person: { ...person, login_email } as never })
    await expectRefused(scene, 'identity_email_invalid', with_('ann'))
    await expectRefused(
      scene,
      'identity_claim_invalid',
      with_(['a@acme.example', 'b@acme.example']),
    )
    await expectRefused(scene, 'identity_claim_invalid', with_(7))
  })

  it('KO-8 takes any other claim as the e-mail as well', async () => {
    const upn = await createScene({ input: { claims: { email: 'upn' } } })
    const other = { sub: 'ann', name: 'Ann', upn: 'ann@acme.example', email: 'x@private.example' }
    expect((await expectSignedIn(upn, { person: other })).identity.email).toBe('ann@acme.example')
  })

  it('KO-10 asks for the scope openid alone and needs no userinfo', async () => {
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    expect(new URL(start.url).searchParams.get('scope')).toBe('openid')
    scene.idp.resetRequests()
    const { identity } = await expectSignedIn(scene, { person })
    expect(identity).toMatchObject({ subject: '00u1', email: 'ann@acme.example' })
    expect(scene.idp.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://idp.example.com/token',
    ])
    expect(callsTo(scene, '/userinfo')).toEqual([])
  })

  it('KO-11 tells which of the two claims the token lacks', async () => {
    const claims = { email: 'login_email', groups: 'groups', require: ['login_email', 'groups'] }
    const strict = await createScene({ ...konnect, input: { claims } })
    await expectSignedIn(strict, { person })
    const { groups: _groups, ...noGroups } = person
    const { login_email: _email, ...noEmail } = person
    const missing = async (incomplete: object) =>
      (await expectRefused(strict, 'identity_claim_missing', { person: incomplete as never }))
        .detail
    expect(await missing(noGroups)).toEqual({ missing: ['groups'] })
    expect(await missing(noEmail)).toEqual({ missing: ['login_email'] })
    expect(await missing({ sub: '00u1' })).toEqual({ missing: ['login_email', 'groups'] })
  })
})

describe('an authorization server whose audience is the client id', () => {
  it('CL-11 signs nobody in with its access token', async () => {
    const scene = await createScene()
    const access = { ver: 1, jti: 'AT.x', cid: 'client-1', uid: '00u1', scp: ['openid', 'email'] }
    const claims = { sub: 'ann', email: 'ann@example.com', ...access }
    await expectRefused(scene, 'oidc_id_token_kind_refused', { person: claims })
    // The access token beside the ID token may be anything: it is never read.
    await expectSignedIn(scene)
  })

  it('CL-11 signs nobody in with an access token that has no mark, for it has no nonce', async () => {
    const scene = await createScene()
    scene.idp.tamper('missing_nonce')
    const claims = { sub: 'ann', client_id: 'client-1', scope: 'openid email' }
    await expectRefused(scene, 'oidc_id_token_nonce_mismatch', { person: claims })
  })

  it('CL-18 signs in with the ID token, whose audience is the client id', async () => {
    const scene = await createScene({ provider: { clientId: '0oa1abcDEF' } })
    const { identity } = await expectSignedIn(scene)
    expect(identity.subject).toBe('ann')
    scene.idp.tamper('wrong_audience')
    const error = await expectRefused(scene, 'oidc_id_token_audience_mismatch')
    expect(error.detail).toEqual({ expected: '0oa1abcDEF', received: 'another-client' })
  })
})
