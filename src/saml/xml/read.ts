import { SaxesParser, type XMLDecl } from 'saxes'
import { isSsoError } from '../../errors.ts'
import { countReferences, decodeXml } from './bytes.ts'
import { messageLimits, type XmlLimits } from './limits.ts'
import { splitName } from './names.ts'
import type { XmlElement } from './node.ts'
import { refuseXml } from './refusal.ts'
import { TreeBuilder } from './tree-builder.ts'

/**
 * Reads a document into a tree, or refuses it: UTF-8 only, no DOCTYPE, namespaces well formed, and
 * everything that the parser complains about is a refusal (rules X1 to X5).
 *
 * @returns the document element
 * @throws {SsoError} `saml_xml_refused`
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = messageLimits): XmlElement {
  const text = decodeXml(bytes, limits)
  const builder = new TreeBuilder(text.length, countReferences(text))
  const parser = new SaxesParser()
  // Seven handlers and no more: with eight V8 keeps the parser as a dictionary, eight times slower.
  // Hence errors are left to be thrown, and the declaration is looked at afterwards.
  parser.on('attribute', ({ name, value }) => builder.attribute(splitName(name), value))
  parser.on('opentag', ({ name }) => builder.open(splitName(name)))
  parser.on('closetag', () => builder.close())
  parser.on('text', (value) => builder.text(value))
  parser.on('cdata', (value) => builder.cdata(value))
  parser.on('comment', (value) => builder.comment(value))
  parser.on('processinginstruction', ({ target, body }) => builder.instruction(target, body))
  try {
    parser.write(text)
    checkDeclaration(parser.xmlDecl)
    parser.close()
  } catch (error) {
    if (isSsoError(error)) throw error
    const complaint = error instanceof Error ? error.message : ''
    throw refuseXml('not_well_formed', `The document is not well-formed XML: ${complaint}`)
  }
  if (!builder.root) throw refuseXml('not_well_formed', 'The document has no element.')
  return builder.root
}

function checkDeclaration({ version = '1.0', encoding = 'utf-8' }: XMLDecl): void {
  if (version === '1.0' && encoding.toLowerCase() === 'utf-8') return
  throw refuseXml(
    'unsupported_declaration',
    'The document declares another XML version than 1.0 or another encoding than UTF-8.',
  )
}
