import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError } from '../../../../src/errors.ts'
import { certificates } from '../../../support/saml-certificates.ts'
import { entities, idpMetadataXml, key } from '../../../support/saml-metadata.ts'
import { now, parse } from './scene.ts'

const honest = [
  idpMetadataXml(),
  `<?xml version="1.0" encoding="UTF-8"?>\n${idpMetadataXml({ keys: key(certificates.ec) })}`,
  entities(
    `${idpMetadataXml()}<!-- x -->${idpMetadataXml({ entityId: 'urn:b' })}`,
    ' Name="a&amp;b"',
  ),
  idpMetadataXml({
    after: '<md:Organization xml:lang="de">ä&#228;<![CDATA[<&amp;]]>\r\n</md:Organization>',
  }),
]

const fragments = [
  ...['<', '>', '&', '"', "'", '/', '=', ' ', '\n', '\r', '\t', ':', '\u0000', '\u{fffe}', 'é'],
  ...['<!--', '-->', '<![CDATA[', ']]>', '<?x', '?>', '<!DOCTYPE x>', '&amp;', '&#13;', '&x;'],
  ...['</md:IDPSSODescriptor>', '<md:IDPSSODescriptor>', 'xmlns="urn:x"', ' use="signing"', '/>'],
  ...['entityID="urn:evil"', '__proto__', 'constructor', key(certificates.second)],
]

/** Up to four cuts, insertions and doublings of an honest document. */
const mutant = fc
  .record({
    base: fc.constantFrom(...honest),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(12),
        insert: fc.oneof(
          fc.constant(''),
          fc.constantFrom(...fragments),
          fc.string({ maxLength: 3 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ base, edits }) =>
    edits.reduce((xml, { at, cut, insert }) => {
      const index = Math.floor(at * xml.length)
      return xml.slice(0, index) + insert + xml.slice(index + cut)
    }, base),
  )

const RUNS = 4000

describe('mutants of honest metadata', () => {
  it.each(honest)('X2 begin with documents that two parsers read alike: %#', (xml) => {
    const entityId = 'https://idp.example.com/metadata'
    expect(parse(xml, { entityId }).ssoEndpoints).toHaveLength(1)
  })

  it('X7 give metadata or a typed error', () => {
    fc.assert(
      fc.property(mutant, (xml) => {
        try {
          const { entityId, signingCertificates, ssoEndpoints } = parse(xml, { now })
          expect(entityId).not.toBe('')
          expect(signingCertificates.length).toBeGreaterThan(0)
          expect(ssoEndpoints.length).toBeGreaterThan(0)
        } catch (error) {
          if (!isSsoError(error)) throw error
          expect(error.code).toMatch(/^saml_/)
          // T4: no content of the document.
          expect(JSON.stringify(error)).not.toContain(certificates.first.slice(40, 80))
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('X7 of any other text give a typed error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parse(text)
        } catch (error) {
          expect(isSsoError(error)).toBe(true)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
