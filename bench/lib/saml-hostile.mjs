import { randomBytes } from 'node:crypto'
import { isSsoError } from 'ssokit'
import { verifyResponse } from 'ssokit/saml'
import { honestMessage, strangerKey } from './saml-messages.mjs'

/** @typedef {import('./saml-messages.mjs').Message} Message */
/** @typedef {import('ssokit').SsoErrorCode} Code */
/** @typedef {{ name: string, samlResponse: string, code: Code }} HostileMessage code: of the refusal */
/** @typedef {(index: number) => string} Part what a message is filled with, again and again */

/**
 * What somebody without a key sends to make a verifier work: as long as an honest message, and refused as
 * late as possible.
 *
 * @param {Message} honest
 * @returns {Promise<readonly HostileMessage[]>}
 */
export async function hostileMessages(honest) {
  const { xml, samlResponse, groups } = honest
  const forged = honestMessage(groups, { key: strangerKey })
  const messages = [
    { name: 'no Base64', samlResponse: `${samlResponse.slice(0, -4)}****`, code: REFUSED },
    message('random bytes', randomBytes(xml.length), REFUSED),
    ...Object.entries(tooMuch).map(([name, part]) => message(name, filled(honest, part), REFUSED)),
    message('signed by a stranger', forged.xml, 'saml_signature_invalid'),
  ]
  for (const [name, part] of Object.entries(changed)) {
    messages.push(await densest(name, part, honest))
  }
  return messages
}

/** @type {Code} */
const REFUSED = 'saml_xml_refused'

/**
 * The signature is an honest one, of somebody who may sign in, and fits no longer: everything up to the
 * digest is done.
 *
 * @type {Code}
 */
const CHANGED = 'saml_digest_mismatch'

/** Beyond a ceiling. @type {Readonly<Record<string, Part>>} */
const tooMuch = {
  deep: () => '<a>',
  wide: () => '<a/>',
  'many namespaces': (index) => `<a xmlns:n${index}="urn:n"/>`,
  'namespaces of one element': (index) => `${index === 0 ? '<a' : ''} xmlns:n${index}="urn:n"`,
  'attributes of one element': (index) => `${index === 0 ? '<a' : ''} n${index}=""`,
  comments: () => '<!---->',
  references: () => '&amp;',
}

/**
 * Within the ceilings, with as few blanks as they allow.
 *
 * @type {Readonly<Record<string, (index: number, blanks: string) => string>>}
 */
const changed = {
  'another text': () => 'Department, Africa ',
  'as deep as allowed': (_, blanks) =>
    `${'<a>'.repeat(50)}${blanks.repeat(50)}${'</a>'.repeat(50)}`,
  'as many elements as allowed': (_, blanks) => `<a>${blanks}</a>`,
  'as many attributes as allowed': (_, blanks) => `<a a="" b="">${blanks}</a>`,
  'as many namespaces as allowed': (_, blanks) => `<n:a xmlns:n="urn:n">${blanks}</n:a>`,
  'as many other namespaces as allowed': (index, blanks) =>
    `<n:a xmlns:n="urn:${index % 200}">${blanks}</n:a>`,
  'as many references as allowed': (_, blanks) => `&amp;${blanks}`,
  'references in many elements': (_, blanks) => `<a>&amp;&amp;${blanks}</a>`,
}

/**
 * @param {string} name
 * @param {(index: number, blanks: string) => string} part
 * @param {Message} honest
 * @returns {Promise<HostileMessage>}
 */
async function densest(name, part, honest) {
  for (let blanks = 0; blanks < 200; blanks++) {
    const content = filled(honest, (index) => part(index, ' '.repeat(blanks)))
    const candidate = message(name, content, CHANGED)
    const { samlResponse } = candidate
    const error = await verifyResponse(samlResponse, honest.expected).catch((thrown) => thrown)
    if (isSsoError(error, CHANGED)) return candidate
  }
  throw new Error(`However many blanks there are, the message is refused earlier: ${name}.`)
}

/**
 * The honest message with another value of its first attribute, in place of everything that follows.
 *
 * @param {Message} honest
 * @param {Part} part
 */
function filled({ xml }, part) {
  const start = xml.slice(0, xml.indexOf('>', xml.indexOf('<saml:AttributeValue')) + 1)
  const open = [
    'saml:AttributeValue',
    'saml:Attribute',
    'saml:AttributeStatement',
    'saml:Assertion',
  ]
  const end = [...open, 'samlp:Response'].map((name) => `</${name}>`).join('')
  const room = xml.length - start.length - end.length
  const pieces = []
  for (let left = room, index = 0; ; index++) {
    const piece = part(index)
    left -= piece.length
    if (left < 0) break
    pieces.push(piece)
  }
  return `${start}${pieces.join('').padEnd(room)}${end}`
}

/**
 * An encrypted assertion with as many keys as one may have, none of which is for us: finding that out
 * takes one RSA decryption for each of them, of our keys, and of the ways to read its padding.
 *
 * @param {Message} honest
 * @returns {HostileMessage}
 */
export function unfittingKeys({ xml }) {
  const key = /<xenc:EncryptedKey .*?<\/xenc:EncryptedKey>/s.exec(xml)?.[0] ?? ''
  const keys = Array.from({ length: 4 }, (_, index) => {
    // Below every modulus, so that no shortcut tells that it is not for us.
    const block = Buffer.concat([Buffer.alloc(1), randomBytes(255)])
    return key
      .replace(/Id="[^"]*"/, `Id="_key${index}"`)
      .replace('http://www.w3.org/2000/09/xmldsig#sha1', 'http://www.w3.org/2001/04/xmlenc#sha256')
      .replace(/(CipherValue>)[^<]+/, `$1${block.toString('base64')}`)
  })
  const longer = xml.replace(key, keys.join(''))
  const surplus = Math.ceil((longer.length - xml.length) / 4) * 4
  const content = longer.lastIndexOf('<xenc:CipherValue>') + '<xenc:CipherValue>'.length
  const text = `${longer.slice(0, content)}${longer.slice(content + surplus)}`
  return message('keys for nobody', text, 'saml_decryption_failed')
}

/**
 * @param {string} name
 * @param {string | Uint8Array} content
 * @param {Code} code
 * @returns {HostileMessage}
 */
function message(name, content, code) {
  return { name, samlResponse: Buffer.from(content).toString('base64'), code }
}
