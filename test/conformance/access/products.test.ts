import { describe, expect, it } from 'vitest'
import { type AccessSettings, type RoleConfig, systemActor } from '../../../src/index.ts'
import { memoryAccounts } from '../../../src/testing/index.ts'
import { verifyDomain } from '../../support/verified-domain.ts'
import { baseUrl, cookiesOf } from '../../support/harness.ts'
import {
  createScene as createOidcScene,
  expectRefused,
  expectSignedIn,
  type Scene as OidcScene,
} from '../oidc/scene.ts'
import { arrive, createScene as createSamlScene } from '../saml/scene.ts'

const roles: RoleConfig = {
  catalogue: [
    { id: 'organization_admin', label: 'Organization Admin' },
    { id: 'service_admin', label: 'Service Admin', description: 'May change every service.' },
  ],
}
const access: Partial<AccessSettings> = {
  roles: {
    groupsByRole: { organization_admin: ['konnect-admins'], service_admin: ['konnect-services'] },
    ...{ sync: 'replace', unmapped: 'deactivate' },
  },
}
const claims = { email: 'login_email', groups: 'groups', require: ['login_email', 'groups'] }

/** Konnect: scope openid alone, groups and login_email in the ID token of a custom server. */
async function konnect() {
  const accounts = memoryAccounts()
  const ended: string[] = []
  const scene = await createOidcScene({
    settings: { scopes: ['openid'] },
    input: { profile: 'okta', claims, access },
    config: {
      ...{ accounts, roles },
      onSessionsEnd: (sessions) => void ended.push(...sessions.map(({ id }) => id)),
    },
  })
  return { scene, accounts, ended }
}

const inGroups = (...groups: string[]) => ({
  ...{ sub: 'ann', email: 'private@home.example', email_verified: true },
  ...{ login_email: 'ann@acme.example', groups },
})

describe('Konnect', () => {
  it('KO-8 KO-21 KO-35 makes an account with the login_email and the role of the group', async () => {
    const { scene, accounts } = await konnect()
    const login = await expectSignedIn(scene, { person: inGroups('Everyone', 'konnect-admins') })
    expect(login).toMatchObject({
      ...{ access: { kind: 'provision', roles: ['organization_admin'] } },
      identity: { email: 'ann@acme.example' },
    })
    expect(accounts.members('org_1')).toMatchObject([
      { email: 'ann@acme.example', roles: ['organization_admin'], rolesManagedBy: 'idp' },
    ])
  })

  it('KO-8 lets nobody in by the e-mail where login_email is missing', async () => {
    const { scene, accounts } = await konnect()
    const { login_email: _missing, ...person } = inGroups('konnect-admins')
    await expectRefused(scene, 'identity_claim_missing', { person })
    expect(accounts.members('org_1')).toEqual([])
  })

  it('KO-20 KO-22 KO-25 follows the groups at every sign-in', async () => {
    const { scene, accounts } = await konnect()
    await expectRefused(scene, 'access_no_mapped_group', { person: inGroups('Everyone') })
    await expectSignedIn(scene, { person: inGroups('konnect-admins') })
    const login = await expectSignedIn(scene, { person: inGroups('konnect-services') })
    expect(login.access).toMatchObject({ kind: 'sign_in', roles: ['service_admin'] })
    expect(accounts.members('org_1')).toMatchObject([{ roles: ['service_admin'] }])
  })

  it('KO-35 lists whoever has signed in among the people of the organisation, with their role', async () => {
    const { scene, accounts } = await konnect()
    expect(accounts.members('org_1')).toEqual([])
    await expectSignedIn(scene, { person: inGroups('konnect-admins') })
    const ben = { ...inGroups('konnect-services'), sub: 'ben', login_email: 'ben@acme.example' }
    await expectSignedIn(scene, { person: ben })
    const listed = accounts.members('org_1').map(({ email, roles: held }) => [email, held])
    expect(listed).toEqual([
      ['ann@acme.example', ['organization_admin']],
      ['ben@acme.example', ['service_admin']],
    ])
    expect(accounts.members('org_2')).toEqual([])
  })

  it('KO-24 deactivates the account of whoever was removed from the group, and ends the sessions', async () => {
    const { scene, accounts, ended } = await konnect()
    const login = await expectSignedIn(scene, { person: inGroups('konnect-admins') })
    const error = await expectRefused(scene, 'access_no_mapped_group', { person: inGroups() })
    expect(error.publicMessage).toBe('You do not have access to this application.')
    expect(accounts.members('org_1')).toMatchObject([{ isActive: false, deactivatedBy: 'idp' }])
    expect(ended).toEqual([login.session.id])
  })

  it('T3 KO-24 deactivates nobody because the groups claim was forgotten', async () => {
    const { scene, accounts } = await konnect()
    await expectSignedIn(scene, { person: inGroups('konnect-admins') })
    const { groups: _missing, ...person } = inGroups()
    await expectRefused(scene, 'identity_claim_missing', { person })
    const { connectionId, sso } = scene
    const update = { claims: { require: ['login_email'] } }
    await sso.connections.update(connectionId, update, { actor: systemActor })
    await sso.connections.activate(connectionId, { actor: systemActor })
    await expectRefused(scene, 'access_groups_absent', { person })
    expect(accounts.members('org_1')).toMatchObject([{ isActive: true }])
  })
})

describe('the word of an issuer', () => {
  const signedIn = async (profile: string, person: object, emailClaim = 'email') => {
    const scene: OidcScene = await createOidcScene({
      input: { profile, claims: { email: emailClaim } },
    })
    await verifyDomain(scene, 'acme.example')
    const login = await expectSignedIn(scene, { person: { sub: 'ann', ...person } })
    return login.identity.emailVerified
  }
  const email = 'ann@acme.example'

  it.each<[string, string, object, boolean]>([
    ['Okta, nothing said', 'okta', { email }, true],
    ['Okta, said false', 'okta', { email, email_verified: false }, false],
    ['Okta, another domain', 'okta', { email: 'ann@home.example' }, false],
    ['any other, nothing said', 'generic', { email }, false],
    ['any other, said true', 'generic', { email, email_verified: true }, true],
  ])(
    'E3 counts for an e-mail as its profile says: %s',
    async (_what, profile, person, expected) => {
      expect(await signedIn(profile, person)).toBe(expected)
    },
  )

  it('E3 KO-8 counts for login_email too', async () => {
    expect(await signedIn('okta', { login_email: email }, 'login_email')).toBe(true)
    expect(await signedIn('generic', { login_email: email }, 'login_email')).toBe(false)
  })

  it('E3 counts where it speaks SAML', async () => {
    const people = [{ nameId: 'ann', attributes: { email: [email] } }]
    const scene = await createSamlScene({ provider: { people } })
    const emailVerified = async () => {
      const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
      const answer = scene.idp.respondTo(start).toRequest(cookiesOf(start).join('; '))
      return (await arrive(scene, answer)).login?.identity.emailVerified
    }
    expect(await emailVerified()).toBe(false)
    await verifyDomain(scene, 'acme.example')
    expect(await emailVerified()).toBe(true)
  })
})

describe('ngrok', () => {
  it('NG-11 NG-18 prompts whoever comes from the Okta dashboard to join the new account', async () => {
    const accounts = memoryAccounts({ scope: 'global' })
    const people = [{ nameId: 'ann', attributes: { email: ['ann@acme.example'] } }]
    const scene = await createSamlScene({
      provider: { people },
      settings: { idpInitiated: 'accept' },
      input: { access: { provisioning: 'join_prompt' } },
      config: { accounts },
    })
    const id = accounts.register({ email: 'ann@home.example', organizationId: 'org_own' })
    const answer = scene.idp.start({ serviceProvider: scene.application })
    const { response } = await arrive(scene, answer.toRequest())
    expect(response.headers.get('location')).toBe(`${baseUrl}/sso/join`)
    expect(scene.logins).toEqual([])

    const cookie = cookiesOf(response).join('; ')
    const request = new Request(`${baseUrl}/sso/join`, { headers: { cookie } })
    const pending = await scene.sso.pendingJoin(request)
    const [account] = accounts.members('org_own')
    const result = await scene.sso.completeJoin(request, {
      ...{ join: pending?.token ?? '' },
      ...(account ? { account } : {}),
    })
    expect(result).toMatchObject({
      kind: 'login',
      login: { organizationId: 'org_1', authentication: { initiatedBy: 'idp' } },
    })
    expect(accounts.members('org_1')).toMatchObject([{ id }])
    expect(accounts.members('org_own')).toMatchObject([{ id, hasPassword: true }])
  })
})
