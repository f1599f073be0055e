import { afterAll, describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import type { XmlElement } from '../../../../src/saml/xml/node.ts'
import { readXml } from '../../../../src/saml/xml/read.ts'
import { verifySignature } from '../../../../src/saml/xml/signature.ts'
import { rsaPair, signingKeysOf } from '../../../support/verification.ts'
import { assertion, response, signature, signedAssertion } from '../../../support/xml-dsig.ts'
import { mutationSeed, xmlMutants } from '../../../support/xml-mutants.ts'
import { canonicalText } from '../../../support/xml-read.ts'
import { Workshop } from '../../../support/xmlsec.ts'
import { shapes } from './shapes.ts'

const pair = rsaPair()
const key = pair.privateKey
const signingKeys = await signingKeysOf(pair)
const seed = mutationSeed()
const workshop = new Workshop()
afterAll(() => workshop.remove())

const signedDocuments = [
  signedAssertion({ key }),
  response(signedAssertion({ key })),
  response(assertion(), signature({ key, canonical: response(assertion()), uri: '#_r' })),
]

function treeOf(bytes: Uint8Array): XmlElement | undefined {
  try {
    return readXml(bytes)
  } catch (error) {
    if (isSsoError(error, 'saml_xml_refused')) return undefined
    throw error
  }
}

describe(`X7 mutants of seed ${seed}`, () => {
  it('of signed documents give what was signed, or a typed refusal', async () => {
    const honest = new Set([assertion(), response(assertion())])
    let verified = 0
    let read = 0
    for (const mutant of xmlMutants({ seed, documents: signedDocuments, count: 5_000 })) {
      const root = treeOf(mutant)
      if (!root) continue
      read++
      const children = root.children.filter((child) => child.kind === 'element')
      for (const element of [root, ...children]) {
        const outcome = await verifySignature(element, { signingKeys, allowSha1: true })
        if ('issues' in outcome) continue
        verified++
        expect(honest, new TextDecoder().decode(mutant)).toContain(canonicalText(outcome.root))
      }
    }
    // Mutants that only touch what no signature covers must pass, or this would test nothing.
    expect(read).toBeGreaterThan(500)
    expect(verified).toBeGreaterThan(50)
  })

  it('X2 that libxml2 finds fault with are refused', () => {
    const documents = shapes
      .filter((_shape, index) => index % 17 === 0)
      .map((one) => one.document(''))
    for (const mutant of xmlMutants({ seed, documents, count: 400 })) {
      const root = treeOf(mutant)
      const text = new TextDecoder().decode(mutant)
      if (root) expect(workshop.faultsOf(text), text).toBe('')
    }
  })

  it('X2 that both read have the same canonical form', () => {
    const documents = shapes.map(({ document }) => document(''))
    const read: { text: string; ours: string }[] = []
    for (const mutant of xmlMutants({ seed, documents, count: 2_000 })) {
      const root = treeOf(mutant)
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(mutant)
      // xmllint keeps comments, and writes what stands before the root.
      if (root && !/<!--|<\?/.test(text)) read.push({ text, ours: canonicalText(root) })
    }
    expect(read.length).toBeGreaterThan(100)
    const theirs = workshop.canonicalize(read.map(({ text }) => text))
    if (read.map(({ ours }) => ours).join('') === theirs) return
    for (const { text, ours } of read) {
      // libxml2 canonicalizes nothing that has an ill-formed URI as a namespace, in a host's port too.
      const alone = workshop.canonicalize([text])
      if (alone !== '') expect(ours).toBe(alone)
    }
  })
})
