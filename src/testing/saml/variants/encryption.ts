import { encrypted } from '../encrypt.ts'
import { sharedKeyPair } from '../keys.ts'
import { encryptedWith } from '../steps.ts'
import { replaceAt } from '../tree.ts'
import { ASSERTION } from '../uris.ts'
import type { Variation } from '../variation.ts'
import { isElement } from '../xml.ts'

/** How honest providers encrypt. */
export type EncryptionVariant =
  | 'encrypted_aes128_gcm'
  | 'encrypted_aes192_gcm'
  | 'encrypted_aes256_gcm'
  | 'encrypted_oaep_sha256'
  | 'encrypted_oaep_mgf1p_sha256'
  | 'encrypted_oaep_11_sha1'
  | 'encrypted_oaep_11_sha512_mask_sha256'
  | 'encrypted_with_label'
  | 'encrypted_key_beside'
  | 'encrypted_key_named'
  | 'encrypted_for_two'
  | 'encrypted_with_old_key'
  | 'encrypted_in_signed_response'
  | 'encrypted_unsigned_in_signed_response'
  | 'encrypted_cbc_in_signed_response'
  | 'encrypted_cbc_by_opt_in'
  | 'encrypted_without_own_namespaces'
  | 'encrypted_without_type'
  | 'encrypted_name_id'
  | 'encrypted_attribute'

const other = () => sharedKeyPair('other service provider')

export const encryptionVariants: Readonly<Record<EncryptionVariant, Variation>> = {
  encrypted_aes128_gcm: encryptedWith('S21', 'AES-128-GCM.', { content: 'aes128-gcm' }),
  encrypted_aes192_gcm: encryptedWith('S21', 'AES-192-GCM.', { content: 'aes192-gcm' }),
  encrypted_aes256_gcm: encryptedWith('S21', 'AES-256-GCM with RSA-OAEP and SHA-1.'),
  encrypted_oaep_sha256: encryptedWith('S21', 'RSA-OAEP with SHA-256 for label and mask.', {
    transport: 'rsa-oaep',
    digest: 'sha256',
    mask: 'sha256',
  }),
  encrypted_oaep_mgf1p_sha256: encryptedWith(
    'S21',
    'RSA-OAEP with SHA-256 for the label and, as this algorithm has it, SHA-1 for the mask.',
    { digest: 'sha256' },
  ),
  encrypted_oaep_11_sha1: encryptedWith('S21', 'RSA-OAEP of version 1.1 with SHA-1.', {
    transport: 'rsa-oaep',
  }),
  encrypted_oaep_11_sha512_mask_sha256: encryptedWith(
    'S21',
    'RSA-OAEP with SHA-512 for the label and SHA-256 for the mask.',
    { transport: 'rsa-oaep', digest: 'sha512', mask: 'sha256' },
  ),
  encrypted_with_label: encryptedWith('S21', 'RSA-OAEP with a label (OAEPparams).', {
    label: Uint8Array.of(1, 2, 3, 4),
  }),
  encrypted_key_beside: encryptedWith('S22', 'EncryptedKey stands beside EncryptedData.', {
    placement: 'beside',
  }),
  encrypted_key_named: encryptedWith(
    'S22',
    'EncryptedKey stands beside EncryptedData, which names it by RetrievalMethod, as Okta does.',
    { placement: 'named' },
  ),
  encrypted_for_two: {
    rule: 'S22',
    description: 'The key is encrypted for somebody else and for us.',
    plan: ({ defaultEncryption }) => ({
      encryption: {
        ...defaultEncryption,
        certificates: [other().certificate, ...defaultEncryption.certificates],
      },
    }),
  },
  encrypted_with_old_key: {
    rule: 'S21',
    description: 'Encrypted for the older of our two keys.',
    plan: ({ defaultEncryption, expected }) => ({
      encryption: defaultEncryption,
      expected: { ...expected, decryptionKeys: [other().privateKey, ...expected.decryptionKeys] },
    }),
  },
  encrypted_in_signed_response: encryptedWith(
    'S21',
    'A signed assertion is encrypted, and then the response is signed.',
    {},
    ['assertion', 'response'],
  ),
  encrypted_unsigned_in_signed_response: encryptedWith(
    'S21',
    'The encrypted assertion is not signed itself, the response is.',
    {},
    ['response'],
  ),
  encrypted_cbc_in_signed_response: encryptedWith(
    'S21',
    'AES-256-CBC in a signed response, as Entra, ADFS and Okta send it.',
    { content: 'aes256-cbc' },
    ['assertion', 'response'],
  ),
  encrypted_cbc_by_opt_in: {
    rule: 'S21',
    description: 'AES-128-CBC in an unsigned response, which the connection opted in to.',
    plan: ({ defaultEncryption, expected }) => ({
      signs: ['assertion'],
      encryption: { ...defaultEncryption, content: 'aes128-cbc' },
      expected: { ...expected, allow: { aesCbc: true } },
    }),
  },
  encrypted_without_own_namespaces: {
    ...encryptedWith('S21', 'The plaintext uses a prefix that its surroundings declare.', {
      changePlaintext: (xml) => xml.replace(` xmlns:saml="${ASSERTION}"`, ''),
    }),
  },
  encrypted_without_type: encryptedWith('S21', 'EncryptedData has no Type.', {
    changeData: (data) => ({ ...data, attributes: [] }),
  }),
  encrypted_name_id: {
    rule: 'S21',
    description: 'The NameID is encrypted in a signed assertion.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, 'saml:Subject/saml:NameID', (nameId) =>
        encrypted(nameId, plan.defaultEncryption, 'saml:EncryptedID'),
      ),
  },
  encrypted_attribute: {
    rule: 'S21',
    description: 'The last attribute is encrypted in a signed assertion.',
    assertion: (assertion, { plan }) =>
      replaceAt(assertion, 'saml:AttributeStatement', (statement) => ({
        ...statement,
        children: statement.children.map((attribute, index) => {
          const isLast = index === statement.children.length - 1
          if (!isElement(attribute) || !isLast) return attribute
          return encrypted(attribute, plan.defaultEncryption, 'saml:EncryptedAttribute')
        }),
      })),
  },
}
