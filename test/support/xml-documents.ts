import fc from 'fast-check'

/** Any character, and more often those that are written as references. */
const unit = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(...'&<>"\'\t\n\r]') },
)

const attribute = fc
  .tuple(
    fc.constantFrom('x', 'y', 'p:x', 'q:y', 'xml:lang', '\u{FA10}', '\u{10000}'),
    fc.string({ unit, maxLength: 8 }),
  )
  .map(([name, value]) => ({ name, value }))
const text = fc.string({ unit, maxLength: 12 })

/** Characters that XML has no place for, as U+FFFD; markup as references. */
export const escapeXml = (value: string): string =>
  value
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => `&#${character.codePointAt(0)};`)

/** Well-formed elements with declarations, attributes, text and children, also repeated ones. */
function elements(depth: number): fc.Arbitrary<string> {
  return fc
    .record({
      name: fc.constantFrom('a', 'p:a', 'q:b', 'b', 'é', 'p:\u{10000}'),
      declarations: fc.uniqueArray(
        fc.constantFrom(' xmlns=""', ' xmlns="urn:1"', ' xmlns:p="urn:2"', ' xmlns:q="urn:3"'),
        { selector: (declaration) => declaration.split('=')[0] },
      ),
      attributes: fc.uniqueArray(attribute, { selector: ({ name }) => name, maxLength: 3 }),
      before: text,
      children: depth === 0 ? fc.constant([]) : fc.array(elements(depth - 1), { maxLength: 3 }),
      // Deeper ones would come to more than the ceilings allow.
      times: depth === 0 ? fc.integer({ min: 1, max: 2 }) : fc.constant(1),
    })
    .map(({ name, declarations, attributes, before, children, times }) => {
      const written = attributes.map((one) => ` ${one.name}="${escapeXml(one.value)}"`).join('')
      const inside = `${escapeXml(before)}${children.join('')}`
      return `<${name}${declarations.join('')}${written}>${inside}</${name}>`.repeat(times)
    })
}

/** Documents with two prefixes declared around everything. */
export const wellFormedXml: fc.Arbitrary<string> = elements(3).map(
  (inside) => `<r xmlns:p="urn:p" xmlns:q="urn:q">${inside}</r>`,
)
