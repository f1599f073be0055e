import { describe, expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { directory } from '../../support/accounts.ts'
import { scriptedDns } from '../../support/scripted-dns.ts'
import { createScene, expectRefused, expectSignedIn, signIn } from '../oidc/scene.ts'

const asSystem = { actor: systemActor }
const domain = 'acme.example'
const person = (email: string, claims: object = {}) => ({
  sub: email,
  email,
  email_verified: true,
  ...claims,
})

/** A connection that takes people of verified domains only, and its organisation's DNS. */
async function createDomainScene(
  access: object = { emailDomains: 'verified' },
  config: object = {},
) {
  const dns = scriptedDns()
  const scene = await createScene({ input: { access }, config: { dns, ...config } })
  const prove = async (organizationId: string, name = domain, coversSubdomains = false) => {
    const options = { ...asSystem, coversSubdomains }
    const { instructions } = await scene.sso.domains.claim(organizationId, name, options)
    dns.txt(instructions.host, instructions.value)
    return (await scene.sso.verifyDomain(organizationId, name)).state
  }
  return { ...scene, dns, prove }
}

describe('PU-23 sign-in of verified domains only', () => {
  it('PU-23 works only after the domain is verified', async () => {
    const scene = await createDomainScene()
    const ann = { person: person(`ann@${domain}`) }
    await expectRefused(scene, 'access_email_domain_refused', ann)
    const { instructions } = await scene.sso.domains.claim('org_1', domain, asSystem)
    await expectRefused(scene, 'access_email_domain_refused', ann)
    await scene.sso.verifyDomain('org_1', domain)
    await expectRefused(scene, 'access_email_domain_refused', ann)
    scene.dns.txt(instructions.host, instructions.value)
    await scene.sso.verifyDomain('org_1', domain)
    expect((await expectSignedIn(scene, ann)).identity.emailVerified).toBe(true)
  })

  it('PU-23 E1 takes e-mails of that domain and of no other that looks like it', async () => {
    const scene = await createDomainScene()
    await scene.prove('org_1')
    for (const email of [`ann@${domain}`, 'ANN@ACME.EXAMPLE', 'ann@acme。example']) {
      await expectSignedIn(scene, { person: person(email) })
    }
    for (const email of [`ann@eu.${domain}`, `ann@not${domain}`, `ann@${domain}.evil.example`]) {
      await expectRefused(scene, 'access_email_domain_refused', { person: person(email) })
    }
    for (const email of [`ann@evil.example@${domain}`, `"ann@${domain}"@evil.example`]) {
      await expectRefused(scene, 'identity_email_invalid', { person: person(email) })
    }
    await expectRefused(scene, 'access_email_domain_refused', { person: { sub: 'ann' } })
  })

  it('PU-23 D2 takes subdomains by explicit choice', async () => {
    const scene = await createDomainScene()
    await scene.prove('org_1', domain, true)
    await expectSignedIn(scene, { person: person(`ann@eu.${domain}`) })
  })

  it('PU-23 T1 takes nobody by a domain that another organisation verified', async () => {
    const scene = await createDomainScene()
    expect(await scene.prove('org_2')).toBe('verified')
    await scene.sso.domains.claim('org_1', domain, asSystem)
    const ann = { person: person(`ann@${domain}`) }
    await expectRefused(scene, 'access_email_domain_refused', ann)
  })
})

describe('E3 what makes an e-mail verified', () => {
  const isVerified = async (
    scene: Awaited<ReturnType<typeof createDomainScene>>,
    claims: Record<string, unknown> = {},
  ) => {
    const { login } = await signIn(scene, { person: person(`ann@${domain}`, claims) })
    return login?.identity.emailVerified
  }

  it('E3 needs the domain, verified by this organisation, and the word of the provider', async () => {
    const scene = await createDomainScene({})
    expect(await isVerified(scene)).toBe(false)
    await scene.prove('org_2')
    expect(await isVerified(scene)).toBe(false)
    await scene.sso.domains.release('org_2', domain, asSystem)
    await scene.prove('org_1')
    expect(await isVerified(scene)).toBe(true)
    expect(await isVerified(scene, { email_verified: false })).toBe(false)
  })

  it('D5 E3 ends with the proof: nobody is linked by the domain any more', async () => {
    const { accounts, memory } = directory({ scope: 'global' })
    const access = { emailDomains: 'any', linking: 'verified_domain' }
    const scene = await createDomainScene(access, { accounts })
    await scene.prove('org_1')
    const visit = async (email: string) => {
      memory.register({ email, organizationId: 'org_9' })
      const { login } = await signIn(scene, { person: person(email) })
      return login?.access.reasons.at(-1)?.code ?? 'not signed in'
    }
    expect(await visit(`ann@${domain}`)).toBe('account_linked')
    scene.dns.clear()
    for (let days = 0; days < 5; days += 1) {
      scene.clock.advance(86_400)
      await scene.sso.maintain()
    }
    const [claim] = await scene.sso.domains.list('org_1', asSystem)
    expect(claim?.state).toBe('lost')
    expect(await visit(`ben@${domain}`), 'must prove the account by its session').toBe(
      'not signed in',
    )
    const ben = await accounts.findByEmail(`ben@${domain}`, 'org_1')
    expect(ben?.linkedConnectionIds ?? []).toEqual([])
    const annAgain = await signIn(scene, { person: person(`ann@${domain}`) })
    expect(annAgain.login?.account?.id, 'her key is her own').toBeDefined()
  })

  it('D5 takes the former owner’s keys away when the domain goes over', async () => {
    const { accounts, memory } = directory({ scope: 'global' })
    const scene = await createDomainScene({ emailDomains: 'any' }, { accounts })
    await scene.prove('org_1')
    const ann = { person: person(`ann@${domain}`) }
    const other = { person: person('bea@elsewhere.example') }
    const { account } = await expectSignedIn(scene, ann)
    await expectSignedIn(scene, other)
    const keysOf = async (email: string) =>
      (await accounts.findByEmail(email, 'org_1'))?.linkedConnectionIds
    expect(await keysOf(`ann@${domain}`)).toEqual([scene.connectionId])
    await scene.sso.domains.release('org_1', domain, { ...asSystem, transferTo: 'org_2' })
    expect(await scene.prove('org_2')).toBe('verified')
    expect(await keysOf(`ann@${domain}`)).toEqual([])
    expect(await keysOf('bea@elsewhere.example')).toEqual([scene.connectionId])
    // The first organisation's provider still says it is Ann, and it is nobody's word any more.
    const { login } = await signIn(scene, ann)
    expect(login?.account?.id).not.toBe(account?.id ?? '')
    expect(memory.members('org_1')).not.toEqual([])
  })
})
