import type { Variation } from '../variation.ts'
import { type AttributeVariant, attributeVariants } from './attributes.ts'
import { type DocumentVariant, documentVariants } from './document.ts'
import { type EncryptionVariant, encryptionVariants } from './encryption.ts'
import { type SignatureVariant, signatureVariants } from './signature.ts'
import { type StatementVariant, statementVariants } from './statements.ts'
import { type TimeVariant, timeVariants } from './times.ts'

/** Everything that an honest identity provider may do differently. Refusing it locks people out. */
export type SamlVariant =
  | AttributeVariant
  | DocumentVariant
  | EncryptionVariant
  | SignatureVariant
  | StatementVariant
  | TimeVariant

export const responseVariants: Readonly<Record<SamlVariant, Variation>> = {
  ...signatureVariants,
  ...documentVariants,
  ...statementVariants,
  ...attributeVariants,
  ...timeVariants,
  ...encryptionVariants,
}
