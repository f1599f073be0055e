import { generateKeyPairSync } from 'node:crypto'
import { isSsoError, toSsoError } from '../../errors.ts'
import { identify } from '../../login/identify.ts'
import { readMessage } from '../../saml/decode/message.ts'
import { samlLoginSteps } from '../../saml/login-steps.ts'
import { acceptResponse } from '../../saml/response.ts'
import type { XmlElement } from '../../saml/xml/node.ts'
import { stepsAfter } from '../../trace/core-steps.ts'
import type { LoginStep } from '../../types/trace.ts'
import type { CliCheck } from '../checks.ts'
import { claimedFacts, identityFacts } from './identity-facts.ts'
import { checksFor, type InspectedConnection, type Inspection } from './inspection.ts'
import { type ClaimedResponse, claimedResponse } from './saml-facts.ts'

/** A response, and when it is judged. */
export interface ResponseInput {
  readonly encoded: string
  readonly now: Date
}

/** Of an answer that says nothing; it is then refused for exactly that. */
const NOBODY = 'urn:ssokit:nobody'

/** Judges a response as a sign-in would; without a connection, by what it says of itself. */
export async function inspectSamlResponse(
  input: ResponseInput,
  connection: InspectedConnection | undefined,
): Promise<Inspection> {
  let root: XmlElement
  try {
    root = readMessage(input.encoded, 'Response')
  } catch (error) {
    const failure = toSsoError(error)
    const steps = samlLoginSteps(connection?.loaded.record.connection.profile ?? 'generic')
    const checks = checksFor(stepsOf(steps), ['message'], failure)
    return { facts: [], checks, failure, notes: [] }
  }
  const claimed = await claimedResponse(root)
  return connection ? asSignIn(input, claimed, connection) : byItself(input, claimed)
}

/** A sign-in of this very response, up to where it would count as used. */
async function asSignIn(
  { encoded }: ResponseInput,
  claimed: ClaimedResponse,
  { core, provider, loaded, revision, context }: InspectedConnection,
): Promise<Inspection> {
  const { inResponseTo } = claimed
  const steps = [
    ...stepsOf(samlLoginSteps(context.profile)),
    ...stepsAfter.filter(({ step }) => step === 'claims'),
  ]
  const reached: string[] = []
  const notes = [
    !inResponseTo
      ? 'It answers no request: the connection decides what becomes of it (`idpInitiated`).'
      : 'Whether this browser asked for it (InResponseTo), and whether it was used before, only a sign-in knows.',
    'Access rules and accounts were not asked: `connections.test` does.',
  ]
  try {
    const answer = await provider.finishLogin({
      ...context,
      handle: '',
      flow: inResponseTo ? { requestId: inResponseTo } : undefined,
      message: { method: 'POST', parameters: new Map([['SAMLResponse', encoded]]) },
      reached: (step) => void reached.push(step),
      reserve: async () => {},
    })
    reached.push('claims')
    // An encrypted assertion shows only now what it says.
    const said = claimed.isEncrypted ? claimedFacts(answer.claims) : []
    const facts = [...claimed.facts, ...said]
    try {
      const identity = await identify(core, loaded, revision.claims, answer)
      const checks = checksFor(steps, reached, undefined)
      return { facts: [...facts, ...identityFacts(identity)], checks, notes }
    } catch (error) {
      const failure = toSsoError(error)
      return { facts, checks: checksFor(steps, reached, failure), failure, notes }
    }
  } catch (error) {
    const failure = toSsoError(error)
    const { facts } = claimed
    return { facts, checks: checksFor(steps, reached, failure), failure, notes }
  }
}

/** Everything but trust: form, signature by its own certificate, parties that agree, times. */
async function byItself(
  { encoded, now }: ResponseInput,
  claimed: ClaimedResponse,
): Promise<Inspection> {
  const { facts, certificates, isEncrypted, issuer, audience, address, inResponseTo } = claimed
  const hasCertificate = certificates.length > 0
  const notes = [
    'It was held against what it says of itself, which proves nothing about who sent it: name a connection for that.',
    ...(isEncrypted
      ? ['The assertion is encrypted: it can be read with the connection’s keys only.']
      : []),
    ...(hasCertificate
      ? []
      : ['No certificate came along, so neither a signature nor what it covers could be checked.']),
  ]
  const reached: string[] = []
  const expected = {
    ...{ now, allowUnsolicited: inResponseTo === undefined },
    signingCertificates: hasCertificate ? certificates : nobodysKeys(),
    idpEntityId: issuer || NOBODY,
    spEntityId: audience || NOBODY,
    acsUrl: address || NOBODY,
    inResponseTo: inResponseTo || null,
  }
  const steps = stepsOf(samlLoginSteps('generic')).filter(({ step }) => !needsConnection.has(step))
  try {
    await acceptResponse(encoded, expected, (step) => void reached.push(step))
    return { facts, checks: checksFor(steps, reached, undefined), notes }
  } catch (error) {
    const failure = toSsoError(error)
    const checks = checksFor(steps, reached, failure)
    const isUnjudged =
      (isEncrypted && isSsoError(failure, 'saml_decryption_key_missing')) ||
      (!hasCertificate && isSsoError(failure, 'saml_signature_invalid'))
    return isUnjudged
      ? { facts, checks: checks.map(unjudged), notes }
      : { facts, checks, failure, notes }
  }
}

/** Stand for the key that is not known, of either kind; nothing is signed with them. */
function nobodysKeys(): readonly string[] {
  const pairs = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ]
  return pairs.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }).toString())
}

/** What failed for want of a key says nothing. */
function unjudged({ name, status }: CliCheck): CliCheck {
  return { name, status: status === 'fail' ? 'unknown' : status }
}

const needsConnection: ReadonlySet<string> = new Set(['name_id_format', 'authentication_age'])

/** What was used before is not known here. */
const stepsOf = (steps: readonly LoginStep[]): readonly LoginStep[] =>
  steps.filter(({ step }) => step !== 'single_use')
