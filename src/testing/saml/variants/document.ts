import { childrenNamed, insertAfter, replaceAt, withContent } from '../tree.ts'
import { ASSERTION, PROTOCOL, SCHEMA, SCHEMA_INSTANCE, XMLDSIG } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { comment, element, isElement, type MockElement, type MockNode, raw } from '../xml.ts'

/** How honest providers write XML and Base64. */
export type DocumentVariant =
  | 'xml_declaration'
  | 'byte_order_mark'
  | 'white_space_around'
  | 'pretty_printed'
  | 'empty_tags'
  | 'single_quotes'
  | 'attributes_on_lines'
  | 'comments_between_elements'
  | 'comment_before_document_element'
  | 'other_prefixes'
  | 'default_namespaces'
  | 'namespaces_on_response'
  | 'namespaces_repeated'
  | 'carriage_return_references'
  | 'line_breaks_in_values'
  | 'windows_line_ends'
  | 'base64_in_lines'
  | 'base64_with_windows_lines'

/** Elements on lines of their own, before anything is signed. */
function pretty(one: MockElement, depth: number): MockElement {
  if (!one.children.some(isElement)) return one
  const line = (level: number) => raw(`\n${'  '.repeat(level)}`)
  const lines = one.children.flatMap((child) => [
    line(depth + 1),
    isElement(child) && !isSigned(child) ? pretty(child, depth + 1) : child,
  ])
  return { ...one, children: [...lines, line(depth)] }
}

/** Neither a signature nor what it covers may change any more. */
function isSigned(one: MockElement): boolean {
  return one.namespace === XMLDSIG || childrenNamed(one, 'ds:Signature').length > 0
}

/** Changes every element of a tree, itself included. */
function everywhere(one: MockElement, change: (found: MockElement) => MockElement): MockElement {
  const visit = (node: MockNode) => (isElement(node) ? everywhere(node, change) : node)
  return change({ ...one, children: one.children.map(visit) })
}

/** The form value's Base64 in lines, as MIME has it. */
const inLines = (lineEnd: string) => (text: string) =>
  (text.match(/.{1,76}/g) ?? []).join(lineEnd) + lineEnd

const otherPrefixes: Readonly<Record<string, string>> = { samlp: 'p2', saml: 'a2' }

/** Line breaks of Base64 that XML does not turn into line feeds (Google, Santuario). */
const withReferences = (value: MockElement): MockElement =>
  withContent(value, everyLine(value, raw('&#13;\n', '&#xD;\n')))

function everyLine(value: MockElement, lineEnd: MockNode): MockNode[] {
  const [only] = value.children
  const lines = only && 'written' in only ? (only.written.match(/.{1,76}/g) ?? []) : []
  return lines.flatMap((line) => [raw(line), lineEnd])
}

/** SignatureValue and certificate of the assertion's signature. */
function binaryValues(change: (value: MockElement) => MockElement) {
  return (signature: MockElement): MockElement => {
    const path = 'ds:KeyInfo/ds:X509Data/ds:X509Certificate'
    return replaceAt(replaceAt(signature, 'ds:SignatureValue', change), path, change)
  }
}

export const documentVariants: Readonly<Record<DocumentVariant, Variation>> = {
  xml_declaration: {
    rule: 'X2',
    description: 'The document begins with an XML declaration.',
    text: (xml) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`,
  },
  byte_order_mark: {
    rule: 'X2',
    description: 'The document begins with a byte order mark.',
    text: (xml) => `\ufeff${xml}`,
  },
  white_space_around: {
    rule: 'X3',
    description: 'White space stands before and behind the document element.',
    text: (xml) => `\n\t${xml}\r\n \n`,
  },
  pretty_printed: {
    rule: 'X4',
    description: 'Elements stand on lines of their own.',
    assertion: (assertion) => pretty(assertion, 1),
    response: (response) => pretty(response, 0),
  },
  empty_tags: {
    rule: 'S5',
    description: 'Elements without content are empty tags.',
    text: (xml) => xml.replaceAll(/<([\w:]+)([^<>]*)><\/\1>/g, '<$1$2/>'),
  },
  single_quotes: {
    rule: 'S5',
    description: 'Attributes are quoted with apostrophes.',
    text: (xml) => xml.replaceAll(/="([^"']*)"/g, "='$1'"),
  },
  attributes_on_lines: {
    rule: 'S5',
    description: 'Attributes stand on lines of their own.',
    text: (xml) => xml.replaceAll(/<\w[^>]*>/g, (tag) => tag.replaceAll(/ (?=[\w:]+=")/g, '\n   ')),
  },
  comments_between_elements: {
    rule: 'X4',
    description: 'Comments stand between elements.',
    assertion: (assertion) => insertAfter(assertion, 'saml:Subject', comment(' who ')),
    response: (response) => insertAfter(response, 'samlp:Status', comment(' what ')),
  },
  comment_before_document_element: {
    rule: 'X3',
    description: 'A comment stands in front of the document element.',
    text: (xml) => `<!-- made by hand -->${xml}`,
  },
  other_prefixes: {
    rule: 'S8',
    description: 'Namespaces have prefixes that others do not use.',
    assertion: (assertion) => everywhere(assertion, withOtherPrefix),
    response: (response) => everywhere(response, withOtherPrefix),
  },
  default_namespaces: {
    rule: 'S8',
    description: 'Namespaces have no prefixes at all.',
    assertion: (assertion) => everywhere(assertion, withoutPrefix),
    response: (response) => everywhere(response, withoutPrefix),
    signature: () => ({
      changeSignedInfo: (signedInfo) => everywhere(signedInfo, withoutPrefix),
      changeSignature: (signature) => everywhere(signature, withoutPrefix),
    }),
  },
  namespaces_on_response: {
    rule: 'S10',
    description: 'All namespaces are declared at the document element.',
    message: (response) => ({
      ...response,
      declarations: {
        samlp: PROTOCOL,
        saml: ASSERTION,
        ds: XMLDSIG,
        xs: SCHEMA,
        xsi: SCHEMA_INSTANCE,
      },
    }),
  },
  namespaces_repeated: {
    rule: 'S10',
    description: 'Every element declares its namespace again.',
    text: (xml) =>
      xml.replaceAll(
        /<(samlp?|ds):(\w+)(?![^>]*xmlns:\1=)/g,
        (start, prefix: string) => `${start} xmlns:${prefix}="${element(`${prefix}:x`).namespace}"`,
      ),
  },
  carriage_return_references: {
    rule: 'X5',
    description: 'Lines of Base64 end in `&#13;`, as Google and Santuario write them.',
    signature: ({ changeSignature }) => ({
      changeSignature: (signature) => binaryValues(withReferences)(changeSignature(signature)),
    }),
  },
  line_breaks_in_values: {
    rule: 'X5',
    description: 'Base64 in the signature stands in lines.',
    signature: ({ changeSignature }) => ({
      changeSignature: (signature) =>
        binaryValues((value) => withContent(value, [raw('\n'), ...everyLine(value, raw('\n'))]))(
          changeSignature(signature),
        ),
    }),
  },
  windows_line_ends: {
    rule: 'S5',
    description: 'Lines end in carriage return and line feed, which XML reads as line feeds.',
    assertion: (assertion) => pretty(assertion, 1),
    text: (xml) => xml.replaceAll('\n', '\r\n'),
  },
  base64_in_lines: {
    rule: 'X5',
    description: 'The form value stands in lines.',
    form: inLines('\n'),
  },
  base64_with_windows_lines: {
    rule: 'X5',
    description: 'The form value stands in lines as forms send them.',
    form: inLines('\r\n'),
  },
}

function withOtherPrefix(one: MockElement): MockElement {
  return { ...one, prefix: otherPrefixes[one.prefix] ?? one.prefix }
}

function withoutPrefix(one: MockElement): MockElement {
  return { ...one, prefix: '' }
}
