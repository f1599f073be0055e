import { encrypted } from '../encrypt.ts'
import { sharedKeyPair } from '../keys.ts'
import { encryptedWith } from '../steps.ts'
import { append, childNamed, prepend, replaceAt, withAttribute } from '../tree.ts'
import { XMLENC } from '../uris.ts'
import type { Kit, Variation } from '../variation.ts'
import { element, type MockElement } from '../xml.ts'

/** Encrypted messages that must not be believed, or not even be decrypted. */
export type EncryptionDefect =
  | 'encrypted_unsigned'
  | 'encrypted_forgery'
  | 'encrypted_forgery_beside_signed'
  | 'encrypted_twice'
  | 'encrypted_for_stranger'
  | 'encrypted_without_our_having_a_key'
  | 'encrypted_cbc_in_unsigned_response'
  | 'encrypted_tripledes'
  | 'encrypted_rsa_1_5'
  | 'encrypted_digest_unknown'
  | 'encrypted_mask_unknown'
  | 'encrypted_content_algorithm_missing'
  | 'encrypted_cipher_reference'
  | 'encrypted_key_cipher_reference'
  | 'encrypted_key_missing'
  | 'encrypted_keys_100'
  | 'encrypted_key_retrieved_from_host'
  | 'encrypted_key_retrieved_by_transform'
  | 'encrypted_key_retrieved_from_nowhere'
  | 'encrypted_key_too_short'
  | 'encrypted_tag_shortened'
  | 'encrypted_tampered'
  | 'encrypted_cut_off'
  | 'encrypted_data_twice'
  | 'encrypted_as_content'
  | 'encrypted_plaintext_not_xml'
  | 'encrypted_plaintext_not_utf8'
  | 'encrypted_plaintext_doctype'
  | 'encrypted_plaintext_empty'
  | 'encrypted_plaintext_two_elements'
  | 'encrypted_plaintext_text_around'
  | 'encrypted_plaintext_closes_context'
  | 'encrypted_plaintext_other_element'
  | 'encrypted_plaintext_nested_assertion'
  | 'encrypted_signed_by_stranger_in_signed_response'
  | 'encrypted_name_id_for_stranger'
  | 'encrypted_name_id_is_attribute'

const value = 'xenc:CipherData/xenc:CipherValue'
const reference = () =>
  element('xenc:CipherReference', { URI: 'https://attacker.example.net/octets' })

/** The RetrievalMethod that names the EncryptedKey. */
const retrieval = (change: (method: MockElement) => MockElement) => ({
  placement: 'named' as const,
  changeData: (data: MockElement) => replaceAt(data, 'ds:KeyInfo/ds:RetrievalMethod', change),
})

const algorithmOf =
  (path: string, algorithm: string | undefined) =>
  (one: MockElement): MockElement =>
    replaceAt(one, path, (found) => withAttribute(found, 'Algorithm', algorithm))

/** Bytes. */
const GCM_TAG = 16

export const encryptionDefects: Readonly<Record<EncryptionDefect, Variation>> = {
  encrypted_unsigned: encryptedWith('S21', 'Encrypted, but nothing is signed.', {}, []),
  encrypted_forgery: {
    ...encryptedWith('S21', 'A forged assertion, encrypted as anybody can.', {}, []),
    facts: () => ({ nameId: 'mallory@example.com' }),
  },
  encrypted_forgery_beside_signed: {
    rule: 'S6',
    description: 'A forged encrypted assertion beside the signed plain one (CVE-2026-2092).',
    plan: () => ({ signs: ['assertion'] }),
    message: (response, { plan, forged }) =>
      append(response, encrypted(forged(), plan.defaultEncryption)),
  },
  encrypted_twice: {
    ...encryptedWith('S6', 'The encrypted assertion stands there twice.'),
    response: (response) => append(response, childNamed(response, 'saml:EncryptedAssertion')),
  },
  encrypted_for_stranger: {
    rule: 'S21',
    description: 'Encrypted for somebody else.',
    plan: ({ defaultEncryption }) => ({
      encryption: {
        ...defaultEncryption,
        certificates: [sharedKeyPair('other service provider').certificate],
      },
    }),
  },
  encrypted_without_our_having_a_key: {
    rule: 'S21',
    description: 'Encrypted, although the connection has no key to decrypt with.',
    plan: ({ defaultEncryption, expected }) => ({
      encryption: defaultEncryption,
      expected: { ...expected, decryptionKeys: [] },
    }),
  },
  encrypted_cbc_in_unsigned_response: encryptedWith(
    'S21',
    'AES-CBC in a response without a signature; nobody opted in.',
    { content: 'aes256-cbc' },
  ),
  encrypted_tripledes: encryptedWith(
    'S21',
    'Triple DES in a signed response.',
    { content: 'tripledes-cbc' },
    ['assertion', 'response'],
  ),
  encrypted_rsa_1_5: encryptedWith(
    'S21',
    'The key is encrypted with RSA-1_5, in a signed response.',
    { transport: 'rsa-1_5' },
    ['assertion', 'response'],
  ),
  encrypted_digest_unknown: encryptedWith('S21', 'RSA-OAEP with MD5.', {
    changeKey: algorithmOf(
      'xenc:EncryptionMethod/ds:DigestMethod',
      'http://www.w3.org/2001/04/xmldsig-more#md5',
    ),
  }),
  encrypted_mask_unknown: encryptedWith('S21', 'RSA-OAEP with a mask that nobody knows.', {
    transport: 'rsa-oaep',
    changeKey: algorithmOf('xenc:EncryptionMethod/xenc11:MGF', 'urn:example:mask'),
  }),
  encrypted_content_algorithm_missing: encryptedWith('S21', 'Nothing says how it is encrypted.', {
    changeData: algorithmOf('xenc:EncryptionMethod', undefined),
  }),
  encrypted_cipher_reference: encryptedWith('S22', 'The encrypted octets are on another host.', {
    changeData: (data) => replaceAt(data, value, reference),
  }),
  encrypted_key_cipher_reference: encryptedWith('S22', 'The encrypted key is on another host.', {
    changeKey: (key) => replaceAt(key, value, reference),
  }),
  encrypted_key_missing: encryptedWith('S22', 'There is no EncryptedKey.', { certificates: [] }),
  encrypted_keys_100: {
    rule: 'X5',
    description: 'The key is encrypted a hundred times.',
    plan: ({ defaultEncryption }) => ({
      encryption: {
        ...defaultEncryption,
        certificates: Array.from({ length: 100 }, () => defaultEncryption.certificates).flat(),
      },
    }),
  },
  encrypted_key_retrieved_from_host: encryptedWith(
    'S22',
    'RetrievalMethod names an address on another host.',
    retrieval((method) => withAttribute(method, 'URI', 'https://attacker.example.net/key')),
  ),
  encrypted_key_retrieved_by_transform: encryptedWith(
    'S22',
    'RetrievalMethod has a transform.',
    retrieval((method) =>
      append(
        method,
        element(
          'ds:Transforms',
          {},
          element('ds:Transform', { Algorithm: 'http://www.w3.org/TR/1999/REC-xslt-19991116' }),
        ),
      ),
    ),
  ),
  encrypted_key_retrieved_from_nowhere: encryptedWith(
    'S22',
    'RetrievalMethod names an element that is not there.',
    retrieval((method) => withAttribute(method, 'URI', '#_another-key')),
  ),
  encrypted_key_too_short: encryptedWith('S21', 'The key has half the bits that it should have.', {
    changeContentKey: (key) => key.subarray(0, 16),
  }),
  encrypted_tag_shortened: encryptedWith('S21', 'The tag of AES-GCM has 4 bytes.', {
    changeCiphertext: (bytes) => bytes.subarray(0, 4 - GCM_TAG),
  }),
  encrypted_tampered: encryptedWith('S21', 'One bit of the encrypted octets is another.', {
    changeCiphertext: (bytes) => bytes.map((byte, index) => (index === 100 ? byte ^ 1 : byte)),
  }),
  encrypted_cut_off: encryptedWith('S21', 'Only the initialization vector is there.', {
    changeCiphertext: (bytes) => bytes.subarray(0, 12),
  }),
  encrypted_data_twice: {
    ...encryptedWith('S21', 'EncryptedAssertion has two EncryptedData.'),
    response: (response) =>
      replaceAt(response, 'saml:EncryptedAssertion', (container) =>
        append(container, childNamed(container, 'xenc:EncryptedData')),
      ),
  },
  encrypted_as_content: encryptedWith('S21', 'The plaintext is to replace content, no element.', {
    changeData: (data) => withAttribute(data, 'Type', `${XMLENC}Content`),
  }),
  encrypted_plaintext_not_xml: encryptedWith('S21', 'The plaintext is no XML.', {
    changePlaintext: () => '{"nameId":"mallory@example.com"}',
  }),
  encrypted_plaintext_not_utf8: encryptedWith('X2', 'The plaintext is no UTF-8.', {
    changePlaintext: (xml) => Buffer.from(xml, 'utf16le'),
  }),
  encrypted_plaintext_doctype: encryptedWith('X1', 'The plaintext has a DOCTYPE.', {
    changePlaintext: (xml) => `<!DOCTYPE x [<!ENTITY e "x">]>${xml}`,
  }),
  encrypted_plaintext_empty: encryptedWith('S21', 'The plaintext is empty.', {
    changePlaintext: () => '',
  }),
  encrypted_plaintext_two_elements: encryptedWith('S21', 'The plaintext is two assertions.', {
    changePlaintext: (xml) => xml + xml.replaceAll(/ID="[^"]*"/g, 'ID="_2"'),
  }),
  encrypted_plaintext_text_around: encryptedWith('S21', 'Text stands around the plaintext.', {
    changePlaintext: (xml) => `x${xml}`,
  }),
  encrypted_plaintext_closes_context: encryptedWith(
    'S21',
    'The plaintext closes an element that it did not open.',
    { changePlaintext: (xml) => `${xml}</context><context>` },
  ),
  encrypted_plaintext_other_element: encryptedWith('S21', 'The plaintext is no assertion.', {
    changePlaintext: () =>
      '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">mallory@example.com</saml:NameID>',
  }),
  encrypted_plaintext_nested_assertion: {
    ...encryptedWith('S6', 'A forged assertion around the signed one, encrypted.'),
    signedAssertion: (assertion: MockElement, { forged }: Kit) => prepend(forged(), assertion),
  },
  encrypted_signed_by_stranger_in_signed_response: {
    ...encryptedWith('S3', 'A stranger signed what is encrypted, the provider the response.', {}, [
      'assertion',
      'response',
    ]),
    signature: (_order, part, { strangerKey }) =>
      part === 'assertion' ? { key: strangerKey() } : {},
  },
  encrypted_name_id_for_stranger: {
    rule: 'S21',
    description: 'The NameID is encrypted for somebody else.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, 'saml:Subject/saml:NameID', (nameId) => {
        const { certificate } = sharedKeyPair('other service provider')
        const order = { ...plan.defaultEncryption, certificates: [certificate] }
        return encrypted(nameId, order, 'saml:EncryptedID')
      }),
  },
  encrypted_name_id_is_attribute: {
    rule: 'S25',
    description: 'What EncryptedID holds is an Attribute.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, 'saml:Subject/saml:NameID', () => {
        const attribute = element('saml:Attribute', { Name: 'x' })
        return encrypted(attribute, plan.defaultEncryption, 'saml:EncryptedID')
      }),
  },
}
