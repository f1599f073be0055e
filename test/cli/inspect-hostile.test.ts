import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inspectCommand } from '../../src/cli/inspect.ts'
import { recognise } from '../../src/cli/inspect/recognise.ts'
import { saml } from '../../src/saml/index.ts'
import type { SsoProvider } from '../../src/types/provider.ts'
import { createScene } from '../conformance/saml/scene.ts'
import { cliTools, refuseNetwork } from '../support/cli.ts'
import {
  against,
  factsOf,
  inspectedJson,
  inspectedText,
  responseOf,
  signedInScene,
} from '../support/inspect.ts'

/** No terminal obeys what is left: line feeds of our own aside, nothing unprintable. */
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const isHarmless = (text: string) => !controls.test(text.replaceAll('\n', ''))

/** Never a crash: failed, misused or wrong, with a line that says so. */
async function expectRefused(input: string | Uint8Array, exitCode: number): Promise<string> {
  const { tools } = cliTools({ input })
  const answer = await inspectCommand(['inspect', 'file'], tools)
  expect(answer.exitCode).toBe(exitCode)
  const said = answer.stdout + answer.stderr
  expect(said.trim()).not.toBe('')
  expect(said.length).toBeLessThan(20_000)
  expect(isHarmless(said)).toBe(true)
  return said
}

const response = (inside: string) =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1">${inside}</samlp:Response>`

const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 20 },
  (_, n) => `<!ENTITY b${n} "&${n === 0 ? 'a' : `b${n - 1}`};&${n === 0 ? 'a' : `b${n - 1}`};">`,
).join('')}]>`

describe('hostile files', () => {
  it.each([
    ['empty', ''],
    ['white space', ' \n\t '],
    ['binary', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x3c, 0x00])],
    ['10 MB', new Uint8Array(10_000_000).fill(0x41)],
    ['10 MB of XML', `<a>${'x'.repeat(10_000_000)}</a>`],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['another XML', '<rss/>'],
    ['an assertion alone', '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'],
    ['a request', '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>'],
    ['an encrypted token', 'a.b.c.d.e'],
    ['other JSON', '{"a":1}'],
    ['repeated JSON', '{"keys":[],"keys":[]}'],
    ['deep JSON', `{"keys":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['half JSON', '{"keys":'],
    ['two responses', 'SAMLResponse=YQ%3D%3D&SAMLResponse=YQ%3D%3D'],
    ['a broken escape', 'SAMLResponse=%E0%A4%A'],
    ['a compressed message', Buffer.from([0x7d, 0x52, 0xff, 0x00, 0x13]).toString('base64')],
    ['words', 'this is no message at all'],
    ['terminal escapes', '\u001b]0;owned\u0007\u001b[2J'],
    ['many marks', '<!'.repeat(4000)],
  ])('are of no known kind: %s', async (_what, input) => {
    await expectRefused(input, 1)
  })

  it.each([
    ['entities', bomb + response('&b19;')],
    ['a DOCTYPE that calls home', `<!DOCTYPE r SYSTEM "http://attacker.example/x">${response('')}`],
    [
      'an external entity',
      `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${response('&x;')}`,
    ],
    ['depth', response('<a>'.repeat(20_000) + '</a>'.repeat(20_000))],
    ['breadth', response('<a/>'.repeat(300_000))],
    [
      'attributes',
      response(`<a ${Array.from({ length: 20_000 }, (_, n) => `a${n}=""`).join(' ')}/>`),
    ],
    ['no end', response('').slice(0, -5)],
    ['nothing in it', response('')],
    [
      'metadata with entities',
      `${bomb}<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">&b19;</EntityDescriptor>`,
    ],
    ['a token of nothing', '..'],
    ['a token of rubbish', 'AAAA.BBBB.CCCC'],
  ])('are refused by the checks of a sign-in: %s', async (_what, input) => {
    const said = await expectRefused(input, 3)
    expect(said).toMatch(/Refused \((saml|oidc)_\w+\): /)
  })

  it('T4 show nothing that a terminal obeys', async () => {
    const scene = await createScene()
    const { samlResponse } = await responseOf(scene, {
      person: { nameId: 'ann\u009b2J\u202e', attributes: { 'a\u0085b': ['\u0090x\u2066'] } },
    })
    for (const more of [[], ['--json']]) {
      const { stdout } = await inspectedText(samlResponse, ...against(scene, ...more))
      expect(stdout).toContain('ann')
      expect(isHarmless(stdout)).toBe(true)
    }
  })

  it('are shown as far as somebody reads: long names, long values, many of them', async () => {
    const scene = await createScene()
    const many = Array.from({ length: 320 }, (_, n) => [`a${n}`, ['v']] as const)
    const attributes = {
      ['n'.repeat(5000)]: ['v'.repeat(5000)],
      groups: Array.from({ length: 400 }, (_, n) => `g${n}`),
      ...Object.fromEntries(many),
    }
    const { samlResponse } = await responseOf(scene, { person: { nameId: 'ann', attributes } })
    const { report } = await inspectedJson(samlResponse, ...against(scene))
    const facts = factsOf(report)
    expect(Object.keys(facts)).toHaveLength(300)
    const groups = facts['Attribute groups'] ?? []
    expect(groups).toHaveLength(301)
    expect(groups.at(-1)).toBe('… and 100 more')
    const [name, [value] = ['']] = Object.entries(facts).find(([each]) => each.includes('nnn')) ?? [
      '',
      [],
    ]
    expect({ name: name.length, value: String(value).length }).toEqual({ name: 501, value: 501 })
    expect(report.notes.join(' ')).toMatch(/\d+ more were left out\./)
  })

  it('never end in anything but a known kind or a sentence', () => {
    const part = fc.constantFrom(
      ...['<', '>', '<!--', '-->', '<?', '?>', '<!DOCTYPE', '[', ']', '{"keys":[', ']}', '.'],
      ...['SAMLResponse=', '&', '%', 'Response', 'EntityDescriptor', 'QUFB', '=', ' ', 'id_token='],
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), (parts) => {
        const found = recognise(new TextEncoder().encode(parts.join('')))
        expect('kind' in found || found.problem.endsWith('.')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an inspection', () => {
  let network: ReturnType<typeof refuseNetwork>
  beforeEach(() => {
    network = refuseNetwork()
  })
  afterEach(() => network.restore())

  it('sends nothing: no fetch, no socket, not even of the host’s own transport', async () => {
    const calls: string[] = []
    const host = await createScene({
      config: {
        fetch: async (input) => Promise.reject(new Error(String(calls.push(String(input))))),
      },
    })
    const { samlResponse } = await responseOf(host)
    const oidc = await signedInScene()
    const document = { issuer: oidc.idp.issuer, jwks_uri: `${oidc.idp.issuer}/jwks` }
    const asked = oidc.idp.requests.length
    const before = { tried: network.tried.length, calls: calls.length }
    // A key that nobody knows makes a sign-in look for newer ones.
    const unknown = oidc.token.replace(/^[^.]+/, () =>
      Buffer.from('{"alg":"ES256","kid":"nobody"}').toString('base64url'),
    )
    const inspections = [
      inspectedJson(samlResponse, ...against(host)),
      inspectedJson(host.idp.metadata(), ...against(host)),
      inspectedJson(oidc.token, ...against(oidc)),
      inspectedJson(unknown, ...against(oidc)),
      inspectedJson(JSON.stringify(document), ...against(oidc)),
      inspectedJson('{"keys":[]}', ...against(oidc)),
    ]
    const codes = (await Promise.all(inspections)).map(({ exitCode }) => exitCode)
    expect(codes).toEqual([0, 0, 0, 3, 3, 3])
    expect({ tried: network.tried.length, calls: calls.length }).toEqual(before)
    expect(oidc.idp.requests).toHaveLength(asked)
  })

  it('gives a provider no network and no place to store anything', async () => {
    const calls: string[] = []
    const greedy: SsoProvider = {
      ...saml(),
      finishLogin: async ({ fetch, trust }) => {
        trust.save({ keys: 'of an attacker' })
        await fetch('https://idp.example.com/keys')
        throw new Error('It was allowed to.')
      },
    }
    const fetch: typeof globalThis.fetch = async (input) => {
      calls.push(String(input))
      return Response.json({})
    }
    const scene = await createScene({ config: { providers: [greedy], fetch } })
    const { sso, storage, connectionId } = scene
    const { samlResponse } = await responseOf(scene)
    const before = await storage.connections.load({ id: connectionId })
    const { exitCode, report } = await inspectedJson(
      samlResponse,
      ...against({ sso, connectionId }),
    )
    expect(exitCode).toBe(3)
    expect(report.failure).toMatchObject({
      ...{ code: 'network_failed', message: 'An inspection calls nobody.' },
    })
    await scene.settled()
    expect(await storage.connections.load({ id: connectionId })).toEqual(before)
    expect({ calls, tried: network.tried }).toEqual({ calls: [], tried: [] })
  })
})

describe('ssokit inspect', () => {
  it.each([
    [[], 'needs a FILE'],
    [['a', 'b'], 'does not know "b"'],
    [['a', '--config', './sso.js'], '--config goes with --connection'],
    [['a', '--at', 'yesterday'], '--at is an instant'],
    [['a', '--at', '2026-01-31T12:00:00'], '--at is an instant'],
    [['a', '--fast'], "Unknown option '--fast'"],
  ])('does not guess: %j', async (args, problem) => {
    const { tools, read } = cliTools()
    const { exitCode, stdout, stderr } = await inspectCommand(['inspect', ...args], tools)
    expect({ exitCode, stdout, read }).toEqual({ exitCode: 2, stdout: '', read: [] })
    expect(stderr).toContain(problem)
  })

  it('fails where the module cannot be loaded, or the connection is another one', async () => {
    const scene = await createScene()
    const { samlResponse } = await responseOf(scene)
    const { sso } = scene
    const call = (connection: string, host = {}) =>
      inspectedText(samlResponse, ['--connection', connection], host)
    expect(await call('con_1')).toMatchObject({
      ...{ exitCode: 1, stdout: '', stderr: expect.stringContaining('DATABASE_URL is not set') },
    })
    expect(await call('con_missing', { sso })).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await call('con_1', { sso: { ...sso } })).toMatchObject({
      ...{ exitCode: 1, stdout: '', stderr: expect.stringContaining('another copy of ssokit') },
    })
    const token = 'e30.e30.e30'
    const [args, host] = against(scene)
    expect(await inspectedText(token, args, host)).toMatchObject({
      ...{ exitCode: 1, stdout: '', stderr: expect.stringContaining('speaks saml') },
    })
  })

  it('has colours on a terminal only', async () => {
    const plain = await inspectedText('{"keys":[]}')
    const painted = await inspectedText('{"keys":[]}', [], { hasColors: true })
    expect(plain.stdout).not.toContain('\u001b')
    expect(painted.stdout).toContain('\u001b[31m✗\u001b[0m')
    expect(painted.stdout.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain.stdout)
  })

  it('fits into 80 columns, but for what has to be copied whole', async () => {
    const scene = await createScene()
    const { samlResponse } = await responseOf(scene)
    const { stdout } = await inspectedText(samlResponse, ...against(scene))
    const long = stdout.split('\n').filter(({ length }) => length > 80)
    expect(long.filter((line) => line.trim().includes(' '))).toEqual([])
  })
})
