import { describe } from 'vitest'
import { type ConnectionInput, type SamlSettings, systemActor } from '../../../src/index.ts'
import { samlUrls, spMetadata } from '../../../src/saml/index.ts'
import {
  createMockKeyPair,
  createMockSamlIdp,
  type MockSamlOptions,
  type SamlDefect,
} from '../../../src/testing/saml/index.ts'
import { baseUrl } from '../../support/harness.ts'
import { arrive, createScene, type SceneOptions, signIn } from '../saml/scene.ts'
import { samlCases } from './cases-saml.ts'
import { checked, failure, itRecognises, refusal } from './findings.ts'

const actor = { actor: systemActor }
const metadataUrl = 'https://idp.example.com/metadata'
const key = createMockKeyPair()

/** A sign-in with this done wrong by the provider. */
const tampered =
  (...defects: readonly SamlDefect[]) =>
  async () => {
    const findings = defects.map(async (defect) => {
      const scene = await createScene()
      scene.idp.tamper(defect)
      return failure(signIn(scene))
    })
    return Promise.all(findings)
  }

/** What an admin uploads in place of the right metadata. */
const uploaded = (change: (metadata: string) => string) => async () => {
  const { sso, idp } = await createScene()
  const settings = { metadataXml: change(idp.metadata()) }
  const input = { organizationId: 'org_1', protocol: 'saml', settings }
  return [await refusal(sso.connections.create(input, actor))]
}

/** The address of the metadata answers otherwise than when it was entered. */
const moved = (name: string, answer: () => Response) => async () => {
  const idp = createMockSamlIdp()
  let isMoved = false
  const fetch: typeof globalThis.fetch = async (...args) =>
    isMoved ? answer() : idp.fetch(...args)
  const scene = await createScene({
    config: { fetch },
    settings: { ...idp.settings, metadataUrl },
  })
  isMoved = true
  return [await checked(scene, name)]
}

/** A sign-in that the provider starts, encrypted for this certificate. */
async function encrypted(certificate: string, options: SceneOptions) {
  const provider: MockSamlOptions = { encrypts: true }
  const settings = { idpInitiated: 'accept' }
  const scene = await createScene({ ...options, provider, settings })
  const serviceProvider = { ...scene.application, encryptionCertificate: certificate }
  return [await failure(arrive(scene, scene.idp.start({ serviceProvider }).toRequest()))]
}

/** The check of a connection with these settings. */
const configured = (settings: Partial<SamlSettings>, name: string) => async () => [
  await checked(await createScene({ settings }), name),
]

const signedIn =
  (input: Partial<ConnectionInput>, settings: object, facts: object = {}) =>
  async () => {
    const scene = await createScene({ input, settings })
    return [await failure(signIn(scene, { facts }))]
  }

describe('a SAML connection that does not work', () => {
  itRecognises(samlCases, {
    'metadata-html': uploaded(() => '<!doctype html><html><body>Sign in</body></html>'),
    'metadata-of-an-application': uploaded(() =>
      spMetadata({}, samlUrls({ baseUrl, connectionId: 'con_1' }), []),
    ),
    'metadata-of-another-tenant': moved('entity_id', () => {
      const entityId = 'https://idp.example.com/tenants/2'
      return new Response(createMockSamlIdp({ entityId }).metadata(), {
        headers: { 'content-type': 'application/xml' },
      })
    }),
    'metadata-gone': moved(
      'metadata',
      () => new Response('', { status: 404, headers: { 'content-type': 'application/xml' } }),
    ),
    'metadata-expired': uploaded((xml) =>
      xml.replace(
        '<md:EntityDescriptor ',
        '<md:EntityDescriptor validUntil="2020-01-01T00:00:00Z" ',
      ),
    ),

    async 'certificate-rotated'() {
      const scene = await createScene({ settings: { metadataUrl } })
      scene.idp.rotateKeys()
      return [await failure(signIn(scene)), await checked(scene, 'metadata_changes')]
    },
    async 'certificate-expired'() {
      const expired = createMockKeyPair({ notAfter: new Date('2025-12-01T00:00:00Z') })
      const scene = await createScene({ provider: { key: expired } })
      return [await checked(scene, 'signing_certificates')]
    },
    async 'certificate-weak'() {
      const { sso } = await createScene()
      const weak = createMockSamlIdp({ key: createMockKeyPair({ type: 'rsa-1024' }) })
      const input = { organizationId: 'org_1', protocol: 'saml' }
      const inputs = [{ metadataXml: weak.metadata() }, { ...weak.settings }]
      return Promise.all(
        inputs.map((settings) => refusal(sso.connections.create({ ...input, settings }, actor))),
      )
    },
    'response-unsigned': tampered('unsigned'),
    'sha1-signature': tampered('rsa_sha1'),
    'encrypted-without-key': () => encrypted(key.certificate, {}),
    'encrypted-for-another-key': () =>
      encrypted(createMockKeyPair().certificate, { saml: { keys: [key] } }),
    'encryption-required': configured({ requireEncryption: true }, 'decryption'),
    'requests-must-be-signed': configured({ requireSignedRequests: true }, 'request_signing'),

    'acs-wrong': tampered('recipient_wrong', 'destination_wrong'),
    'audience-mistyped': tampered('audience_wrong'),
    async 'idp-entity-id-wrong'() {
      const scene = await createScene({
        settings: { idpEntityId: 'https://idp.example.com/other' },
      })
      return [await failure(signIn(scene))]
    },
    async 'idp-initiated-off'() {
      const scene = await createScene()
      const answer = scene.idp.start({ serviceProvider: scene.application })
      return [await failure(arrive(scene, answer.toRequest()))]
    },

    'name-id-not-email': signedIn({}, { requireEmailNameId: true }, { nameId: 'ann' }),
    'name-id-transient': tampered('name_id_transient'),
    'attribute-missing': signedIn({ claims: { email: 'email', require: ['department'] } }, {}),
    async 'saml-user-not-assigned'() {
      const facts = { statusCode: 'Responder', subStatusCode: 'RequestDenied' }
      return [await failure(signIn(await createScene(), { facts }))]
    },

    'saml-clock': tampered('conditions_not_yet_valid', 'conditions_expired'),
    async 'force-authn-ignored'() {
      const scene = await createScene()
      scene.idp.tamper('authentication_old')
      return [await failure(signIn(scene, { forceAuthn: true }))]
    },
  })
})
