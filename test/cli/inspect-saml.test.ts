import { beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '../../src/index.ts'
import { createMockKeyPair } from '../../src/testing/saml/index.ts'
import { createScene, type Scene } from '../conformance/saml/scene.ts'
import {
  against,
  factsOf,
  inspectedJson,
  inspectedText,
  responseOf,
  statusesOf,
} from '../support/inspect.ts'

let scene: Scene
/** Against hangs: shared machines are slow at times. */
const HOOK_MILLISECONDS = 30_000
beforeAll(async () => {
  scene = await createScene()
}, HOOK_MILLISECONDS)

const now = new Date('2026-01-01T12:00:00Z')
const later = new Date('2026-01-01T14:00:00Z')

describe('a SAML response that is held against a connection', () => {
  it('passes every check that a sign-in makes', async () => {
    const { samlResponse } = await responseOf(scene)
    const { exitCode, stderr, report } = await inspectedJson(samlResponse, ...against(scene))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(report).toMatchObject({
      ...{ kind: 'saml_response', status: 'pass', connectionId: scene.connectionId },
      judgedAt: now.toISOString(),
    })
    expect(report.failure).toBeUndefined()
    expect(statusesOf(report)).toMatchObject({
      ...{ message: 'pass', status: 'pass', signature: 'pass', issuer: 'pass', audience: 'pass' },
      ...{ recipient: 'pass', request: 'pass', times: 'pass', name_id: 'pass', claims: 'pass' },
    })
    const facts = factsOf(report)
    expect(facts).toMatchObject({
      ...{ Destination: [scene.urls.acsUrl], Audience: [scene.urls.spEntityId] },
      'Attribute groups': ['staff', 'admins'],
      'Person: groups': ['staff', 'admins'],
      Signed: ['response', 'assertion'],
    })
    expect(facts['Person: subject']).toEqual(facts['NameID'])
  })

  it('uses nothing up: the same response signs in afterwards', async () => {
    const start = await scene.sso.startLogin({ connectionId: scene.connectionId })
    const answer = scene.idp.respondTo(start)
    await inspectedJson(answer.samlResponse, ...against(scene))
    await inspectedJson(answer.samlResponse, ...against(scene))
    const [cookie = ''] = (start.setCookie[0] ?? '').split(';')
    const response = await scene.sso.handler(answer.toRequest(cookie))
    expect(response.status).toBe(303)
  })

  it('is refused as a sign-in refuses it, with code, message and what to change', async () => {
    const { samlResponse } = await responseOf(scene, {
      facts: { audience: 'https://elsewhere.example' },
    })
    const { exitCode, report } = await inspectedJson(samlResponse, ...against(scene))
    expect(exitCode).toBe(3)
    expect(report.status).toBe('fail')
    expect(report.failure.code).toBe('saml_audience_mismatch')
    expect(report.failure.message).toContain(scene.urls.spEntityId)
    expect(report.failure.hint).not.toBe('')
    expect(statusesOf(report)).toMatchObject({
      audience: 'fail',
      signature: 'pass',
      claims: 'unknown',
    })
  })

  it('names the certificates where another key signed', async () => {
    const other = await createScene({ provider: { key: createMockKeyPair() } })
    const { samlResponse } = await responseOf(other)
    const { exitCode, report } = await inspectedJson(samlResponse, ...against(scene))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_signature_invalid')
    expect(report.failure.message).toMatch(/Configured \(SHA-256\): ([0-9A-F]{2}:){31}[0-9A-F]{2}/)
  })

  it('is judged at another time with --at, to say what was wrong then', async () => {
    const { samlResponse } = await responseOf(scene)
    const [args, host] = against(scene)
    const late = await inspectedText(samlResponse, args, { ...host, now: later })
    expect(late.exitCode).toBe(3)
    expect(late.stdout).toContain('Refused (saml_expired)')
    expect(late.stdout).toContain('--at')
    const then = ['--at', '2026-01-01T12:01:00Z']
    const early = await inspectedText(samlResponse, [...args, ...then], { ...host, now: later })
    expect(early.exitCode).toBe(0)
    expect(early.stdout).toMatch(/, at\s+2026-01-01T12:01:00\.000Z\n/)
    expect(early.stdout).toContain('Nothing wrong was found.')
  })

  it('is decrypted with the keys of the host', async () => {
    const key = createMockKeyPair()
    const own = await createScene({
      saml: { keys: [key] },
      provider: { encrypts: true },
      settings: { requireEncryption: true },
    })
    const sp = { ...own.application, encryptionCertificate: key.certificate }
    const { samlResponse } = own.idp.start({ serviceProvider: sp })
    const [args, host] = against(own)
    const { report } = await inspectedJson(samlResponse, args, host)
    // Nobody asked for it, which the connection refuses; the assertion was opened before.
    expect(report.failure.code).toBe('saml_unsolicited_refused')
    expect(statusesOf(report)).toMatchObject({ decryption: 'pass', signature: 'pass' })
    await own.sso.connections.update(
      own.connectionId,
      { settings: { idpInitiated: 'accept' } },
      { actor: systemActor },
    )
    await own.sso.connections.activate(own.connectionId, { actor: systemActor })
    const accepted = await inspectedJson(samlResponse, args, host)
    expect(accepted.exitCode).toBe(0)
    expect(factsOf(accepted.report)).toMatchObject({
      ...{ Assertion: ['encrypted'], 'Claim groups': ['staff', 'admins'] },
    })
  })

  it('says what to change in the words of the identity provider’s console', async () => {
    const okta = await createScene({ input: { profile: 'okta' } as object })
    okta.idp.rotateKeys()
    const { samlResponse } = await responseOf(okta)
    const [args, host] = against(okta)
    const { report } = await inspectedJson(samlResponse, args, host)
    expect(report.failure.code).toBe('saml_signature_invalid')
    expect(report.failure.hint).toContain('View IdP metadata')
    const { stdout } = await inspectedText(samlResponse, args, host)
    expect(stdout.split(/View\s+IdP\s+metadata/)).toHaveLength(2)
  })

  it('is refused where it names an empty request, or none', async () => {
    for (const inResponseTo of ['', undefined]) {
      const { samlResponse } = scene.idp.start({
        serviceProvider: scene.application,
        facts: { inResponseTo } as object,
      })
      const { exitCode, report } = await inspectedJson(samlResponse, ...against(scene))
      expect(exitCode).toBe(3)
      expect(report.failure.code).toMatch(/^saml_(unsolicited_refused|in_response_to_mismatch)$/)
    }
  })

  it('says which claim is missing', async () => {
    const strict = await createScene({ input: { claims: { require: ['costCentre'] } } })
    const { samlResponse } = await responseOf(strict)
    const { exitCode, report } = await inspectedJson(samlResponse, ...against(strict))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('identity_claim_missing')
    expect(statusesOf(report)).toMatchObject({ times: 'pass', claims: 'fail' })
  })
})

describe('a SAML response by itself', () => {
  it('is decoded, and checked for everything but trust', async () => {
    const { samlResponse } = await responseOf(scene)
    const { exitCode, report } = await inspectedJson(samlResponse, [], { now })
    expect(exitCode).toBe(0)
    expect(statusesOf(report)).toMatchObject({ message: 'pass', signature: 'pass', times: 'pass' })
    expect(statusesOf(report)).not.toHaveProperty('single_use')
    expect(report.notes.join(' ')).toContain('proves nothing about who sent it')
  })

  it.each([
    ['XML', (encoded: string) => Buffer.from(encoded, 'base64').toString()],
    ['a form', (encoded: string) => new URLSearchParams({ SAMLResponse: encoded }).toString()],
    ['lines', (encoded: string) => encoded.replaceAll(/.{76}/g, '$&\r\n')],
    ['an escaped value', (encoded: string) => encodeURIComponent(encoded)],
  ])('comes as %s, too', async (_what, written) => {
    const { samlResponse } = await responseOf(scene)
    const { exitCode, report } = await inspectedJson(written(samlResponse), ...against(scene))
    expect(exitCode).toBe(0)
    expect(report.kind).toBe('saml_response')
  })

  const unsigned = async (change: (xml: string) => string) => {
    const { samlResponse } = await responseOf(scene)
    const xml = Buffer.from(samlResponse, 'base64').toString()
    return inspectedJson(change(xml), [], { now })
  }

  it('is refused where nothing of it is signed, with or without a certificate in it', async () => {
    const { exitCode, report } = await unsigned((xml) =>
      xml.replaceAll(/<ds:Signature .*?<\/ds:Signature>/gs, ''),
    )
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_signature_missing')
  })

  it('is not judged where only the connection has the certificate', async () => {
    const { exitCode, report } = await unsigned((xml) =>
      xml.replaceAll(/<ds:KeyInfo>.*?<\/ds:KeyInfo>/gs, ''),
    )
    expect(report.failure).toBeUndefined()
    expect(report.status).toBe('unknown')
    expect(exitCode).toBe(3)
    expect(statusesOf(report)).toMatchObject({
      message: 'pass',
      signature: 'unknown',
      times: 'unknown',
    })
    expect(report.notes.join(' ')).toContain('No certificate came along')
  })

  it('is refused where its own certificate is not the one that signed', async () => {
    const [other = ''] = createMockKeyPair().certificate.match(/(?<=-\n)[^-]+/) ?? []
    const { exitCode, report } = await unsigned((xml) =>
      xml.replaceAll(/(?<=<ds:X509Certificate>)[^<]+/g, other.replaceAll(/\s/g, '')),
    )
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_signature_invalid')
  })

  it('is not judged where it is encrypted, and an error in its envelope is', async () => {
    const { certificate } = createMockKeyPair()
    const own = await createScene({ provider: { encrypts: true } })
    const serviceProvider = { ...own.application, encryptionCertificate: certificate }
    const { samlResponse } = own.idp.start({ serviceProvider })
    const { exitCode, report } = await inspectedJson(samlResponse, [], { now })
    expect(exitCode).toBe(3)
    expect(report.status).toBe('unknown')
    expect(statusesOf(report)).toMatchObject({ assertion: 'pass', decryption: 'unknown' })
    expect(factsOf(report)).toMatchObject({ Assertion: ['encrypted'] })
    const xml = Buffer.from(samlResponse, 'base64').toString()
    const failed = xml.replace('status:Success', 'status:Responder')
    expect((await inspectedJson(failed, [], { now })).report.status).toBe('fail')
  })

  it('shows that somebody changed it', async () => {
    const { samlResponse } = await responseOf(scene)
    const xml = Buffer.from(samlResponse, 'base64').toString().replace('>staff<', '>owners<')
    const { exitCode, report } = await inspectedJson(xml, [], { now })
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('saml_digest_mismatch')
    // What it claims is shown all the same.
    expect(factsOf(report)['Attribute groups']).toEqual(['owners', 'admins'])
  })

  it('shows what the identity provider says went wrong', async () => {
    const { samlResponse } = await responseOf(scene, { needsInteraction: true })
    const xml = Buffer.from(samlResponse, 'base64')
      .toString()
      .replace(/status:Success/, 'status:Responder')
    const { report } = await inspectedJson(xml, [], { now })
    expect(report.failure.code).toMatch(/^saml_status_/)
    expect(factsOf(report)['Status']).toEqual(['urn:oasis:names:tc:SAML:2.0:status:Responder'])
  })

  it('T4 never shows the RelayState, which is a handle of somebody’s sign-in', async () => {
    const { fields } = await responseOf(scene)
    const relayState = fields.get('RelayState') ?? ''
    expect(relayState.length).toBeGreaterThan(40)
    for (const more of [['--json'], []]) {
      const { stdout } = await inspectedText(fields.toString(), more, { now })
      expect(stdout).not.toContain(relayState)
      expect(stdout).toContain(`A RelayState of ${relayState.length} characters`)
    }
  })

  it('hides people with --redact, in facts and in everything else', async () => {
    const { samlResponse } = await responseOf(scene)
    const [args, host] = against(scene)
    for (const more of [['--json'], []]) {
      const open = await inspectedText(samlResponse, [...args, ...more], host)
      expect(open.stdout).toContain('ann@example.com')
      const { stdout, exitCode } = await inspectedText(
        samlResponse,
        [...args, ...more, '--redact'],
        host,
      )
      expect(exitCode).toBe(0)
      expect(stdout).not.toMatch(/ann@example\.com|staff|admins/)
      expect(stdout).toContain('(hidden)')
      expect(stdout).toContain(scene.urls.spEntityId)
    }
  })

  it('hides it where a sign-in is refused because of it', async () => {
    const person = { nameId: 'ann-smith', nameIdFormat: emailFormat }
    const strict = await createScene({ settings: { requireEmailNameId: true } })
    const { samlResponse } = await responseOf(strict, { person })
    const [args, host] = against(strict)
    const { exitCode, stdout } = await inspectedText(samlResponse, [...args, '--redact'], host)
    expect(exitCode).toBe(3)
    expect(stdout).toContain('Refused (saml_name_id_not_email)')
    expect(stdout).not.toContain('ann-smith')
  })
})

const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
