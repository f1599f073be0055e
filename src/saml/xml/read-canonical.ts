import type { SsoError } from '../../errors.ts'
import { isOrdered } from './attribute-order.ts'
import { countReferences } from './bytes.ts'
import { compareCodePoints } from './code-points.ts'
import type { XmlLimits } from './limits.ts'
import { checkedName, type QualifiedName } from './names.ts'
import type { XmlElement } from './node.ts'
import { readXml } from './read.ts'
import { refuseXml } from './refusal.ts'
import { TreeBuilder } from './tree-builder.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What XML has no place for, and carriage returns, which are references in canonical XML. */
const foreignCharacter = /[^\t\n\u0020-\uFFFD]/

const [SPACE, QUOTE, SLASH, LESS, GREATER] = [0x20, 0x22, 0x2f, 0x3c, 0x3e] as const

/** Characters by what stands for them between `&` and `;`. */
type References = ReadonlyMap<string, string>

const referencesInText: References = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['#xD', '\r'],
])
const referencesInAttributes: References = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['quot', '"'],
  ['#x9', '\t'],
  ['#xA', '\n'],
  ['#xD', '\r'],
])

/**
 * Reads what `canonicalize` wrote, in a third of the strict reader's time. Canonical XML has one
 * spelling for everything, and what is spelled otherwise is refused: all other references, CDATA
 * sections, comments, empty-element tags, attributes out of order. What this reads, the strict reader
 * reads as the same tree.
 *
 * @returns the document element
 * @throws {SsoError} `saml_xml_refused`
 * @see {@link https://www.w3.org/TR/xml-c14n/#ProcessingModel}
 */
export function readCanonical(bytes: Uint8Array, limits: XmlLimits): XmlElement {
  if (bytes.length > limits.maxBytes) {
    throw refuseXml('too_large', `The canonical form has more than ${limits.maxBytes} bytes.`)
  }
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw refuseXml('not_utf8', 'The canonical form is not UTF-8.')
  }
  // Instructions are too rare for a grammar of their own.
  if (text.includes('<?')) return readXml(bytes, limits)
  if (foreignCharacter.test(text))
    throw notCanonical('contains a character that has no place in it')
  return new CanonicalReader(text).read()
}

interface StartTag {
  readonly text: string
  readonly name: string
  readonly element: XmlElement
}

/** An element whose end has not been read. */
interface OpenElement {
  readonly name: string
  lastChild: StartTag | undefined
}

class CanonicalReader {
  readonly #text: string
  readonly #builder: TreeBuilder
  readonly #names = new Map<string, QualifiedName>()
  /** Where the part begins that has not been read. */
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#builder = new TreeBuilder(text.length, countReferences(text))
  }

  read(): XmlElement {
    const root = this.#readStartTag()
    const open: OpenElement[] = [{ name: root.name, lastChild: undefined }]
    for (let inner = open[0]; inner; inner = open[open.length - 1]) {
      this.#readText()
      if (this.#text.charCodeAt(this.#at + 1) === SLASH) {
        this.#readEndTag(inner.name)
        open.pop()
      } else {
        inner.lastChild = this.#readStartTag(inner.lastChild)
        open.push({ name: inner.lastChild.name, lastChild: undefined })
      }
    }
    if (this.#at !== this.#text.length) throw notCanonical('goes on after its end')
    return root.element
  }

  /** @param sibling the one before; the values of an attribute all have the same tag */
  #readStartTag(sibling?: StartTag): StartTag {
    if (sibling && this.#isNext(sibling.text)) {
      this.#at += sibling.text.length
      const { text, name } = sibling
      return { text, name, element: this.#builder.openLike(sibling.element) }
    }
    const start = this.#at
    this.#skip(LESS)
    const name = this.#readElementName()
    this.#readAttributes()
    this.#skip(GREATER)
    const text = this.#text.slice(start, this.#at)
    if (text.includes('<', 1) || text.includes('\n') || text.includes('\t')) {
      throw notCanonical('has a bare < or white space in a tag')
    }
    const element = this.#builder.open(this.#split(name))
    if (!isOrdered(element.attributes)) throw notCanonical('has attributes out of order')
    return { text, name, element }
  }

  #readElementName(): string {
    // Where no tag ends any more, whatever this takes for a name is followed by no >.
    const tag = this.#text.slice(this.#at, this.#text.indexOf('>', this.#at))
    const space = tag.indexOf(' ')
    const name = space === -1 ? tag : tag.slice(0, space)
    this.#at += name.length
    return name
  }

  /** Declarations come first, by prefix; the order of the others depends on their namespaces. */
  #readAttributes(): void {
    let lastDeclared = ''
    let hasOthers = false
    while (this.#text.charCodeAt(this.#at) === SPACE) {
      this.#at++
      const name = this.#readTo('=')
      this.#skip(QUOTE)
      const value = this.#readTo('"')
      const isDeclaration = name === 'xmlns' || name.startsWith('xmlns:')
      if (isDeclaration && (hasOthers || compareCodePoints(lastDeclared, name) >= 0)) {
        throw notCanonical('has declarations out of order')
      }
      if (isDeclaration) lastDeclared = name
      else hasOthers = true
      this.#builder.attribute(this.#split(name), unescape(value, referencesInAttributes))
    }
  }

  #readEndTag(name: string): void {
    this.#at += '</'.length
    if (!this.#isNext(name)) throw notCanonical(`does not close ${name} where it must`)
    this.#at += name.length
    this.#skip(GREATER)
    this.#builder.close()
  }

  #readText(): void {
    const start = this.#at
    const value = this.#readTo('<')
    this.#at = start + value.length
    if (value === '') return
    if (value.includes('>')) throw notCanonical('has a bare > in a text')
    this.#builder.text(unescape(value, referencesInText))
  }

  /** What is before the next `end`, which is passed over. */
  #readTo(end: string): string {
    const start = this.#at
    const found = this.#text.indexOf(end, start)
    if (found === -1) throw notCanonical('ends too early')
    this.#at = found + 1
    return this.#text.slice(start, found)
  }

  #skip(code: number): void {
    if (this.#text.charCodeAt(this.#at) !== code) {
      throw notCanonical(`has something else in place of ${String.fromCharCode(code)}`)
    }
    this.#at++
  }

  /** In a sixth of the time that `startsWith` takes. */
  #isNext(expected: string): boolean {
    return this.#text.slice(this.#at, this.#at + expected.length) === expected
  }

  #split(name: string): QualifiedName {
    const known = this.#names.get(name)
    if (known) return known
    const checked = checkedName(name)
    if (!checked) throw notCanonical('has something else in place of a name')
    this.#names.set(name, checked)
    return checked
  }
}

function unescape(raw: string, references: References): string {
  if (!raw.includes('&')) return raw
  const [start = '', ...pieces] = raw.split('&')
  let text = start
  for (const piece of pieces) {
    const end = piece.indexOf(';')
    const character = references.get(piece.slice(0, Math.max(end, 0)))
    if (character === undefined) throw notCanonical('has a reference of another spelling')
    text += character + piece.slice(end + 1)
  }
  return text
}

function notCanonical(what: string): SsoError {
  return refuseXml('not_well_formed', `The canonical form ${what}.`)
}
