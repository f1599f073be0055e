import { describe, expect, it } from 'vitest'
import {
  effectiveSettings,
  loadSamlTrust,
  remindOfSamlTrust,
  sharedAddressIssues,
} from '../../src/saml/trust.ts'
import { createMockSamlIdp } from '../../src/testing/saml/index.ts'
import type { SamlSettings } from '../../src/types/connection.ts'
import type { JsonObject } from '../../src/types/json.ts'
import type { ProviderContext } from '../../src/types/provider.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'
import { createTestKeyPair } from '../support/saml-keys.ts'
import { idpMetadataXml } from '../support/saml-metadata.ts'
import { signMetadata } from '../support/signed-metadata.ts'

const contextOf = (settings: object, xml: string, document?: JsonObject): ProviderContext =>
  ({
    settings,
    trust: { document },
    fetch: async () => ({ status: 200, text: async () => xml }),
    allowsHttp: () => false,
    now: () => new Date(),
  }) as unknown as ProviderContext

describe('loadSamlTrust', () => {
  it('M4 tells of metadata whose only key is unusable, and keeps what was trusted', async () => {
    const idp = createMockSamlIdp()
    const body = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '')
    const xml = idp
      .metadata()
      .replaceAll(body(idp.certificates[0] ?? ''), body(pemOf(certificates.weak)))
    expect(xml).toContain(body(pemOf(certificates.weak)))
    const settings = { ...idp.settings, metadataUrl: idp.entityId }
    const { document, notices } = await loadSamlTrust(contextOf(settings, xml))
    expect(document).toMatchObject({
      settings: { signingCertificates: idp.settings.signingCertificates },
    })
    const fingerprint = expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect(notices).toContainEqual({
      ...{ kind: 'change_needs_admin', added: [fingerprint], removed: [fingerprint] },
    })
  })
})

describe('what a refresh took over', () => {
  const idp = createMockSamlIdp()
  const settings = { ...idp.settings, metadataUrl: idp.entityId } as unknown as SamlSettings
  const ofSettings = { signingCertificates: settings.signingCertificates }
  idp.rotateKeys({ keepsOld: true })
  const takenOver = loadSamlTrust(contextOf(settings, idp.metadata()))

  it('M4 counts beside the settings that it was read for', async () => {
    const { document } = await takenOver
    expect(effectiveSettings(settings, document).signingCertificates).toHaveLength(2)
    expect(effectiveSettings(settings, undefined)).toMatchObject(ofSettings)
  })

  it.each<[string, Partial<SamlSettings>]>([
    ['the address', { metadataUrl: 'https://idp.example.com/elsewhere' }],
    ['the key that signs metadata', { metadataTrustKey: pemOf(certificates.first) }],
    ['the entityID', { idpEntityId: 'urn:other' }],
    ['the certificates', { signingCertificates: [pemOf(certificates.first)] }],
    ['the addresses', { ssoEndpoints: [] }],
    ['the addresses for logout', { sloEndpoints: [] }],
  ])('M4 is void once an admin changes nothing but %s', async (_what, change) => {
    const { document } = await takenOver
    const changed = { ...settings, ...change }
    const { signingCertificates } = changed
    expect(effectiveSettings(changed, document)).toMatchObject({ signingCertificates })
    const reminder = await remindOfSamlTrust(contextOf(changed, '', document))
    expect(reminder.document).toMatchObject({ settings: { signingCertificates } })
  })

  it('M4 stays what it was in what a reminder stores, and so does what waits', async () => {
    const { document } = await takenOver
    const stranger = createMockSamlIdp({ entityId: idp.entityId })
    const waiting = await loadSamlTrust(contextOf(settings, stranger.metadata(), document))
    expect(waiting.document).toMatchObject({ waiting: expect.any(String) })
    expect(await remindOfSamlTrust(contextOf(settings, '', waiting.document))).toEqual({
      ...{ document: waiting.document, notices: [] },
    })
  })
})

describe('a key that signs metadata', () => {
  const publisher = createTestKeyPair()
  const metadata = (certificate: keyof typeof certificates) =>
    idpMetadataXml({ entityAttributes: ' ID="_m"' }).replace(
      certificates.first,
      certificates[certificate],
    )
  const settings = {
    idpEntityId: 'https://idp.example.com/metadata',
    ...{ ssoEndpoints: [], sloEndpoints: [], signingCertificates: [pemOf(certificates.first)] },
    metadataUrl: 'https://idp.example.com/metadata',
    metadataTrustKey: publisher.certificate,
  }

  it('M2 is asked for at each refresh', async () => {
    for (const xml of [metadata('first'), signMetadata(metadata('first'), createTestKeyPair())]) {
      await expect(loadSamlTrust(contextOf(settings, xml))).rejects.toMatchObject({
        code: 'saml_metadata_unverified',
      })
    }
  })

  it('M4 brings other keys at once, which an address alone does not', async () => {
    const xml = signMetadata(metadata('second'), publisher)
    const { metadataTrustKey: _none, ...byAddress } = settings
    const certificatesOf = async (from: object) =>
      (await loadSamlTrust(contextOf(from, xml))).document
    expect(await certificatesOf(settings)).toMatchObject({
      settings: { signingCertificates: [pemOf(certificates.second)] },
    })
    expect(await certificatesOf(byAddress)).toMatchObject({
      settings: { signingCertificates: settings.signingCertificates },
    })
  })
})

describe('an address that several connections share', () => {
  it.each([
    [true, 'off', 0],
    [true, 'restart', 1],
    [true, 'accept', 1],
    [false, 'accept', 0],
  ] as const)('O2 takes no unsolicited answers: shared %s, %s', (isShared, idpInitiated, count) => {
    const context = { hasSharedCallback: isShared } as ProviderContext
    expect(sharedAddressIssues({ idpInitiated } as SamlSettings, context)).toHaveLength(count)
  })
})
