import { describe, expect, it } from 'vitest'
import { saml, type SamlOptions } from '../../src/saml/index.ts'
import { fixedClock } from '../../src/testing/clock.ts'
import {
  createMockKeyPair,
  createMockSamlIdp,
  type MockSamlOptions,
} from '../../src/testing/saml/index.ts'
import type { ResponseFacts } from '../../src/testing/saml/facts.ts'
import type { FinishContext, StartContext } from '../../src/types/provider.ts'

/* The provider alone: what the core decides before is decided here again. */

const entityId = 'https://app.example.com/sso/con_1/metadata'
const acsUrl = 'https://app.example.com/sso/con_1/acs'

interface Scene {
  readonly settings?: object
  readonly flow?: { readonly requestId: string; readonly [name: string]: unknown }
  readonly idp?: MockSamlOptions
  readonly facts?: Partial<ResponseFacts>
  readonly saml?: SamlOptions
  readonly encryptionCertificate?: string
}

function answerOf({ settings, flow, encryptionCertificate, ...scene }: Scene = {}) {
  const clock = fixedClock()
  const idp = createMockSamlIdp({ clock, ...scene.idp })
  const answer = idp.start({
    serviceProvider: {
      ...{ entityId, acsUrl },
      ...(encryptionCertificate === undefined ? {} : { encryptionCertificate }),
    },
    facts: { inResponseTo: flow?.requestId, ...scene.facts },
  })
  const reserved: Parameters<FinishContext['reserve']>[0][] = []
  const context = {
    settings: { ...idp.settings, idpInitiated: 'accept', ...settings },
    claims: { require: [] },
    urls: { acs: acsUrl, metadata: entityId, slo: 'https://app.example.com/sso/con_1/slo' },
    trust: { document: undefined },
    now: clock,
    handle: '',
    flow,
    message: { method: 'POST', parameters: new Map(answer.fields) },
    reserve: async (what: Parameters<FinishContext['reserve']>[0]) => void reserved.push(what),
  } as unknown as FinishContext
  const provider = saml(scene.saml)
  return { clock, answer, reserved, context, provider, finish: () => provider.finishLogin(context) }
}

describe('finishLogin', () => {
  it.each(['off', 'restart'])(
    'S20 takes no unsolicited answer where the connection says %s, whoever asks for it',
    async (idpInitiated) => {
      const { finish, reserved } = answerOf({ settings: { idpInitiated } })
      await expect(finish()).rejects.toMatchObject({ code: 'saml_unsolicited_refused' })
      expect(reserved).toEqual([])
    },
  )

  it.each([[{}, 60] as const, [{ clockToleranceSeconds: 300 }, 300] as const])(
    'S18 reserves an unsolicited answer for as long as it could be accepted: %j',
    async (settings, toleranceSeconds) => {
      const { answer, finish, reserved } = answerOf({ settings })
      await finish()
      const { assertionId, confirmationNotOnOrAfter } = answer.facts
      const end = Date.parse(confirmationNotOnOrAfter ?? '') + toleranceSeconds * 1000
      expect(reserved).toEqual([{ id: assertionId, expiresAt: new Date(end) }])
    },
  )

  it('S18 accepts nothing after the end of that reservation', async () => {
    const { clock, finish, reserved } = answerOf()
    await finish()
    const end = reserved[0]?.expiresAt.getTime() ?? 0
    clock.advance((end - clock().getTime()) / 1000)
    await expect(finish()).rejects.toMatchObject({ code: 'saml_expired' })
    expect(reserved).toHaveLength(1)
  })

  it('F1 refuses a flow that does not say since when a person had to sign in', async () => {
    const requestId = '_request'
    const requestedAt = fixedClock()().getTime()
    const complete = { requestId, maxAge: 0, requestedAt }
    expect(await answerOf({ flow: complete }).finish()).toMatchObject({
      subject: 'ann@example.com',
    })
    const { finish, reserved } = answerOf({ flow: { requestId, maxAge: 0 } })
    await expect(finish()).rejects.toMatchObject({ code: 'saml_authentication_too_old' })
    expect(reserved).toEqual([])
  })

  it('S21 requires encryption where the connection says so', async () => {
    const { finish } = answerOf({ settings: { requireEncryption: true } })
    await expect(finish()).rejects.toMatchObject({ code: 'saml_encryption_missing' })
  })

  it('S21 decrypts with the pairs that are for that', async () => {
    const { privateKey, certificate } = createMockKeyPair()
    const scene = { idp: { encrypts: true }, encryptionCertificate: certificate }
    const pair = { privateKey, certificate }
    for (const use of [{}, { use: 'encryption' }] as const) {
      const { finish } = answerOf({ ...scene, saml: { keys: [{ ...pair, ...use }] } })
      expect(await finish()).toMatchObject({ subject: 'ann@example.com' })
    }
    const { finish } = answerOf({ ...scene, saml: { keys: [{ ...pair, use: 'signing' }] } })
    await expect(finish()).rejects.toMatchObject({ code: 'saml_decryption_key_missing' })
  })

  it('S11 allows SHA-1 where the connection says so', async () => {
    const idp = { algorithm: 'rsa-sha1', digest: 'sha1' } as const
    const allow = { sha1: true }
    expect(await answerOf({ idp, settings: { allow } }).finish()).toHaveProperty('subject')
    await expect(answerOf({ idp }).finish()).rejects.toMatchObject({
      code: 'saml_signature_algorithm_refused',
    })
  })

  it('S15 tolerates what the connection says, and passes on the end of the session', async () => {
    const at = (seconds: number) =>
      new Date(fixedClock()().getTime() + seconds * 1000).toISOString()
    const facts = { confirmationNotOnOrAfter: at(-200), sessionNotOnOrAfter: at(3600) }
    const answer = await answerOf({ facts, settings: { clockToleranceSeconds: 300 } }).finish()
    expect(answer.session.expiresAt).toEqual(new Date(at(3600)))
    await expect(answerOf({ facts }).finish()).rejects.toMatchObject({ code: 'saml_expired' })
  })
})

describe('startLogin', () => {
  it('fails where the provider takes signed requests only and there is no key', async () => {
    const { provider, context } = answerOf({ settings: { requireSignedRequests: true } })
    const start = provider.startLogin({ ...context, options: {} } as unknown as StartContext)
    await expect(start).rejects.toMatchObject({ code: 'saml_request_key_missing' })
  })
})

describe('recognise', () => {
  it('S23 takes answers by POST only', () => {
    const parameters = new Map([['SAMLResponse', 'x']])
    expect(saml().recognise({ method: 'POST', parameters })).toEqual({ kind: 'answer' })
    expect(saml().recognise({ method: 'GET', parameters })).toBeUndefined()
    expect(saml().recognise({ method: 'POST', parameters: new Map() })).toBeUndefined()
  })
})

describe('trustBinding', () => {
  const settings = {
    idpEntityId: 'https://idp.example.com',
    ssoEndpoints: [{ binding: 'post', location: 'https://idp.example.com/sso' }],
    signingCertificates: ['a'],
  }
  const binding = (changes: object) =>
    JSON.stringify(saml().trustBinding({ ...settings, ...changes }))

  it.each([
    { idpEntityId: 'https://other.example.com' },
    { ssoEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }] },
    { ssoEndpoints: [{ binding: 'post', location: 'https://other.example.com/sso' }] },
    { acsUrl: 'https://old.example.com/acs' },
    { spEntityId: 'urn:old' },
  ])('T2 changes with %j', (changes) => {
    expect(binding(changes)).not.toBe(binding({}))
  })

  it('T2 does not change with keys, of which those that are left decide', () => {
    expect(binding({ signingCertificates: ['a', 'b'] })).toBe(binding({}))
  })
})
