import { describe, expect, it } from 'vitest'
import { guideCommand } from '../../src/cli/guide.ts'
import { loadGuide, profiles } from '../../src/guides/index.ts'
import type { ConnectionInput } from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { saml } from '../../src/saml/index.ts'
import { cliTools } from '../support/cli.ts'
import { asSystem, baseUrl, createHarness } from '../support/harness.ts'

async function sceneWith(input: ConnectionInput & { protocol: string; profile?: string }) {
  const { sso } = createHarness({ providers: [oidc(), saml()] })
  const { id } = await sso.connections.create({ organizationId: 'org_1', ...input }, asSystem)
  return { ...cliTools({ sso }), id, sso }
}

describe('ssokit guide with a connection', () => {
  it('prints what a customer’s admin does in the Okta console, with the real addresses', async () => {
    const { tools, loaded, id } = await sceneWith({ protocol: 'oidc', profile: 'okta' })
    const args = ['guide', '--product', 'Acme Cloud', '--connection', id]
    const { exitCode, stdout, stderr } = await guideCommand(args, tools)
    expect({ exitCode, stderr, loaded }).toEqual({ exitCode: 0, stderr: '', loaded: ['./sso.js'] })
    expect(stdout).toMatch(/^# Sign in to Acme Cloud with Okta \(OpenID Connect\)\n/)
    expect(stdout).toContain(
      `Under **Sign-in redirect URIs** enter \`${baseUrl}/sso/${id}/callback\``,
    )
    expect(stdout).toContain('As **Sign-in method** select **OIDC - OpenID Connect**.')
    expect(stdout).toContain('You may upload a **Logo**.')
    expect(stdout).not.toContain('Sign-out redirect URIs')
  })

  it('tells what the connection’s own settings ask for', async () => {
    const { tools, id } = await sceneWith({
      ...{ protocol: 'oidc', profile: 'okta', session: { hasSingleLogout: true } },
      claims: { email: 'login_email', groups: 'groups' },
      settings: { issuer: 'https://acme.okta.com', clientId: '0oa1', clientAuthentication: 'none' },
    })
    const args = ['guide', '--product', 'Acme', '--connection', id, '--json']
    const { stdout } = await guideCommand(args, tools)
    const { variants, profile, protocol, locale, guide, setup } = JSON.parse(stdout)
    expect(variants).toEqual(['groups', 'login_email', 'logout', 'spa', 'org_server'])
    expect({ profile, protocol, locale }).toEqual({
      ...{ profile: 'okta', protocol: 'oidc', locale: 'en' },
    })
    expect(guide.id).toBe('okta-oidc')
    expect(setup.fields).toContainEqual({
      ...{ id: 'base_uri', label: expect.any(String), value: baseUrl },
    })
  })

  it('adds variants, and one server takes the place of the other', async () => {
    const { tools, id } = await sceneWith({
      ...{ protocol: 'oidc', profile: 'okta' },
      settings: { issuer: 'https://acme.okta.com', clientId: '0oa1' },
    })
    const call = (...more: string[]) =>
      guideCommand(['guide', '--product', 'A', '--connection', id, '--json', ...more], tools)
    const variantsOf = async (...more: string[]) =>
      JSON.parse((await call(...more)).stdout).variants
    expect(await variantsOf()).toEqual(['org_server'])
    expect(await variantsOf('--variant', 'tile,own_server')).toEqual(['tile', 'own_server'])
    expect(await variantsOf('--variant', 'tile', '--variant', 'logout')).toEqual([
      ...['org_server', 'logout', 'tile'],
    ])
    expect(await call('--variant', 'tiles')).toMatchObject({
      ...{
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('It has: groups, login_email'),
      },
    })
  })

  it('speaks German', async () => {
    const { tools, id } = await sceneWith({ protocol: 'saml', profile: 'okta' })
    const args = ['guide', '--product', 'Acme', '--connection', id, '--locale', 'de']
    const { stdout } = await guideCommand(args, tools)
    expect(stdout).toMatch(/^# Mit Okta bei Acme anmelden \(SAML\)\n/)
    expect(stdout).toContain('**Single sign on URL**')
    expect(stdout).toContain(`${baseUrl}/sso/${id}/acs`)
    expect(stdout).not.toContain('Before you begin')
  })

  it('tells of the tile where the connection allows it', async () => {
    const scene = await sceneWith({ ...samlOkta, settings: { idpInitiated: 'restart' } })
    const args = ['guide', '--product', 'A', '--connection', scene.id, '--json']
    const { stdout } = await guideCommand(args, scene.tools)
    expect(JSON.parse(stdout).variants).toEqual(['tile'])
  })

  it('fails clearly where there is no such connection, or no module', async () => {
    const { tools } = await sceneWith({ protocol: 'oidc' })
    const args = ['guide', '--product', 'A', '--connection', 'con_missing']
    expect(await guideCommand(args, tools)).toMatchObject({
      ...{ exitCode: 1, stdout: '', stderr: expect.stringContaining('connection') },
    })
    expect(await guideCommand(args, cliTools().tools)).toEqual({
      ...{ exitCode: 1, stdout: '' },
      stderr: './sso.js cannot be loaded: DATABASE_URL is not set.\n',
    })
  })
})

const samlOkta = { protocol: 'saml', profile: 'okta' }

describe('ssokit guide without a storage', () => {
  const call = (...more: string[]) =>
    guideCommand(['guide', '--product', 'Acme', ...more], cliTools().tools)
  const okta = ['--base-url', 'https://app.acme.example', '--profile', 'okta']

  it('fills in the addresses of a connection that is named', async () => {
    const { exitCode, stdout, stderr } = await call(...okta, '--connection', 'con_1')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('`https://app.acme.example/sso/con_1/callback`')
  })

  it('prints the same as with the storage', async () => {
    const { tools, id } = await sceneWith(samlOkta)
    const stored = await guideCommand(['guide', '--product', 'A', '--connection', id], tools)
    const address = ['--base-url', baseUrl, '--profile', 'okta', '--protocol', 'saml']
    const args = ['guide', '--product', 'A', ...address, '--connection', id]
    expect(await guideCommand(args, cliTools().tools)).toEqual(stored)
  })

  const everything = profiles.flatMap(({ id, protocols }) =>
    protocols.map((protocol) => [id, protocol] as const),
  )
  it.each(everything)(
    'has a guide for %s by %s, with each of its variants',
    async (id, protocol) => {
      const { options } = await loadGuide(id, protocol)
      const place = [...okta.slice(0, 2), '--profile', id, '--protocol', protocol]
      for (const variant of [[], ...options.map((name) => ['--variant', name])]) {
        const { exitCode, stdout } = await call(...place, '--connection', 'con_1', ...variant)
        expect({ variant, exitCode }).toEqual({ variant, exitCode: 0 })
        expect(stdout).toContain('https://app.acme.example/sso/con_1/')
      }
    },
  )

  it('registers both addresses of a public client', async () => {
    const place = [...okta, '--connection', 'con_1', '--variant', 'spa']
    const { stdout } = await call(...place)
    expect(stdout).toContain('`https://app.acme.example/sso/con_1/callback`')
    expect(stdout).toContain('`https://app.acme.example/sso/con_1/silent-callback`')
    const { tools, id } = await sceneWith({ protocol: 'oidc', profile: 'okta' })
    const args = ['guide', '--product', 'A', '--connection', id, '--variant', 'spa']
    // It has a secret so far, and no address for silent sign-ins.
    expect((await guideCommand(args, tools)).exitCode).toBe(0)
  })

  it('says what to replace where none is named', async () => {
    const { exitCode, stdout, stderr } = await call(...okta, '--base-path', '/login/sso')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('`https://app.acme.example/login/sso/CONNECTION_ID/callback`')
    expect(stderr).toContain('Replace CONNECTION_ID')
  })

  it('escapes what is no name', async () => {
    const args = ['guide', '--product', '[x](javascript:1)\u001b[2J', ...okta]
    const { stdout } = await guideCommand(args, cliTools().tools)
    expect(stdout).not.toContain('[x](javascript')
    expect(stdout).not.toContain('\u001b')
  })

  it.each([
    [[], 'Say whose guide it is'],
    [['--base-url', 'https://app.acme.example'], '--base-url needs --profile'],
    [['--base-url', 'http://app.acme.example', '--profile', 'okta'], '--base-url is the public'],
    [['--base-url', 'https://app.acme.example/x', '--profile', 'okta'], '--base-url is the public'],
    [[...okta, '--config', './sso.js'], 'exclude each other'],
    [[...okta, '--connection', 'con/1'], '--connection is the `id`'],
    [[...okta, '--base-path', 'sso'], '--base-path: basePath is not a path.'],
    [['--base-path', '/sso', '--connection', 'con_1'], '--base-path goes with --base-url'],
    [['--profile', 'octa'], '--profile is one of okta, entra'],
    [[...okta, '--protocol', 'oauth'], '--protocol is oidc or saml'],
    [[...okta, '--locale', 'fr'], '--locale is en or de'],
    [[...okta, '--fast'], "Unknown option '--fast'"],
    [[...okta, 'twice'], 'ssokit guide does not know "twice"'],
  ])('does not guess: %j', async (args, problem) => {
    const { exitCode, stdout, stderr } = await call(...args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(problem)
  })

  it('needs the name of the product', async () => {
    const args = ['guide', '--product', ' ', ...okta]
    expect((await guideCommand(args, cliTools().tools)).stderr).toContain(
      '--product NAME is missing',
    )
  })
})
