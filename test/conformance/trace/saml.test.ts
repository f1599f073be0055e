import { describe, expect, it } from 'vitest'
import { systemActor, type TraceEntry } from '../../../src/index.ts'
import {
  createMockKeyPair,
  type SamlDefect,
  samlDefects,
  validSamlResponse,
} from '../../../src/testing/saml/index.ts'
import { arrive, createScene, type Scene, signIn } from '../saml/scene.ts'
import { expectTruthful } from './truth.ts'

/*
 * Every defect of the mock identity provider, brought to a sign-in. Which error it is refused with is
 * proved elsewhere; here the entry must show that error at its check, and tell the truth about the others.
 */

/** What an error says which check found. Kept by hand: the trace has a table of its own. */
const checkByCode: readonly (readonly [RegExp, string])[] = [
  [/^saml_(xml_refused|message_(malformed|unexpected))$/, 'message'],
  [/^saml_status_/, 'status'],
  [/^saml_assertion_/, 'assertion'],
  [/^saml_(decryption_|encryption_(refused|algorithm))/, 'decryption'],
  [/^saml_(signature_|digest_mismatch)/, 'signature'],
  [/^saml_version_refused$/, 'version'],
  [/^saml_issuer_mismatch$/, 'issuer'],
  [/^saml_audience_mismatch$/, 'audience'],
  [/^saml_destination_mismatch$/, 'destination'],
  [/^saml_recipient_mismatch$/, 'recipient'],
  [/^saml_subject_confirmation_missing$/, 'subject_confirmation'],
  [/^saml_in_response_to_mismatch$/, 'request'],
  [/^saml_condition_refused$/, 'conditions'],
  [/^saml_(expired|not_yet_valid|time_malformed)$/, 'times'],
  [/^saml_name_id_(missing|invalid)$/, 'name_id'],
  [/^saml_authn_statement_missing$/, 'authn_statement'],
  [/^saml_name_id_transient$/, 'name_id_format'],
  [/^saml_authentication_too_old$/, 'authentication_age'],
  [/^identity_claim_invalid$/, 'claims'],
  [/^login_replayed$/, 'single_use'],
]

/** What takes long to make, is too large for any callback, or needs a message of a certain length. */
const isLeftOut = (name: SamlDefect) =>
  /3_mb|50000|rsa_4096|certificates_3000|base64_with(out_padding|_stray_bits)/.test(name)
/** Read completely, so that the sign-in goes on. */
const isHarmless = (name: SamlDefect) =>
  /^(comment|cdata)_(in_(name|iss|aud|attr)|before)|^character_reference_in_name/.test(name)

const names = (Object.keys(samlDefects) as SamlDefect[]).filter((name) => !isLeftOut(name))
const { certificate } = createMockKeyPair()
const [privateKey = ''] = validSamlResponse().expected.decryptionKeys ?? []

async function attempt(scene: Scene) {
  const outcome = await signIn(scene, { maxAge: 3600 })
  await scene.settled()
  scene.clock.advance(1)
  return outcome
}

const newestOf = async ({ sso, connectionId }: Scene): Promise<TraceEntry | undefined> =>
  (await sso.connections.trace(connectionId, { actor: systemActor, limit: 1 }))[0]

const keys = [{ privateKey, certificate }]
/** Encryption is none of the honest sign-in's business. */
const ofEncryption = ['decryption']
/** A mapped attribute with elements in it is found together with the NameID, before these are done. */
const afterMapping = ['name_id_format', 'authentication_age', 'single_use']

describe('the trace of a sign-in with SAML', () => {
  it.each(names)('%s', async (name) => {
    const isWithoutKey = name === 'encrypted_without_our_having_a_key'
    const scene = await createScene(isWithoutKey ? {} : { saml: { keys } })
    await attempt(scene)
    const honest = await newestOf(scene)
    scene.idp.tamper(name)
    const { error, login } = await attempt(scene)
    const entry = await newestOf(scene)
    expect(entry?.id).not.toBe(honest?.id)
    if (isHarmless(name)) {
      expect(login).toBeDefined()
      expect(entry?.checks).toEqual(honest?.checks)
      return
    }
    const { code = '' } = error ?? {}
    const [, check = 'none'] = checkByCode.find(([codes]) => codes.test(code)) ?? []
    const isOfMapping = name === 'instruction_in_attribute_value'
    const unknown = [...ofEncryption, ...(isOfMapping ? afterMapping : [])]
    expectTruthful(entry, { honest, check, code, unknown })
    expect(JSON.stringify(entry?.checks)).not.toMatch(/Ann|Example|ann@|mallory|Mallory|staff/)
  })

  it('shows all findings of one message beside each other, and what passed', async () => {
    const scene = await createScene()
    scene.idp.tamper('audience_wrong', 'conditions_expired')
    await attempt(scene)
    const entry = await newestOf(scene)
    const of = (name: string) => entry?.checks.find((check) => check.name === name)
    expect(of('audience')).toMatchObject({
      status: 'fail',
      code: 'saml_audience_mismatch',
      expected: scene.urls.spEntityId,
      received: 'https://other-app.example.com/metadata',
    })
    expect(of('times')).toMatchObject({ status: 'fail', code: 'saml_expired' })
    const passed = ['signature', 'issuer', 'destination', 'request', 'recipient', 'name_id']
    expect(passed.map((name) => of(name)?.status)).toEqual(passed.map(() => 'pass'))
    const later = ['name_id_format', 'single_use', 'claims', 'session']
    expect(later.map((name) => of(name)?.status)).toEqual(later.map(() => 'skipped'))
  })

  /** An answer that nobody asked for, so that the provider can be told how to encrypt it. */
  async function arriveUnasked(encrypts: boolean) {
    const ours = createMockKeyPair()
    const settings = { idpInitiated: 'accept' }
    const scene = await createScene({ saml: { keys: [ours] }, settings, provider: { encrypts } })
    const { certificate: encryptionCertificate } = ours
    const start = () =>
      scene.idp.start({ serviceProvider: { ...scene.application, encryptionCertificate } })
    await arrive(scene, start().toRequest())
    await scene.settled()
    const honest = await newestOf(scene)
    scene.clock.advance(1)
    scene.idp.tamper('audience_wrong')
    await arrive(scene, start().toRequest())
    await scene.settled()
    return { honest, entry: await newestOf(scene) }
  }

  it('T4 quotes nothing that was decrypted before every check has passed', async () => {
    const { honest, entry } = await arriveUnasked(true)
    expect(honest).toMatchObject({ outcome: 'signed_in', initiatedBy: 'idp' })
    const statusOf = (name: string) => honest?.checks.find((check) => check.name === name)?.status
    expect(['flow', 'decryption', 'signature'].map(statusOf)).toEqual(['skipped', 'pass', 'pass'])
    expect(entry?.checks).toContainEqual({
      ...{ name: 'audience', status: 'fail', code: 'saml_audience_mismatch' },
      expected: expect.any(String),
      hint: expect.any(String),
    })
    expect(JSON.stringify(entry)).not.toContain('other-app.example.com')
    // Where nothing had to be decrypted, it is what an admin needs.
    expect(JSON.stringify((await arriveUnasked(false)).entry)).toContain('other-app.example.com')
  })
})
