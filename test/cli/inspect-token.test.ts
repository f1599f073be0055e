import { beforeAll, describe, expect, it } from 'vitest'
import type { OidcDefect } from '../../src/testing/oidc/index.ts'
import { asSystem } from '../support/harness.ts'
import {
  against,
  factsOf,
  inspectedJson,
  inspectedText,
  signedInScene,
  type SignedInScene,
  statusesOf,
} from '../support/inspect.ts'
import { signedToken } from '../support/signed-token.ts'

let scene: SignedInScene
/** Against hangs: shared machines are slow at times. */
const HOOK_MILLISECONDS = 30_000
beforeAll(async () => {
  scene = await signedInScene()
}, HOOK_MILLISECONDS)

const now = new Date('2026-01-01T12:00:00Z')

describe('an ID token that is held against a connection', () => {
  it('passes every check that a sign-in makes, with the stored keys', async () => {
    const { exitCode, report } = await inspectedJson(scene.token, ...against(scene))
    expect(exitCode).toBe(0)
    expect(report).toMatchObject({ kind: 'id_token', status: 'pass' })
    expect(statusesOf(report)).toMatchObject({
      ...{ id_token_signature: 'pass', id_token_issuer: 'pass', id_token_audience: 'pass' },
      ...{ id_token_times: 'pass', claims: 'pass' },
    })
    expect(factsOf(report)).toMatchObject({
      ...{ alg: ['ES256'], iss: [scene.idp.issuer], aud: [scene.idp.clientId] },
      exp: [expect.stringMatching(/^2026-01-01T1\d:\d\d:00\.000Z \(\d+\)$/)],
    })
  })

  it('T4 shows neither the signature nor the nonce', async () => {
    const [, payload = '', signature = ''] = scene.token.split('.')
    const { nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(nonce.length).toBeGreaterThan(20)
    for (const more of [['--json'], []]) {
      const [args, host] = against(scene, ...more)
      const { stdout } = await inspectedText(scene.token, args, host)
      for (const secret of [signature, nonce, payload, scene.idp.clientSecret]) {
        expect(stdout).not.toContain(secret)
      }
    }
  })

  const defects: readonly (readonly [OidcDefect, string])[] = [
    ['signature_by_other_key', 'oidc_id_token_signature_invalid'],
    ['alg_none', 'oidc_id_token_malformed'],
    ['access_token_typ', 'oidc_id_token_kind_refused'],
    ['unknown_kid', 'oidc_id_token_key_unknown'],
    ['embedded_jwk', 'oidc_id_token_malformed'],
  ]
  it.each(defects)('is refused as a sign-in refuses it: %s', async (defect, code) => {
    const spoilt = await tokenWith(defect)
    const { exitCode, report } = await inspectedJson(spoilt, ...against(scene))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe(code)
    expect(report.failure.hint).not.toBe('')
    expect(
      report.checks.filter(({ status }: { status: string }) => status === 'fail'),
    ).toHaveLength(1)
  })

  it('is refused by a connection with another client id, and names both', async () => {
    const { sso, idp } = scene
    const { id: connectionId } = await sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: idp.secrets },
        settings: { ...idp.settings, clientId: 'client-2' },
      },
      asSystem,
    )
    await sso.connections.activate(connectionId, asSystem)
    const { exitCode, report } = await inspectedJson(scene.token, ...against({ sso, connectionId }))
    expect(exitCode).toBe(3)
    expect(report.checks).toContainEqual(
      expect.objectContaining({
        ...{ name: 'id_token_audience', status: 'fail', code: 'oidc_id_token_audience_mismatch' },
        ...{ expected: 'client-2', received: idp.clientId },
      }),
    )
  })

  it('is refused once it has expired, unless it is judged earlier', async () => {
    const late = { now: new Date('2026-01-02T12:00:00Z') }
    const [args, host] = against(scene)
    const refused = await inspectedJson(scene.token, args, { ...host, ...late })
    expect(refused.report.failure.code).toBe('oidc_id_token_expired')
    expect(refused.report.notes.join(' ')).toContain('--at')
    const earlier = [...args, '--at', '2026-01-01T12:00:30Z']
    expect((await inspectedJson(scene.token, earlier, { ...host, ...late })).exitCode).toBe(0)
  })

  it('is not judged without keys: a connection that never was active has none', async () => {
    const { id } = await scene.sso.connections.create(
      {
        ...{ organizationId: 'org_1', protocol: 'oidc', secrets: scene.idp.secrets },
        settings: scene.idp.settings,
      },
      asSystem,
    )
    const { sso } = scene
    const { exitCode, report } = await inspectedJson(
      scene.token,
      ...against({ sso, connectionId: id }),
    )
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('oidc_keys_unavailable')
    expect(statusesOf(report)).not.toContain('pass')
  })

  it('is not judged with keys that were stored for another issuer', async () => {
    const other = await signedInScene()
    const { connections } = other.storage
    const [loaded] = await connections.load({ id: other.connectionId })
    const trust = loaded?.record.connection.trust
    const { metadata, jwks } = (trust?.document ?? {}) as { metadata: object; jwks: object }
    const document = { metadata: { ...metadata, issuer: 'https://before.example.com' }, jwks }
    const next = { checkedAt: '2026-01-01T12:00:01.000Z', document: document as never }
    const saved = connections.saveTrust(other.connectionId, trust?.checkedAt ?? null, next, null)
    expect(await saved).toBe('saved')
    const { exitCode, report } = await inspectedJson(other.token, ...against(other))
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe('oidc_keys_unavailable')
  })

  it('says which claim is missing, and that userinfo may have it', async () => {
    const input = { claims: { require: ['costCentre'] } }
    const strict = await signedInScene(
      { people: [{ sub: 'ann', email: 'ann@example.com', costCentre: '42' }], isThin: true },
      { input },
    )
    const open = await inspectedJson(strict.token, ...against(strict))
    expect(open.exitCode).toBe(0)
    expect(open.report.notes.join(' ')).toContain('A sign-in would ask userinfo for it.')
    expect(statusesOf(open.report)).toMatchObject({ claims: 'unknown' })
  })

  it('hides the person with --redact, and nothing technical', async () => {
    const [args, host] = against(scene)
    const open = await inspectedText(scene.token, args, host)
    expect(open.stdout).toContain('ann@example.com')
    const { stdout } = await inspectedText(scene.token, [...args, '--redact'], host)
    expect(stdout).not.toContain('ann')
    expect(stdout).toContain(scene.idp.issuer)
  })
})

/** The token of a sign-in with a defect, which fails of course. */
async function tokenWith(defect: OidcDefect): Promise<string> {
  const { idp, sso, connectionId, token } = scene
  const before = token
  idp.tamper(defect)
  try {
    const start = await sso.startLogin({ connectionId })
    const answer = await idp.authorize(start.url)
    const code = answer.fields.get('code') ?? ''
    expect(code).not.toBe('')
    const request = answer.toRequest(start.setCookie.map((one) => one.split(';')[0]).join('; '))
    await sso.handler(request)
  } finally {
    idp.tamper()
  }
  const spoilt = scene.lastToken()
  expect(spoilt).not.toBe(before)
  return spoilt
}

describe('an ID token by itself', () => {
  const claims = { iss: 'https://idp.example.com', sub: 'ann', aud: 'client-1' }
  const times = { iat: now.getTime() / 1000 - 10, exp: now.getTime() / 1000 + 300 }

  it('is decoded, and checked for what needs no connection', async () => {
    const { exitCode, report } = await inspectedJson(signedToken({ ...claims, ...times }), [], {
      now,
    })
    // Nothing was found wrong, and anybody may have made it: no script may take that for a success.
    expect(exitCode).toBe(3)
    expect(report.status).toBe('unknown')
    expect(report.failure).toBeUndefined()
    expect(statusesOf(report)).toMatchObject({
      ...{ id_token_form: 'pass', id_token_algorithm: 'pass', id_token_times: 'pass' },
      ...{ id_token_signature: 'unknown', id_token_issuer: 'unknown', nonce: 'unknown' },
    })
    expect(report.notes.join(' ')).toContain('signature was not verified')
  })

  it.each([
    ['expired', { ...claims, ...times, exp: times.iat - 60 }, {}, 'oidc_id_token_expired'],
    [
      'without a subject',
      { ...claims, ...times, sub: undefined },
      {},
      'oidc_id_token_claims_invalid',
    ],
    ['an access token', { ...claims, ...times }, { typ: 'at+jwt' }, 'oidc_id_token_kind_refused'],
    ['not signed', { ...claims, ...times }, { alg: 'none' }, 'oidc_id_token_algorithm_refused'],
  ])('is refused: %s', async (_what, payload, header, code) => {
    const { exitCode, report } = await inspectedJson(signedToken(payload, header), [], { now })
    expect(exitCode).toBe(3)
    expect(report.failure.code).toBe(code)
  })

  it('is taken out of a token response, of which nothing else is shown', async () => {
    const answer = { access_token: 'secret-access', refresh_token: 'secret-refresh' }
    const response = JSON.stringify({ ...answer, id_token: signedToken({ ...claims, ...times }) })
    const { exitCode, stdout } = await inspectedText(response, [], { now })
    expect(exitCode).toBe(3)
    expect(stdout).toContain('its signature was not')
    expect(stdout).not.toContain('secret-')
  })

  it('is taken out of a posted form', async () => {
    const form = new URLSearchParams({
      state: 'secret-state',
      id_token: signedToken({ ...claims, ...times }),
    })
    const { exitCode, stdout } = await inspectedText(form.toString(), [], { now })
    expect(exitCode).toBe(3)
    expect(stdout).not.toContain('secret-state')
  })
})
