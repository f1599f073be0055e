import { decodeAssertion, encryptedParts } from './decode/assertion.ts'
import { decodeEnvelope, decodeStatus } from './decode/envelope.ts'
import { readMessage } from './decode/message.ts'
import { decryptParts } from './encrypted-parts.ts'
import { type AtTime, readTrust, validationContext } from './expectations.ts'
import { issuesError } from './issue.ts'
import { verifySignedAssertion } from './signed-assertion.ts'
import type { ResponseExpectations, VerifiedAssertion } from './types.ts'
import { checkAssertion } from './validators/assertion.ts'
import type { ResponseContext } from './validators/context.ts'
import { checkEncryption } from './validators/encryption.ts'
import { checkEnvelope } from './validators/envelope.ts'
import { statusError, SUCCESS } from './validators/status.ts'
import { checkUnsolicited } from './validators/unsolicited.ts'
import { verifiedAssertion } from './verified-assertion.ts'

/**
 * Reads a response as far as that needs no trust, verifies its signatures, and reads who signed in
 * from what they cover. Pure but for WebCrypto.
 *
 * @param reached is told which step of `samlLoginSteps` begins
 */
export async function acceptResponse(
  samlResponse: string,
  expected: AtTime<ResponseExpectations>,
  reached: (step: string) => void = () => {},
): Promise<VerifiedAssertion> {
  reached('signing_certificates')
  const context = responseContext(expected)
  const trust = await readTrust(expected)
  reached('message')
  const response = readMessage(samlResponse, 'Response')
  const claimed = decodeEnvelope(response)
  const status = decodeStatus(response)
  reached('status')
  if (status.code !== SUCCESS) throw statusError(status)

  reached('assertion')
  const signed = await verifySignedAssertion(response, trust, reached)
  if ('issues' in signed) {
    // What an unverified envelope claims helps the admin to find the cause, and nobody else.
    throw issuesError([...signed.issues, ...checkEnvelope(claimed, false, context)])
  }
  const isResponseSigned = signed.response !== undefined
  if (signed.isEncrypted) reached('signature')
  const parts = encryptedParts(signed.assertion)
  if (parts.length > 0) reached('decryption')
  const plaintexts = await decryptParts(parts, isResponseSigned, trust)
  const assertion = decodeAssertion(signed.assertion, plaintexts)
  reached('content')
  const envelope = signed.response ? decodeEnvelope(signed.response.root) : claimed
  const issues = [
    ...checkEncryption(signed.isEncrypted, context),
    ...checkUnsolicited(envelope, assertion, context),
    ...checkEnvelope(envelope, isResponseSigned, context),
    ...checkAssertion(assertion, context),
  ]
  if (issues.length > 0) throw issuesError(issues)
  return verifiedAssertion(assertion, context)
}

function responseContext(expected: AtTime<ResponseExpectations>): ResponseContext {
  const { spEntityId, acsUrl, inResponseTo } = expected
  // `null` is a statement, an absent or empty id is a mistake.
  const texts =
    inResponseTo === null ? { spEntityId, acsUrl } : { spEntityId, acsUrl, inResponseTo }
  const { now, toleranceSeconds, idpEntityId, address } = validationContext(expected, acsUrl, texts)
  return {
    now,
    toleranceSeconds,
    idpEntityId,
    address,
    spEntityId,
    inResponseTo,
    // A switch that opens is on for `true` alone, one that closes is off for nothing but `false`.
    allowUnsolicited: expected.allowUnsolicited === true,
    requireEncryption: (expected.requireEncryption ?? false) !== false,
  }
}
