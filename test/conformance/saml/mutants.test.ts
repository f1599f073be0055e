import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../src/errors.ts'
import type { VerifiedAssertion } from '../../../src/saml/types.ts'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import { mutate, randomFrom } from '../../support/saml-mutants.ts'
import { expected, samlResponseXml, spKey, toForm } from '../../support/saml-response.ts'
import { encryptXml } from '../../support/xml-encryption.ts'

/** `SAML_MUTANTS_SEED=… vitest run --project conformance mutants` repeats a run. */
const seed = Number(process.env.SAML_MUTANTS_SEED ?? Date.now() % 2 ** 31)
const expectations = { ...expected, decryptionKeys: [spKey.privateKey] }

const honest = {
  'signed assertion': [7000, samlResponseXml()],
  'signed response': [6000, samlResponseXml({ sign: 'response' })],
  'both signed': [5000, samlResponseXml({ sign: 'both' })],
  'encrypted, signed inside': [1000, samlResponseXml({ wrap: (xml) => encryptXml(xml) })],
  'encrypted, signed outside': [
    1000,
    samlResponseXml({
      sign: 'response',
      wrap: (xml) => encryptXml(xml, { content: 'aes-128-cbc', placement: 'retrieved' }),
    }),
  ],
} as const

/** CPU seconds, so that a busy machine does not count. */
const MAX_SECONDS = 1

const outcomeOf = async (form: string): Promise<VerifiedAssertion | string> => {
  try {
    return await verifyResponse(form, expectations)
  } catch (error) {
    return isSsoError(error) ? error.code : `untyped: ${String(error)}`
  }
}

describe(`mutants of honest responses (seed ${seed})`, () => {
  it.each(Object.entries(honest))(
    'S1 X7 never change who is signed in: %s',
    async (_, [count, xml]) => {
      const random = randomFrom(seed)
      const original = await outcomeOf(toForm(xml))
      expect(original).toMatchObject({ nameId: 'ann' })
      const codes = new Map<string, number>()
      for (let number = 0; number < count; number++) {
        const mutant = mutate(xml, random)
        const before = process.cpuUsage()
        const outcome = await outcomeOf(toForm(mutant))
        const { user, system } = process.cpuUsage(before)
        const code = typeof outcome === 'string' ? outcome : 'accepted'
        codes.set(code, (codes.get(code) ?? 0) + 1)
        const isFast = (user + system) / 1e6 < MAX_SECONDS
        const isTyped = code === 'accepted' || code.startsWith('saml_')
        const isSame = typeof outcome === 'string' || isEqual(outcome, original)
        if (!isFast || !isTyped || !isSame) {
          expect.fail(`${code}, ${user + system} µs, mutant ${number}: ${mutant}`)
        }
      }
      // The changes reach every layer, and do not only break the XML.
      expect(codes.get('accepted')).toBeGreaterThan(0)
      expect(codes.size).toBeGreaterThan(5)
    },
  )
})

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
