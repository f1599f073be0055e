import { decodeEnvelope, decodeStatus } from './decode/envelope.ts'
import { decodeLogoutRequest } from './decode/logout-request.ts'
import { type MessageName, readMessage } from './decode/message.ts'
import { encryptedIds } from './decode/name-id.ts'
import { decryptParts } from './encrypted-parts.ts'
import { type AtTime, readTrust, type Trust, validationContext } from './expectations.ts'
import { parseInstant } from './instant.ts'
import { issue, issuesError, type SamlIssue } from './issue.ts'
import { readRedirect, type RedirectMessage } from './redirect-binding.ts'
import type {
  LogoutRequestExpectations,
  LogoutResponseExpectations,
  RedirectQuery,
  VerifiedLogoutRequest,
  VerifiedLogoutResponse,
} from './types.ts'
import { checkInResponseTo } from './validators/in-response-to.ts'
import { checkIssuer } from './validators/issuer.ts'
import { checkMessage } from './validators/message.ts'
import { checkNameId, nameIdentifier } from './validators/name-id.ts'
import { isLogoutComplete, statusNames } from './validators/status.ts'
import { checkAge, checkNotOnOrAfter } from './validators/time.ts'
import { SIGNATURE } from './uris.ts'
import { childrenNamed } from './xml/node.ts'
import { verifySignature } from './xml/signature.ts'

/** A LogoutRequest without NotOnOrAfter is as good as expired after this time (rule S24). */
const MAX_REQUEST_AGE_SECONDS = 300

/** Verifies a LogoutRequest, which must be signed (rules S4, S24). Pure but for WebCrypto. */
export async function acceptLogoutRequest(
  samlRequest: string | RedirectQuery,
  expected: AtTime<LogoutRequestExpectations>,
): Promise<VerifiedLogoutRequest> {
  const { sloUrl } = expected
  const context = validationContext(expected, sloUrl, { sloUrl })
  const trust = await readTrust(expected)
  const message = await readSigned(samlRequest, 'LogoutRequest', trust)
  if ('issues' in message) throw issuesError(message.issues)
  const { verified, relayState } = message
  if (!verified) {
    const unsigned = 'A LogoutRequest must be signed; this one is not.'
    throw issuesError([issue('saml_signature_missing', 'LogoutRequest', unsigned)])
  }
  const plaintexts = await decryptParts(encryptedIds(verified.root), true, trust)
  const envelope = decodeEnvelope(verified.root)
  const { nameId, sessionIndexes, notOnOrAfter } = decodeLogoutRequest(verified, plaintexts)
  const issued = 'LogoutRequest.IssueInstant'
  const issues = [
    ...checkIssuer('LogoutRequest.Issuer', envelope.issuer, context.idpEntityId),
    ...checkMessage('LogoutRequest', envelope, true, context),
    ...(notOnOrAfter === undefined
      ? checkAge(issued, envelope.issueInstant, MAX_REQUEST_AGE_SECONDS, context)
      : checkNotOnOrAfter('LogoutRequest.NotOnOrAfter', notOnOrAfter, context)),
    ...checkNameId(nameId),
  ]
  if (issues.length > 0 || !nameId) throw issuesError(issues)
  const issuedAt = parseInstant(envelope.issueInstant)?.getTime() ?? 0
  return {
    id: envelope.id,
    issuer: context.idpEntityId,
    ...nameIdentifier(nameId),
    sessionIndexes,
    notOnOrAfter:
      parseInstant(notOnOrAfter ?? '') ?? new Date(issuedAt + MAX_REQUEST_AGE_SECONDS * 1000),
    ...(relayState !== undefined && { relayState }),
  }
}

/**
 * Verifies a LogoutResponse. An unsigned one may answer our pending request, but confirms nothing
 * (rule S24). Pure but for WebCrypto.
 */
export async function acceptLogoutResponse(
  samlResponse: string | RedirectQuery,
  expected: AtTime<LogoutResponseExpectations>,
): Promise<VerifiedLogoutResponse> {
  const { sloUrl, inResponseTo } = expected
  const context = validationContext(expected, sloUrl, { sloUrl, inResponseTo })
  const trust = await readTrust(expected)
  const message = await readSigned(samlResponse, 'LogoutResponse', trust)
  if ('issues' in message) throw issuesError(message.issues)
  const isSigned = message.verified !== undefined
  const root = message.verified?.root ?? message.root
  const envelope = decodeEnvelope(root)
  const status = decodeStatus(root)
  const path = 'LogoutResponse.InResponseTo'
  const issues = [
    ...checkIssuer('LogoutResponse.Issuer', envelope.issuer, context.idpEntityId),
    ...checkMessage('LogoutResponse', envelope, isSigned, context),
    ...checkInResponseTo(path, envelope.inResponseTo, inResponseTo),
  ]
  if (issues.length > 0) throw issuesError(issues)
  const isComplete = isLogoutComplete(status)
  const reason = isComplete ? 'not signed' : statusNames(status).join(' / ')
  const confirmed = isSigned && isComplete
  return { id: envelope.id, issuer: context.idpEntityId, confirmed, ...(!confirmed && { reason }) }
}

/** A message of either binding; every signature that it has must verify (rule S3). */
async function readSigned(
  message: string | RedirectQuery,
  name: MessageName,
  trust: Trust,
): Promise<RedirectMessage | { readonly issues: readonly SamlIssue[] }> {
  const read =
    typeof message === 'object' && message !== null
      ? await readRedirect(message, name, trust)
      : { root: readMessage(message, name) }
  if ('issues' in read || childrenNamed(read.root, SIGNATURE, 'Signature').length === 0) return read
  const verified = await verifySignature(read.root, trust)
  return 'issues' in verified ? verified : { verified, ...read }
}
