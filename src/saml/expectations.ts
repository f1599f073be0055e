import { sentenceOf, type SsoIssue } from '../errors.ts'
import { readSigningKeys } from './signing-keys.ts'
import type { MessageExpectations } from './types.ts'
import type { ValidationContext } from './validators/context.ts'
import { type DecryptionKey, readDecryptionKeys } from './xml/decryption-keys.ts'
import type { SignatureExpectations } from './xml/signature.ts'
import { samlError } from './error.ts'

/** A pure function is told the time. */
export type AtTime<Expectations extends MessageExpectations> = Expectations & { readonly now: Date }

/** The keys and algorithms of one connection. */
export interface Trust extends SignatureExpectations {
  readonly decryptionKeys: readonly DecryptionKey[]
  readonly allowAesCbc: boolean
}

/** @throws {SsoError} `saml_signing_key_missing`, `saml_certificate_invalid`, `config_invalid` */
export async function readTrust(expected: MessageExpectations): Promise<Trust> {
  return {
    signingKeys: await readSigningKeys(expected.signingCertificates),
    allowSha1: expected.allow?.sha1 === true,
    allowAesCbc: expected.allow?.aesCbc === true,
    decryptionKeys: readDecryptionKeys(expected.decryptionKeys ?? []),
  }
}

const DEFAULT_TOLERANCE_SECONDS = 60
const MAX_TOLERANCE_SECONDS = 300

/**
 * Makes sure that there is something to compare with: a caller without types who forgets a setting
 * must not compare nothing with nothing.
 *
 * @param texts the texts among the expectations by name
 * @throws {SsoError} `config_invalid`
 */
export function validationContext(
  expected: AtTime<MessageExpectations>,
  address: string,
  texts: Readonly<Record<string, string | null>>,
): ValidationContext {
  const { now, idpEntityId, clockToleranceSeconds = DEFAULT_TOLERANCE_SECONDS } = expected
  const issues: SsoIssue[] = []
  const demand = (isRight: boolean, path: string, problem: string) => {
    if (!isRight) issues.push(invalid(path, problem))
  }
  for (const [path, text] of Object.entries(texts)) demand(isText(text), path, 'must be a text')
  demand(isText(idpEntityId), 'idpEntityId', 'must be a text')
  demand(Number.isFinite(now.getTime()), 'now', 'must be a time')
  demand(Number.isFinite(clockToleranceSeconds), 'clockToleranceSeconds', 'must be a number')
  if (issues.length > 0) throw samlError('config_invalid', { message: sentenceOf(issues), issues })
  const toleranceSeconds = Math.min(clockToleranceSeconds, MAX_TOLERANCE_SECONDS)
  return { now, toleranceSeconds, idpEntityId, address }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function invalid(path: string, problem: string): SsoIssue {
  const hint = 'Pass it in the second argument.'
  return { path, code: 'config_invalid', message: `${path} ${problem}.`, hint }
}
