import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../src/index.ts'
import { saml, type SamlKeyPair } from '../../src/saml/index.ts'
import { createMockKeyPair, createMockSamlIdp } from '../../src/testing/saml/index.ts'
import type { FinishContext, ProviderAnswer, StartContext } from '../../src/types/provider.ts'
import { certificates, pemOf } from '../support/saml-certificates.ts'

/* What the host hands over is looked at when it starts: whoever signs in cannot mend it. */

const { privateKey, certificate } = createMockKeyPair()
const own: SamlKeyPair = { privateKey, certificate }

const acsUrl = 'https://app.example.com/sso/con_1/acs'
const entityId = 'https://app.example.com/sso/con_1/metadata'

/** At an identity provider that wants signed requests, and encrypts. */
async function signIn(pair: SamlKeyPair): Promise<ProviderAnswer> {
  const serviceProvider = {
    ...{ entityId, acsUrl, signingCertificates: [certificate], encryptionCertificate: certificate },
  }
  const idp = createMockSamlIdp({
    ...{ encrypts: true, wantsSignedRequests: true, serviceProviders: [serviceProvider] },
  })
  const context = {
    ...{
      settings: idp.settings,
      claims: { require: [] },
      urls: { acs: acsUrl, metadata: entityId },
    },
    ...{ trust: {}, now: () => new Date(), options: {}, handle: 'handle', reserve: async () => {} },
  } as unknown as StartContext & FinishContext
  const provider = saml({ keys: [pair] })
  const start = await provider.startLogin(context)
  const answer = idp.respondTo(start)
  const message = { method: 'POST' as const, parameters: new Map(answer.fields) }
  return provider.finishLogin({ ...context, flow: start.flow, message })
}

const issuesOf = (keys: readonly SamlKeyPair[]) => {
  try {
    saml({ keys })
    return []
  } catch (error) {
    if (!isSsoError(error, 'config_invalid')) throw error
    expect(error.toJSON()).not.toContain(privateKey.slice(40, 80))
    for (const { message } of error.issues ?? []) expect(error.message).toContain(message)
    return error.issues?.map(({ path, message }) => [path, message])
  }
}

describe('our own key pairs', () => {
  it.each([
    ['as openssl writes it', (pem: string) => pem],
    [
      'with line breaks in words, out of an environment variable',
      (pem: string) => pem.replaceAll('\n', '\\n'),
    ],
    ['on one line, out of a form', (pem: string) => pem.replaceAll('\n', ' ')],
    ['below the attributes that openssl pkcs12 prints', (pem: string) => `Bag Attributes\n${pem}`],
    ['above its certificate', (pem: string) => `${pem}${certificate}`],
  ])('sign and decrypt, the private key %s', async (_, spelled) => {
    const { subject } = await signIn({ privateKey: spelled(privateKey), certificate })
    expect(subject).toBe('ann@example.com')
  })

  const notTime = [['keys.0.activeFrom', 'This is not a time.']]
  const notKey = [['keys.0.privateKey', 'This is not a private key.']]
  const notRsa = [['keys.0.certificate', 'This is not a certificate of an RSA key.']]

  it.each<[string, Partial<SamlKeyPair>, readonly (readonly string[])[]]>([
    ['no text', { privateKey: undefined as unknown as string }, notKey],
    ['an empty key', { privateKey: '' }, notKey],
    ['a certificate for a key', { privateKey: certificate }, notKey],
    ['another format', { privateKey: privateKey.replaceAll(' PRIVATE', ' RSA PRIVATE') }, notKey],
    ['a key that was cut off', { privateKey: privateKey.slice(0, 800) }, notKey],
    ['a key that is no Base64', { privateKey: privateKey.replace('\nM', '\n*') }, notKey],
    ['two keys', { privateKey: privateKey + privateKey }, notKey],
    ['a key for a certificate', { certificate: privateKey }, notRsa],
    ['an EC certificate', { certificate: pemOf(certificates.ec) }, notRsa],
    ['a day that is none', { activeFrom: new Date('soon') }, notTime],
    ['a day as text', { activeFrom: '2027-01-01' as unknown as Date }, notTime],
  ])('are refused when the host starts: %s', (_, change, expected) => {
    for (const use of [{}, { use: 'signing' }] as const) {
      expect(issuesOf([{ ...own, ...use, ...change }])).toEqual(expected)
    }
  })

  it('S21 are four at most that decrypt, and any number that sign', () => {
    const many = Array.from({ length: 5 }, () => own)
    expect(issuesOf(many)).toEqual([['keys', 'More than 4 key pairs are for decryption.']])
    expect(issuesOf(many.slice(1))).toEqual([])
    expect(issuesOf(many.map((pair) => ({ ...pair, use: 'signing' })))).toEqual([])
  })
})
