import { createPublicKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SamlDefect } from '../../../../src/testing/saml/defects/index.ts'
import { validSamlResponse } from '../../../../src/testing/saml/mothers.ts'
import { faultsOf, xmlsecDecrypts, xmlsecVerifies } from './second-opinions.ts'

/*
 * The kit's attacks are attacks: what others would fall for is right in their eyes, what is said to be
 * broken is broken. Expected outcomes are written by hand from what each defect is.
 */

const make = (name: SamlDefect) => {
  const made = validSamlResponse({ defects: [name] })
  return { ...made, certificate: made.expected.signingCertificates[0] ?? '' }
}

/** The signatures in document order: the response's first where both are signed. */
const verdicts: readonly (readonly [SamlDefect, readonly boolean[]])[] = [
  // The signed element was moved, but it is still there under its ID, as it was signed.
  ['xsw2', [true]],
  ['xsw3', [true]],
  ['xsw4', [true]],
  ['xsw5', [true]],
  ['forged_assertion_after', [true]],
  ['forged_assertion_in_signature', [true]],
  ['forged_assertion_in_key_info', [true]],
  ['forged_response_around_response', [true]],
  ['signed_assertion_in_advice', [true]],
  ['signed_assertion_in_attribute_value', [true]],
  ['signed_assertion_in_status_detail', [true]],
  ['signed_assertion_in_extensions', [true]],
  ['signed_assertion_in_wrapper', [true]],
  ['signed_assertion_is_document', [true]],
  ['signed_response_in_soap_envelope', [true]],
  ['signature_moved_into_subject', [true]],
  ['signed_logout_request_beside_forgery', [true]],
  ['name_id_in_signature_object', [true]],
  ['object_in_signature', [true]],
  // Inside its own signature it is cut off with it, except for those who cut off a child only.
  ['xsw1', [false]],
  ['xsw6', [false]],
  // What the signature names is no longer there, except for those who look for other attributes.
  ['prefixed_id', [false]],
  ['lower_case_id', [false]],
  // What the signature covers was changed.
  ['digest_in_status_detail', [false]],
  ['name_id_changed_after_signing', [false]],
  ['attribute_added_after_signing', [false]],
  ['signature_in_foreign_namespace_first', [false]],
  ['digest_of_other_content', [false]],
  ['signature_value_changed', [false]],
  // Somebody else's key.
  ['assertion_signed_by_stranger', [false]],
  ['response_signed_by_stranger', [false, true]],
  ['assertion_signed_by_stranger_in_signed_response', [true, false]],
  ['signed_by_stranger_without_key_info', [false, false]],
  ['signed_by_stranger_naming_our_certificate', [false, false]],
  // Signed by the rules of XML-DSig, though not by SAML's.
  ['rsa_sha1', [true, true]],
  ['digest_sha1', [true, true]],
  ['rsa_md5', [true, true]],
  ['rsa_1024', [true, true]],
  ['ecdsa_sha1', [true, true]],
  ['ecdsa_as_der', [false, false]],
  ['ecdsa_zero', [false, false]],
  ['transform_inclusive', [true]],
  ['transform_exclusive_missing', [true]],
  ['transform_exclusive_twice', [true, true]],
  ['transform_xpath', [true, true]],
  ['method_inclusive', [true]],
  // XML-DSig section 4.3.3.3: a reference like `#id` drops comments before anything is canonicalized.
  ['comments_signed', [true, true]],
  ['comments_signed_and_kept', [false, false]],
  ['prefix_list_many', [true, true]],
  ['transforms_missing', [false, false]],
  ['reference_empty', [true]],
  ['reference_xpointer', [true, true]],
  ['two_references_to_it', [true]],
  ['two_digest_values', [false]],
  // Signed as it is, and what it says is wrong.
  ['issuer_wrong', [true, true]],
  ['audience_wrong', [true, true]],
  ['in_response_to_missing_in_confirmation', [true]],
  ['unsigned_destination_wrong', [true]],
  ['conditions_expired', [true, true]],
  ['status_success_inside_error', [true, true]],
  ['two_assertions_signed', [true, true, true]],
  ['name_id_with_element', [true, true]],
  ['name_id_twice', [true, true]],
  // Canonical XML leaves these out or turns them into text.
  ['comment_in_name_id', [true, true]],
  ['comment_in_audience', [true, true]],
  ['cdata_in_name_id', [true, true]],
  ['cdata_in_attribute_value', [true, true]],
  ['character_reference_in_name_id', [true, true]],
  ['instruction_in_name_id', [true, true]],
]

describe('xmlsec1', () => {
  it.each(verdicts)('says of %s: %j', (name, verdict) => {
    const { xml, certificate } = make(name)
    expect(xmlsecVerifies(xml, certificate)).toEqual(verdict)
  })

  it.each([
    ['hmac_with_public_key', 'spki'],
    ['hmac_sha1_with_public_key', 'spki'],
    ['hmac_with_certificate', 'certificate'],
  ] as const)('verifies %s with what everybody has', (name, kind) => {
    const { xml, certificate } = make(name)
    const secret =
      kind === 'spki'
        ? createPublicKey(certificate).export({ type: 'spki', format: 'pem' })
        : certificate
    const verified = xmlsecVerifies(xml, certificate, (folder) => {
      writeFileSync(join(folder, 'secret'), secret)
      return ['--hmackey', join(folder, 'secret')]
    })
    expect(verified).toEqual([true, true])
  })

  it.each(['encrypted_rsa_1_5', 'encrypted_tripledes', 'encrypted_forgery'] as const)(
    'decrypts %s',
    (name) => {
      const { xml, expected } = make(name)
      const person = name === 'encrypted_forgery' ? 'mallory@example.com' : 'ann@example.com'
      expect(xmlsecDecrypts(xml, expected.decryptionKeys[0] ?? '')).toContain(`>${person}<`)
    },
  )

  it.each(['encrypted_for_stranger', 'encrypted_tampered', 'encrypted_key_too_short'] as const)(
    'does not decrypt %s',
    (name) => {
      const { xml, expected } = make(name)
      expect(xmlsecDecrypts(xml, expected.decryptionKeys[0] ?? '')).toBeUndefined()
    },
  )
})

describe('libxml2', () => {
  it.each([
    'second_document_element',
    'text_after_document_element',
    'text_before_document_element',
    'end_tag_missing',
    'attribute_twice',
    'attribute_twice_by_namespace',
    'attribute_without_quotes',
    'prefix_unbound',
    'entity_undeclared',
    'reference_to_null',
    'reference_to_surrogate',
    'reference_beyond_unicode',
    'less_than_in_attribute',
    'cdata_end_in_text',
    'comment_with_two_hyphens',
    'xml_declaration_twice',
    'no_xml',
    'html',
    'empty',
  ] as readonly SamlDefect[])('cannot read %s', (name) => {
    expect(faultsOf(make(name).xml)).not.toBe('')
  })

  it.each([
    'doctype_empty',
    'doctype_internal_entity',
    'doctype_external',
    'doctype_default_attribute',
    'comment_after_document_element',
    'instruction_after_document_element',
  ] as readonly SamlDefect[])('reads %s, which is XML but must not be read', (name) => {
    expect(faultsOf(make(name).xml)).toBe('')
  })
})
