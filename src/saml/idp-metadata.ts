import { type X2jOptions, XMLParser } from 'fast-xml-parser'
import { isSsoError, type SsoError } from '../errors.ts'
import { decodeIdpMetadata, type IdpMetadata, type IdpMetadataOptions } from './metadata.ts'
import { trimMetadata } from './metadata-text.ts'
import { outlineOf, outlineOfOrdered, type OrderedNode, type Outline } from './second-opinion.ts'
import { readSigningKeys } from './signing-keys.ts'
import type { XmlElement } from './xml/node.ts'
import { readXml } from './xml/read.ts'
import { verifySignature } from './xml/signature.ts'
import { samlError } from './error.ts'

/** 512 KiB. An identity provider's own metadata has 2 to 100 kB; larger ones are of federations. */
const MAX_BYTES = 524_288

/**
 * Reads the metadata of an identity provider: what `settings` of a connection are made from.
 *
 * @param xml as saved or pasted; a byte order mark and white space around it are tolerated
 * @param options `entityId` is needed where the document describes several identity providers; `now`
 *   defaults to the current time
 * @returns plain JSON; what to tell the admin is in `warnings`
 * @throws {SsoError} `saml_xml_refused`, `saml_metadata_*`
 * @see {@link https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf}
 * @example
 * ```ts
 * import { parseIdpMetadata } from 'ssokit/saml'
 *
 * declare const uploaded: string
 * const metadata = parseIdpMetadata(uploaded)
 * console.log(metadata.entityId, metadata.warnings.map(({ message }) => message))
 * ```
 */
export function parseIdpMetadata(
  xml: string,
  options: Partial<IdpMetadataOptions> = {},
): IdpMetadata {
  return decodeIdpMetadata(readMetadata(xml), { ...options, now: options.now ?? new Date() })
}

/**
 * The same for metadata that has to be signed with a key that the admin configured (rule M2). Only what
 * that signature covers is read.
 *
 * @param xml the whole document
 * @param options as for `parseIdpMetadata`, with `trustKeys`: certificates or public keys as PEM,
 *   one of which signed the document as a whole
 * @returns what the signed document says
 * @throws {SsoError} `saml_metadata_unverified`, and as `parseIdpMetadata`
 * @example
 * ```ts
 * import { parseSignedIdpMetadata } from 'ssokit/saml'
 *
 * declare const xml: string
 * declare const federationCertificate: string
 * const metadata = await parseSignedIdpMetadata(xml, { trustKeys: [federationCertificate] })
 * console.log(metadata.entityId)
 * ```
 */
export async function parseSignedIdpMetadata(
  xml: string,
  { trustKeys, ...options }: Partial<IdpMetadataOptions> & { trustKeys: readonly string[] },
): Promise<IdpMetadata> {
  const signed = readMetadata(xml)
  const signingKeys = await readSigningKeys(trustKeys)
  const verified = await verifySignature(signed, { signingKeys })
  if ('issues' in verified) {
    const [first] = verified.issues
    throw samlError('saml_metadata_unverified', {
      ...(first && { message: first.message }),
      issues: verified.issues,
    })
  }
  return decodeIdpMetadata(verified.root, { ...options, now: options.now ?? new Date() })
}

/** @returns the document element */
function readMetadata(xml: string): XmlElement {
  if (xml.length > MAX_BYTES) throw refuse('too_large', 'The metadata is larger than 512 KiB.')
  const text = trimMetadata(xml)
  // Encoding would silently replace it.
  if (/\p{Cs}/u.test(text)) throw refuse('not_utf8', 'The metadata contains half a character.')
  const root = readStrictly(text)
  if (JSON.stringify(outlineOf(root)) !== JSON.stringify(secondOutline(text))) {
    throw refuse('not_well_formed', 'Two XML parsers read this metadata differently.')
  }
  return root
}

function readStrictly(text: string): XmlElement {
  try {
    return readXml(new TextEncoder().encode(text), { maxBytes: MAX_BYTES })
  } catch (error) {
    if (!isSsoError(error, 'saml_xml_refused')) throw error
    throw refuse(String(error.detail?.reason), error.message)
  }
}

/**
 * Ordered, and without entities (rule X1). fast-xml-parser forgives what XML forbids (rule X2), such as
 * end tags of other names. So the strict reader's tree is what counts, and this one only has to see the
 * same: a document that two parsers read differently was made for that purpose.
 */
const ordered: X2jOptions = {
  preserveOrder: true,
  processEntities: false,
  ignoreAttributes: false,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  commentPropName: '#comment',
  cdataPropName: '#cdata',
  jPath: false,
}

function secondOutline(text: string): Outline | undefined {
  try {
    return outlineOfOrdered(new XMLParser(ordered).parse(text) as OrderedNode[])
  } catch {
    // Its messages quote the document.
    return undefined
  }
}

function refuse(reason: string, message: string): SsoError {
  const hint =
    'Download the metadata again from the identity provider and upload that file unchanged.'
  return samlError('saml_xml_refused', { message, hint, detail: { reason } })
}
