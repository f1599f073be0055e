import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { systemActor } from '../../../src/index.ts'
import { createMockSamlIdp } from '../../../src/testing/saml/index.ts'
import { certificates } from '../../support/saml-certificates.ts'
import { createScene } from './scene.ts'

it('M4 a check tells of metadata with no usable key, and of everything else', async () => {
  const idp = createMockSamlIdp()
  const weak = idp
    .metadata()
    .replaceAll(/(X509Certificate>)[^<]+/g, (_, tag: string) => tag + certificates.weak)
  const headers = { 'content-type': 'application/samlmetadata+xml' }
  let metadata = idp.metadata()
  const scene = await createScene({
    settings: { ...idp.settings, metadataUrl: idp.entityId },
    config: { fetch: async () => new Response(metadata, { headers }) },
  })
  metadata = weak
  const { checks } = await scene.sso.connections.check(scene.connectionId, { actor: systemActor })
  const found = (name: string) => checks.find((check) => check.name === name)
  const digest = createHash('sha256').update(Buffer.from(certificates.weak, 'base64')).digest('hex')
  const pairs = (digest.toUpperCase().match(/../g) ?? []).join(':')
  expect(found('metadata_changes')).toMatchObject({
    ...{ status: 'warn', received: expect.stringContaining(`new: SHA-256 ${pairs.slice(0, 11)}`) },
  })
  // Sign-ins go on with the certificate that is known.
  expect(found('signing_certificates')).toMatchObject({ status: 'pass' })
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([])
})
