import type { Variation } from '../variation.ts'
import { type AlgorithmDefect, algorithmDefects } from './algorithm.ts'
import { type ConfusionDefect, confusionDefects } from './confusion.ts'
import { type DeliveryDefect, deliveryDefects } from './delivery.ts'
import { type DocumentDefect, documentDefects } from './document.ts'
import { type EncryptionDefect, encryptionDefects } from './encryption.ts'
import { type LoginDefect, loginDefects } from './login.ts'
import { type PartyDefect, partyDefects } from './parties.ts'
import { type SignaturePartDefect, signaturePartDefects } from './signature-parts.ts'
import { type SignatureDefect, signatureDefects } from './signature.ts'
import { type EncodingDefect, encodingDefects, type SizeDefect, sizeDefects } from './size.ts'
import {
  type InstructionDefect,
  instructionDefects,
  type SplitTextDefect,
  splitTextDefects,
} from './split-text.ts'
import { type StatementDefect, statementDefects } from './statements.ts'
import { type TimeDefect, timeDefects } from './times.ts'
import { type TransformDefect, transformDefects } from './transforms.ts'
import { type WrappingDefect, wrappingDefects } from './wrapping.ts'

/** Everything that the mock identity provider can do wrong in a response. */
export type SamlDefect =
  | AlgorithmDefect
  | ConfusionDefect
  | DeliveryDefect
  | DocumentDefect
  | EncodingDefect
  | EncryptionDefect
  | InstructionDefect
  | LoginDefect
  | PartyDefect
  | SignatureDefect
  | SignaturePartDefect
  | SizeDefect
  | SplitTextDefect
  | StatementDefect
  | TimeDefect
  | TransformDefect
  | WrappingDefect

export const responseDefects: Readonly<Record<SamlDefect, Variation>> = {
  ...wrappingDefects,
  ...confusionDefects,
  ...signatureDefects,
  ...signaturePartDefects,
  ...algorithmDefects,
  ...transformDefects,
  ...partyDefects,
  ...deliveryDefects,
  ...timeDefects,
  ...statementDefects,
  ...splitTextDefects,
  ...instructionDefects,
  ...documentDefects,
  ...sizeDefects,
  ...encodingDefects,
  ...encryptionDefects,
  ...loginDefects,
}
