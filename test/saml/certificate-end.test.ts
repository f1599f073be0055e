import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { saml } from '../../src/saml/index.ts'
import { createMockKeyPair } from '../../src/testing/saml/key-pair.ts'

const provider = saml()
const endOf = (signingCertificates: readonly string[]) =>
  provider.certificatesEndAt?.({ signingCertificates: [...signingCertificates] }, undefined)

describe('certificatesEndAt', () => {
  const pair = (notAfter: string) =>
    createMockKeyPair({ notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date(notAfter) })
  const [early, late] = [pair('2025-01-01T00:00:00Z'), pair('2031-06-01T00:00:00Z')]

  it('names the end of the certificate that ends last, as OpenSSL reads it', () => {
    const expected = new Date(new X509Certificate(late.certificate).validTo)
    expect(endOf([late.certificate, early.certificate])).toEqual(expected)
    expect(endOf([early.certificate, late.certificate])).toEqual(expected)
    expect(endOf([early.certificate])).toEqual(new Date('2025-01-01T00:00:00Z'))
  })

  it('names none where there is no certificate', () => {
    expect(endOf([])).toBeUndefined()
  })
})
