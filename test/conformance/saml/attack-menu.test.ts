import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSsoError, type SsoError } from '../../../src/errors.ts'
import type { SamlCode } from '../../../src/saml/error.ts'
import { verifyLogoutRequest, verifyLogoutResponse } from '../../../src/saml/verify-logout.ts'
import { verifyResponse } from '../../../src/saml/verify-response.ts'
import {
  createMockSamlIdp,
  honestVariants,
  type SamlLogoutDefect,
  samlDefects,
  type SamlDefect,
  samlLogoutDefects,
  type SamlVariant,
  type SplitTextDefect,
  validLogoutRequest,
  validLogoutResponse,
  validSamlResponse,
} from '../../../src/testing/saml/index.ts'

/*
 * The complete menu of attacks against the verifier, and every honest variant beside them. Which error
 * belongs to which defect follows from the rules, not from what the verifier says.
 */

const byCode: Readonly<Partial<Record<SamlCode, readonly SamlDefect[]>>> = {
  // S6: one assertion in the message, plain or encrypted.
  saml_assertion_repeated: [
    'xsw1',
    'xsw2',
    'xsw3',
    'xsw4',
    'xsw5',
    'xsw6',
    'xsw7',
    'xsw8',
    'forged_assertion_after',
    'forged_assertion_in_signature',
    'forged_assertion_in_key_info',
    'forged_assertion_with_same_id',
    'forged_response_around_response',
    'signed_assertion_in_attribute_value',
    'signed_assertion_in_status_detail',
    'signed_assertion_in_extensions',
    'assertion_twice',
    'two_assertions_signed',
    'encrypted_forgery_beside_signed',
    'encrypted_twice',
  ],
  // S6, S8.
  saml_assertion_missing: ['assertion_missing', 'assertion_in_foreign_namespace'],
  // S2: the document element is a response.
  saml_message_unexpected: ['signed_assertion_is_document', 'signed_response_in_soap_envelope'],
  // S1, S3: nothing that is signed is where it is read.
  saml_signature_missing: [
    'unsigned',
    'signature_stripped',
    'signed_assertion_in_advice',
    'signature_moved_into_subject',
    'signed_metadata_beside_forgery',
    'signed_logout_request_beside_forgery',
    'signature_in_foreign_namespace_only',
    'encrypted_unsigned',
    'encrypted_forgery',
  ],
  // S3, S7, S10: the one form of signature that SAML has.
  saml_signature_malformed: [
    'signature_of_advice_moved_up',
    'signature_moved_to_response',
    'prefixed_id',
    'lower_case_id',
    'id_on_other_element',
    'id_not_a_name',
    'id_missing',
    'name_id_in_signature_object',
    'signature_value_not_base64',
    'signature_value_missing',
    'digest_value_empty',
    'digest_value_truncated',
    'digest_value_missing',
    'two_signatures',
    'two_signatures_first_forged',
    'two_signed_infos',
    'two_signature_values',
    'two_digest_values',
    'two_references',
    'two_references_to_it',
    'no_reference',
    'comment_in_digest_value',
    'comment_in_signature_value',
    'element_in_digest_value',
    'element_in_signature_value',
    'object_in_signature',
    'many_references',
    'reference_empty',
    'reference_missing',
    'reference_external',
    'reference_xpointer',
    'reference_to_other_id',
    'transforms_missing',
    'transform_enveloped_missing',
    'transform_exclusive_missing',
    'transform_exclusive_twice',
    'transform_xpath',
    'transform_xpath_filter',
    'transform_xslt',
    'transform_base64',
    'transforms_many',
    'method_missing',
    'comments_signed',
    'comments_signed_and_kept',
    'prefix_list_many',
  ],
  // S1: changed after signing.
  saml_digest_mismatch: [
    'digest_in_status_detail',
    'signature_in_foreign_namespace_first',
    'name_id_changed_after_signing',
    'attribute_added_after_signing',
    'digest_of_other_content',
  ],
  // S11, S12: no configured key made it.
  saml_signature_invalid: [
    'assertion_signed_by_stranger',
    'assertion_signed_by_stranger_in_signed_response',
    'response_signed_by_stranger',
    'signed_by_stranger_without_key_info',
    'signed_by_stranger_with_key_value',
    'signed_by_stranger_naming_our_certificate',
    'signature_value_empty',
    'signature_value_changed',
    'ecdsa_as_der',
    'ecdsa_zero',
    'encrypted_signed_by_stranger_in_signed_response',
  ],
  // S10, S11: the list of algorithms.
  saml_signature_algorithm_refused: [
    'rsa_sha1',
    'digest_sha1',
    'rsa_md5',
    'digest_md5',
    'ecdsa_sha1',
    'hmac_with_certificate',
    'hmac_with_public_key',
    'hmac_sha1_with_public_key',
    'algorithm_none',
    'algorithm_unknown',
    'algorithm_empty',
    'algorithm_missing',
    'algorithm_of_other_key_type',
    'digest_algorithm_unknown',
    'transform_inclusive',
    'transforms_swapped',
    'method_inclusive',
    'method_unknown',
  ],
  // S11: keys that may verify nothing, although they are configured.
  saml_certificate_invalid: ['rsa_1024', 'ecdsa_secp256k1', 'ed25519'],
  // S13.
  saml_issuer_mismatch: [
    'issuer_wrong',
    'issuer_other_case',
    'issuer_trailing_slash',
    'issuer_missing',
    'issuer_empty',
    'issuer_with_space',
    'response_issuer_wrong',
    'unsigned_response_issuer_wrong',
  ],
  // S14.
  saml_audience_mismatch: [
    'audience_wrong',
    'audience_prefix',
    'audience_other_case',
    'audience_with_space',
    'audience_empty',
    'audience_missing',
    'audience_restriction_missing',
    'audience_restriction_second_wrong',
    'conditions_missing',
  ],
  // S14.
  saml_condition_refused: ['condition_unknown', 'condition_of_extension_type'],
  // S16, S17.
  saml_recipient_mismatch: [
    'recipient_wrong',
    'recipient_trailing_slash',
    'recipient_http',
    'recipient_prefix',
    'recipient_missing',
    'confirmations_that_add_up',
  ],
  // S16.
  saml_destination_mismatch: [
    'destination_wrong',
    'destination_trailing_slash',
    'destination_prefix',
    'destination_empty',
    'destination_missing',
    'unsigned_destination_wrong',
  ],
  // S17, S20.
  saml_in_response_to_mismatch: [
    'in_response_to_other',
    'in_response_to_missing',
    'in_response_to_missing_in_confirmation',
    'in_response_to_other_in_envelope',
    'in_response_to_empty',
    'unsolicited_with_in_response_to',
    'unsolicited_with_envelope_in_response_to',
    'confirmation_data_missing',
  ],
  // S20.
  saml_unsolicited_refused: ['unsolicited'],
  // S17.
  saml_subject_confirmation_missing: [
    'confirmation_missing',
    'confirmation_holder_of_key',
    'confirmation_sender_vouches',
  ],
  // S15, S20.
  saml_expired: [
    'conditions_expired',
    'conditions_expired_this_second',
    'confirmation_expired',
    'session_expired',
    'unsolicited_old',
  ],
  // S15.
  saml_not_yet_valid: [
    'conditions_not_yet_valid',
    'confirmation_not_yet_valid',
    'issued_in_future',
    'response_issued_in_future',
    'authenticated_in_future',
  ],
  // S15.
  saml_time_malformed: [
    'confirmation_without_end',
    'time_without_zone',
    'time_empty',
    'time_with_space',
    'time_date_only',
    'time_no_such_day',
    'time_24_hours',
    'time_epoch_seconds',
    'time_in_words',
    'time_with_comma_fraction',
    'time_zone_too_far',
    'session_end_malformed',
  ],
  // S19.
  saml_status_denied: ['status_denied'],
  // S19.
  saml_status_no_passive: ['status_no_passive'],
  // S19.
  saml_status_error: [
    'status_responder',
    'status_hostile_message',
    'status_error_with_assertion',
    'status_success_inside_error',
    'status_lower_case',
  ],
  // S19.
  saml_version_refused: ['response_version_1_1', 'assertion_version_1_1', 'version_2_00'],
  // S25.
  saml_name_id_missing: [
    'name_id_missing',
    'name_id_empty',
    'name_id_blank',
    'name_id_as_attribute_only',
  ],
  // S25.
  saml_name_id_invalid: ['name_id_with_no_break_space', 'name_id_with_zero_width_space'],
  // S25.
  saml_authn_statement_missing: ['authn_statement_missing'],
  // S19, S25, X4: a required part is missing, stands there twice, or is more than text.
  saml_message_malformed: [
    'signed_assertion_in_wrapper',
    'subject_in_foreign_namespace',
    'issuer_twice',
    'issue_instant_missing',
    'authn_instant_missing',
    'status_twice',
    'status_missing',
    'status_code_missing',
    'status_code_twice',
    'version_missing',
    'subject_missing',
    'subject_twice',
    'name_id_with_element',
    'name_id_twice',
    'name_id_is_base_id',
    'authn_context_missing',
    'attribute_without_name',
    'attribute_statement_with_stranger',
    'instruction_in_name_id',
    'instruction_in_issuer',
    'instruction_in_audience',
    'encrypted_plaintext_other_element',
    'encrypted_plaintext_nested_assertion',
    'encrypted_name_id_is_attribute',
  ],
  // S21: whatever is wrong inside, it looks the same.
  saml_decryption_failed: [
    'encrypted_for_stranger',
    'encrypted_key_too_short',
    'encrypted_tag_shortened',
    'encrypted_tampered',
    'encrypted_cut_off',
    'encrypted_plaintext_not_xml',
    'encrypted_plaintext_not_utf8',
    'encrypted_plaintext_doctype',
    'encrypted_plaintext_empty',
    'encrypted_plaintext_two_elements',
    'encrypted_plaintext_text_around',
    'encrypted_plaintext_closes_context',
    'encrypted_name_id_for_stranger',
  ],
  // S21.
  saml_decryption_key_missing: ['encrypted_without_our_having_a_key'],
  // S21.
  saml_encryption_algorithm_refused: [
    'encrypted_cbc_in_unsigned_response',
    'encrypted_tripledes',
    'encrypted_rsa_1_5',
    'encrypted_digest_unknown',
    'encrypted_mask_unknown',
    'encrypted_content_algorithm_missing',
  ],
  // S21, S22, X5.
  saml_encryption_refused: [
    'encrypted_cipher_reference',
    'encrypted_key_cipher_reference',
    'encrypted_key_missing',
    'encrypted_keys_100',
    'encrypted_key_retrieved_from_host',
    'encrypted_key_retrieved_by_transform',
    'encrypted_key_retrieved_from_nowhere',
    'encrypted_data_twice',
    'encrypted_as_content',
  ],
}

/** Refused as XML or as Base64, before anybody reads what it says (rules X1, X2, X3, X5, S9). */
const isDocumentDefect = (name: SamlDefect) =>
  /^(doctype|entity|reference_(to_(null|control|surr)|beyond)|utf|latin1|byte_order|null_byte|xml_)/.test(
    name,
  ) ||
  /_document_element$|^(end_tag|attribute_(twice|without_q)|prefix_(unb|xml|und)|name_with_two)/.test(
    name,
  ) ||
  /^(less_than|cdata_end|comment_with_two|no_xml|html|empty)/.test(name) ||
  /^(document_of|base64|depth|elements|comments_5|attributes_(of|in)|namespace)/.test(name) ||
  /^(character_references|certificates|deflated|digest_of_nothing)/.test(name)

const split: readonly SplitTextDefect[] = [
  ...(['comment', 'cdata'] as const).flatMap((markup) => [
    `${markup}_in_name_id` as const,
    `${markup}_in_issuer` as const,
    `${markup}_in_audience` as const,
    `${markup}_in_attribute_value` as const,
  ]),
  'comment_before_name_id_text',
  'character_reference_in_name_id',
]

/** What takes long to make, and needs no company. */
const isLarge = /3_mb|3000|many_references|groups_500|rsa_4096|50000/

/** Valid by themselves: see the tests of sign-ins. */
const laterOnly = [
  'replayed',
  'name_id_transient',
  'single_values_doubled',
  'authentication_old',
] as const

const all = Object.keys(samlDefects) as SamlDefect[]
const titled = (name: SamlDefect) => `${samlDefects[name].rule} refuses ${name}`
const refused = Object.entries(byCode).flatMap(([code, names]) =>
  names.map((name) => [titled(name), name, code] as const),
)
const documents = all
  .filter(isDocumentDefect)
  .map((name) => [titled(name), name, 'saml_xml_refused'] as const)

async function refusalOf(promise: Promise<unknown>): Promise<SsoError> {
  const outcome = await promise.then(
    () => 'accepted',
    (error: unknown) => error,
  )
  if (!isSsoError(outcome)) throw new Error(`not refused but: ${String(outcome)}`)
  return outcome
}

/** What is written about a refusal is no place for what the message says of people. */
function expectDiscretion(error: SsoError): void {
  const said = JSON.stringify([error.toJSON(), error.issues, error.detail, String(error)])
  expect(said).not.toMatch(/Ann|Example|ann@|mallory|Mallory|staff/)
}

describe('the attack menu', () => {
  it('is complete here', () => {
    const known = [...refused, ...documents].map(([, name]) => name)
    const others = [...split, 'instruction_in_attribute_value', ...laterOnly]
    expect([...known, ...others].toSorted()).toEqual(all.toSorted())
  })

  it.each([...refused, ...documents])('%s', async (_, name, code) => {
    const { samlResponse, expected } = validSamlResponse({ defects: [name] })
    const error = await refusalOf(verifyResponse(samlResponse, expected))
    expect(error.code).toBe(code)
    expect(error.hint).not.toBe('')
    expectDiscretion(error)
  })

  /** Where the defect says nothing of signatures, it is no better with one of them. */
  const needsSignedResponse: readonly SamlDefect[] = ['destination_missing']
  it.each(
    (['assertion', 'response'] as const).flatMap((part) =>
      refused
        .filter(([, name]) => part === 'response' || !needsSignedResponse.includes(name))
        .map(([title, name, code]) => [`${title}, ${part} signed`, name, code, part] as const),
    ),
  )('%s', async (_, name, code, part) => {
    const { samlResponse, expected } = validSamlResponse({ signs: [part], defects: [name] })
    expect((await refusalOf(verifyResponse(samlResponse, expected))).code).toBe(code)
  })

  it.each(split)('X4 reads the complete text, or nothing: %s', async (name) => {
    const { samlResponse, expected, facts } = validSamlResponse({ defects: [name] })
    const { nameId, issuer, attributes } = await verifyResponse(samlResponse, expected)
    expect({ nameId, issuer, attributes: { ...attributes } }).toEqual({
      nameId: facts.nameId,
      issuer: facts.issuer,
      attributes: facts.attributes,
    })
  })

  it('X4 reads no part of attribute values that an instruction cuts in two', async () => {
    const { samlResponse, expected, facts } = validSamlResponse({
      defects: ['instruction_in_attribute_value'],
    })
    const { attributes, structuredAttributes } = await verifyResponse(samlResponse, expected)
    expect(Object.values(attributes).flat()).toEqual([])
    expect(structuredAttributes).toEqual(Object.keys(facts.attributes))
  })

  it('S17 refuses a replay to another request', async () => {
    const idp = createMockSamlIdp()
    const serviceProvider = { entityId: 'urn:example:sp', acsUrl: 'https://app.example.com/acs' }
    const first = idp.start({ serviceProvider })
    idp.tamper('replayed')
    const { samlResponse, expected } = idp.start({ serviceProvider })
    expect(samlResponse).toBe(first.samlResponse)
    const pending = { ...expected, inResponseTo: '_request', allowUnsolicited: false }
    const { code } = await refusalOf(verifyResponse(samlResponse, pending))
    expect(code).toBe('saml_in_response_to_mismatch')
  })

  it('S25 tells what only a sign-in can judge: format, values and time of authentication', async () => {
    const { samlResponse, expected } = validSamlResponse({
      defects: ['name_id_transient', 'single_values_doubled', 'authentication_old'],
    })
    const { nameIdFormat, attributes, authnInstant } = await verifyResponse(samlResponse, expected)
    expect(expected.now.getTime() - authnInstant.getTime()).toBe(86_400_000)
    expect(nameIdFormat).toBe('urn:oasis:names:tc:SAML:2.0:nameid-format:transient')
    expect(attributes.email).toEqual(['ann@example.com', 'mallory@example.com'])
  })
})

describe('defects and variants together', () => {
  const menu = [
    ...all.filter((name) => !isLarge.test(name)),
    ...(Object.keys(honestVariants) as SamlVariant[]).filter((name) => !isLarge.test(name)),
  ]
  const isDefect = (name: SamlDefect | SamlVariant): name is SamlDefect => name in samlDefects

  it('S1 X7 never sign in whom nobody signed in, and end in typed errors', async () => {
    let made = 0
    // Of two that write the NameID, one would undo what the other says about it.
    const writesNameId = (name: string) => /name_?id/i.test(name)
    const orders = fc
      .uniqueArray(fc.constantFrom(...menu), { minLength: 2, maxLength: 4 })
      .filter((names) => names.filter(writesNameId).length <= 1)
    await fc.assert(
      fc.asyncProperty(orders, async (names) => {
        const message = madeOf({
          defects: names.filter(isDefect),
          variants: names.filter((name) => !isDefect(name)) as SamlVariant[],
        })
        if (!message) return
        made++
        const { samlResponse, expected, facts } = message
        const outcome = await verifyResponse(samlResponse, expected).catch(
          (error: unknown) => error,
        )
        if (isSsoError(outcome)) {
          expect(outcome.code).toMatch(/^saml_/)
          expectDiscretion(outcome)
        } else {
          // Neither a forged name nor a part of a name.
          expect(outcome).toMatchObject({ nameId: facts.nameId.trim() })
          expect(facts.nameId).not.toContain('mallory')
        }
      }),
      { numRuns: 600 },
    )
    expect(made).toBeGreaterThan(200)
  })

  /** Not all go together: what one would change, another one may have removed. */
  function madeOf(options: Parameters<typeof validSamlResponse>[0]) {
    try {
      return validSamlResponse(options)
    } catch {
      return undefined
    }
  }
})

describe('honest variants', () => {
  const honest = {
    email: ['ann@example.com'],
    displayName: ['Ann Example'],
    firstName: ['Ann'],
    lastName: ['Example'],
    groups: ['staff', 'admins'],
  }
  const groups = Array.from({ length: 500 }, (_, index) => `group-${index + 1}-of-the-directory`)
  const own = (name: string) => [name, [name]] as const

  /** Attributes by hand, where the variant changes them. */
  const attributesOf: Readonly<Partial<Record<SamlVariant, Readonly<Record<string, unknown>>>>> = {
    attributes_missing: {},
    attributes_repeated: { ...honest, Role: ['viewer', 'editor'] },
    attributes_in_two_statements: { ...honest, groups: ['staff', 'admins', 'auditors'] },
    attribute_names_of_prototypes: Object.fromEntries([
      ...Object.entries(honest),
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(own),
    ]),
    attribute_without_values: { ...honest, department: [] },
    attribute_value_empty: { ...honest, department: [''] },
    attribute_value_nil: { ...honest, department: [] },
    attribute_value_structured: { ...honest, address: [] },
    attribute_values_of_metacharacters: {
      ...honest,
      note: [`<&>"' \t\n\r]]>{Issuer} &amp; \u{1f511}`],
    },
    attributes_with_friendly_names: { ...honest, 'urn:oid:2.5.4.42': ['Ann'] },
    attributes_with_encoding: { ...honest, 'urn:oid:2.5.4.4': ['Example'] },
    attribute_values_as_references: {
      ...honest,
      note: ['\u4e2d'.repeat(2000)],
      marks: [`"''>`],
    },
    groups_500: { ...honest, groups },
    groups_500_typed: { ...honest, groups },
  }
  const nameIds: Readonly<Partial<Record<SamlVariant, string>>> = {
    name_id_persistent: 'ann',
    name_id_unicode: 'zoë-Ω-日本-\u{1f511}',
  }

  it.each(
    (Object.keys(honestVariants) as SamlVariant[]).map(
      (name) => [`${honestVariants[name].rule} accepts ${name}`, name] as const,
    ),
  )('%s', async (_, name) => {
    const { samlResponse, expected, ids } = validSamlResponse({ variants: [name] })
    const { nameId, assertionId, attributes } = await verifyResponse(samlResponse, expected)
    expect({ nameId, assertionId }).toEqual({
      nameId: nameIds[name] ?? 'ann@example.com',
      assertionId: ids.assertion,
    })
    expect(Object.getPrototypeOf(attributes)).toBeNull()
    expect(Object.fromEntries(Object.entries(attributes))).toEqual(attributesOf[name] ?? honest)
  })
})

describe('the menu of logout messages', () => {
  type Binding = 'post' | 'redirect'
  const relayState = 'r'
  const request = (defects: readonly SamlLogoutDefect[], binding: Binding) => {
    const { samlRequest, query, expected } = validLogoutRequest({ defects, relayState })
    return verifyLogoutRequest(binding === 'post' ? samlRequest : { query }, expected)
  }
  const response = (defects: readonly SamlLogoutDefect[], binding: Binding) => {
    const { samlResponse, query, expected } = validLogoutResponse({ defects, relayState })
    return verifyLogoutResponse(binding === 'post' ? samlResponse : { query }, expected)
  }
  const messages = { request, response }

  /** Of both messages in both bindings. */
  const everywhere: Readonly<Partial<Record<SamlLogoutDefect, SamlCode>>> = {
    logout_signed_by_stranger: 'saml_signature_invalid',
    logout_rsa_sha1: 'saml_signature_algorithm_refused',
    logout_issuer_wrong: 'saml_issuer_mismatch',
    logout_issuer_missing: 'saml_issuer_mismatch',
    logout_destination_wrong: 'saml_destination_mismatch',
    logout_destination_missing: 'saml_destination_mismatch',
    logout_version_1_1: 'saml_version_refused',
    logout_issued_in_future: 'saml_not_yet_valid',
  }
  const ofRequests: typeof everywhere = {
    logout_unsigned: 'saml_signature_missing',
    logout_expired: 'saml_expired',
    logout_without_end_old: 'saml_expired',
    logout_name_id_missing: 'saml_name_id_missing',
    logout_name_id_empty: 'saml_name_id_missing',
    logout_name_id_twice: 'saml_message_malformed',
  }
  const ofResponses: typeof everywhere = {
    logout_in_response_to_other: 'saml_in_response_to_mismatch',
    logout_in_response_to_missing: 'saml_in_response_to_mismatch',
    logout_status_missing: 'saml_message_malformed',
    logout_status_twice: 'saml_message_malformed',
  }
  const ofPostedRequests: typeof everywhere = {
    logout_wrapped_in_forgery: 'saml_signature_malformed',
    logout_wrapped_in_extensions: 'saml_signature_missing',
    logout_name_id_changed: 'saml_digest_mismatch',
  }
  const ofRedirects: typeof everywhere = {
    redirect_parameter_twice: 'saml_redirect_refused',
    redirect_parameter_unknown: 'saml_redirect_refused',
    redirect_both_messages: 'saml_redirect_refused',
    redirect_signature_missing: 'saml_redirect_refused',
    redirect_signature_empty: 'saml_signature_invalid',
    redirect_algorithm_missing: 'saml_redirect_refused',
    redirect_algorithm_unknown: 'saml_signature_algorithm_refused',
    redirect_relay_state_changed: 'saml_signature_invalid',
    redirect_relay_state_added: 'saml_signature_invalid',
    redirect_message_exchanged: 'saml_signature_invalid',
    redirect_encoded_in_lower_case: 'saml_signature_invalid',
    redirect_signed_in_other_order: 'saml_signature_invalid',
    redirect_not_deflated: 'saml_redirect_refused',
    redirect_inflates_to_100_mb: 'saml_redirect_refused',
  }

  it('is complete here', () => {
    const known = [everywhere, ofRequests, ofResponses, ofPostedRequests, ofRedirects]
    expect(known.flatMap((codes) => Object.keys(codes)).toSorted()).toEqual(
      Object.keys(samlLogoutDefects).toSorted(),
    )
  })

  const cases = (
    ['request post', 'request redirect', 'response post', 'response redirect'] as const
  ).flatMap((kind) => {
    const codes = {
      ...everywhere,
      ...(kind.startsWith('request') ? ofRequests : ofResponses),
      ...(kind === 'request post' ? ofPostedRequests : {}),
      ...(kind.endsWith('redirect') ? ofRedirects : {}),
    }
    return Object.entries(codes).map(([name, code]) => {
      const { rule } = samlLogoutDefects[name as SamlLogoutDefect]
      return [`${rule} refuses ${name}: ${kind}`, kind, name as SamlLogoutDefect, code] as const
    })
  })

  it.each(cases)('%s', async (_, kind, name, code) => {
    const [message, binding] = kind.split(' ') as [keyof typeof messages, Binding]
    const error = await refusalOf(messages[message]([name], binding))
    expect(error.code).toBe(code)
    expectDiscretion(error)
  })

  it.each(['post', 'redirect'] as const)('S24 accepts honest messages: %s', async (binding) => {
    expect(await request([], binding)).toMatchObject({ nameId: 'ann@example.com' })
    expect(await response([], binding)).toMatchObject({ confirmed: true })
    // OneLogin signs no answers: the journey ends, and nothing is confirmed.
    expect(await response(['logout_unsigned'], binding)).toMatchObject({ confirmed: false })
  })
})
