import { describe, expect, it } from 'vitest'
import { importSettings } from '../../src/saml/import-settings.ts'
import { createMockSamlIdp } from '../../src/testing/saml/index.ts'
import type { ImportContext } from '../../src/types/provider.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'

const idp = createMockSamlIdp()
const metadataTrustKey = pemOf(certificates.first)
const metadataUrl = idp.entityId

const context = (previous: ImportContext['previous']) =>
  ({
    previous,
    fetch: async () => ({ status: 200, text: async () => idp.metadata() }),
    allowsHttp: () => false,
    now: () => new Date(),
  }) as unknown as ImportContext

describe('importSettings', () => {
  it.each([
    ['metadataXml', { metadataXml: idp.metadata() }],
    ['metadataUrl', { metadataUrl }],
  ])(
    'M2 wants the signature of the trust key that was configured before: %s',
    async (path, input) => {
      expect(await importSettings(input, context({}))).toMatchObject({ idpEntityId: idp.entityId })
      for (const [edit, previous] of [
        [input, { metadataTrustKey }],
        [{ ...input, metadataTrustKey }, {}],
      ]) {
        await expect(importSettings(edit ?? {}, context(previous ?? {}))).rejects.toMatchObject({
          code: 'connection_invalid',
          issues: [{ path: `settings.${path}`, code: 'saml_metadata_unverified' }],
        })
      }
    },
  )

  it('M2 wants no signature any more in the edit that removes the trust key', async () => {
    const input = { metadataXml: idp.metadata(), metadataTrustKey: null }
    expect(await importSettings(input, context({ metadataTrustKey }))).toMatchObject({
      ...{ idpEntityId: idp.entityId, metadataTrustKey: null },
    })
    // A text that is no key removes nothing; that it is none, the settings say.
    const empty = { metadataXml: idp.metadata(), metadataTrustKey: '' }
    await expect(importSettings(empty, context({ metadataTrustKey }))).rejects.toMatchObject({
      issues: [{ code: 'saml_metadata_unverified' }],
    })
  })
})
