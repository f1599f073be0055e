import { printable, type SsoError } from '../../errors.ts'
import { samlError } from '../error.ts'

/** Why a document is refused; stable words for logs and tests. */
export type XmlRefusalReason =
  | 'too_large'
  | 'not_base64'
  | 'not_utf8'
  | 'doctype'
  | 'not_well_formed'
  | 'unsupported_declaration'
  | 'namespace'
  | 'too_deep'
  | 'too_many_nodes'
  | 'too_many_attributes'
  | 'too_many_declarations'
  | 'too_many_references'
  | 'content_after_root'

/** @param message may quote names of the document, never its values */
export function refuseXml(reason: XmlRefusalReason, message: string): SsoError {
  return samlError('saml_xml_refused', { message: printable(message), detail: { reason } })
}
