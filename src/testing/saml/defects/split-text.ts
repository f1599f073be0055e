import { replaceAt, withContent } from '../tree.ts'
import type { Variation } from '../variation.ts'
import { cdata, comment, type Content, type MockElement, raw } from '../xml.ts'

/**
 * Values cut in pieces by markup that canonical XML leaves out or turns into text, so that the
 * signature stays right (VU#475445). A verifier refuses them or reads the complete text: never a part.
 */
export type SplitTextDefect =
  | 'comment_in_name_id'
  | 'comment_in_issuer'
  | 'comment_in_audience'
  | 'comment_in_attribute_value'
  | 'comment_before_name_id_text'
  | 'cdata_in_name_id'
  | 'cdata_in_issuer'
  | 'cdata_in_audience'
  | 'cdata_in_attribute_value'
  | 'character_reference_in_name_id'

/** The same with what canonical XML keeps: signed like that, and always refused. */
export type InstructionDefect =
  | 'instruction_in_name_id'
  | 'instruction_in_issuer'
  | 'instruction_in_audience'
  | 'instruction_in_attribute_value'

const nameId = 'saml:Subject/saml:NameID'
const issuer = 'saml:Issuer'
const audience = 'saml:Conditions/saml:AudienceRestriction/saml:Audience'
const attributeValue = 'saml:AttributeStatement/saml:Attribute/saml:AttributeValue'

/** What the person is called whom the provider signed in; only the first part is somebody else. */
const FULL_NAME = 'ann@example.com.attacker.example.net'
const CUT = 'ann@example.com'.length

/** The text of the elements at a path in two pieces, from a position on. */
function splitAt(
  path: string,
  split: (start: string, end: string) => Content,
  at: (text: string) => number = (text) => Math.floor(text.length / 2),
) {
  return (assertion: MockElement): MockElement =>
    replaceAt(assertion, path, (one) => {
      const [only, another] = one.children
      if (!only || another || !('written' in only)) throw new Error('it was split before')
      const text = only.written
      return withContent(one, split(text.slice(0, at(text)), text.slice(at(text))))
    })
}

const withComment = (start: string, end: string): Content => [start, comment('x'), end]
const withCdata = (start: string, end: string): Content => [start, cdata(end)]
const withInstruction = (start: string, end: string): Content => [start, raw('<?x y?>'), end]

const named = { facts: () => ({ nameId: FULL_NAME }) }

export const splitTextDefects: Readonly<Record<SplitTextDefect, Variation>> = {
  comment_in_name_id: {
    rule: 'X4',
    description: 'A comment after the part of the NameID that is somebody else’s (CVE-2017-11427).',
    ...named,
    assertion: splitAt(nameId, withComment, () => CUT),
  },
  comment_in_issuer: {
    rule: 'X4',
    description: 'A comment in the Issuer.',
    assertion: splitAt(issuer, withComment),
  },
  comment_in_audience: {
    rule: 'X4',
    description: 'A comment in the Audience.',
    assertion: splitAt(audience, withComment),
  },
  comment_in_attribute_value: {
    rule: 'X4',
    description: 'A comment in every attribute’s value.',
    assertion: splitAt(attributeValue, withComment),
  },
  comment_before_name_id_text: {
    rule: 'X4',
    description: 'A comment in front of the NameID’s text, which is then no first child.',
    ...named,
    assertion: splitAt(nameId, withComment, () => 0),
  },
  cdata_in_name_id: {
    rule: 'X4',
    description: 'The second part of the NameID is a CDATA section.',
    ...named,
    assertion: splitAt(nameId, withCdata, () => CUT),
  },
  cdata_in_issuer: {
    rule: 'X4',
    description: 'The second part of the Issuer is a CDATA section.',
    assertion: splitAt(issuer, withCdata),
  },
  cdata_in_audience: {
    rule: 'X4',
    description: 'The second part of the Audience is a CDATA section.',
    assertion: splitAt(audience, withCdata),
  },
  cdata_in_attribute_value: {
    rule: 'X4',
    description: 'The second part of every attribute’s value is a CDATA section.',
    assertion: splitAt(attributeValue, withCdata),
  },
  character_reference_in_name_id: {
    rule: 'X4',
    description: 'The NameID’s @ is written as a character reference.',
    ...named,
    assertion: splitAt(
      nameId,
      (start, end) => [start, raw('&#x40;', '@'), end.slice(1)],
      (text) => text.indexOf('@'),
    ),
  },
}

export const instructionDefects: Readonly<Record<InstructionDefect, Variation>> = {
  instruction_in_name_id: {
    rule: 'X4',
    description: 'A processing instruction in the NameID.',
    ...named,
    assertion: splitAt(nameId, withInstruction, () => CUT),
  },
  instruction_in_issuer: {
    rule: 'X4',
    description: 'A processing instruction in the Issuer.',
    assertion: splitAt(issuer, withInstruction),
  },
  instruction_in_audience: {
    rule: 'X4',
    description: 'A processing instruction in the Audience.',
    assertion: splitAt(audience, withInstruction),
  },
  instruction_in_attribute_value: {
    rule: 'X4',
    description: 'A processing instruction in every attribute’s value: no value is left to map.',
    assertion: splitAt(attributeValue, withInstruction),
  },
}
