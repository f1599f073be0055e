import { isSsoError, type SsoError, toSsoError } from '../../errors.ts'
import { identify } from '../../login/identify.ts'
import { mergeClaims } from '../../oidc/claims.ts'
import { oidcError } from '../../oidc/error.ts'
import { type IdTokenExpectations, verifyIdToken } from '../../oidc/id-token.ts'
import { checkIdTokenClaims, type IdTokenClaims } from '../../oidc/id-token-claims.ts'
import { type CompactJws, parseCompactJws } from '../../oidc/jws.ts'
import { oidcLoginSteps } from '../../oidc/login-steps.ts'
import type { OidcTrust } from '../../oidc/metadata.ts'
import { expectationsOf } from '../../oidc/received-claims.ts'
import { settingsOf } from '../../oidc/settings.ts'
import { defaultAlgorithms } from '../../oidc/algorithms.ts'
import { sharedIssuerOf } from '../../oidc/tenants.ts'
import { checkKind } from '../../oidc/token-kind.ts'
import { emailTrust } from '../../oidc/vendors/email-trust.ts'
import { stepsAfter } from '../../trace/core-steps.ts'
import type { JsonObject } from '../../types/json.ts'
import type { LoginStep } from '../../types/trace.ts'
import { identityFacts, textsOf } from './identity-facts.ts'
import {
  checksFor,
  type Fact,
  fact,
  type InspectedConnection,
  type Inspection,
} from './inspection.ts'

interface TokenInput {
  readonly token: string
  readonly now: Date
}

/** Judges an ID token as a sign-in would; without a connection, by what it says of itself. */
export async function inspectIdToken(
  input: TokenInput,
  connection: InspectedConnection | undefined,
): Promise<Inspection> {
  const { settings = { issuer: '' }, profile = 'generic' } = connection
    ? { settings: settingsOf(connection.context.settings), profile: connection.context.profile }
    : {}
  const steps = oidcLoginSteps(settings, profile).filter(({ step }) => step === 'id_token')
  let jws: CompactJws
  try {
    jws = parseCompactJws(input.token, 'id_token')
  } catch (error) {
    const failure = toSsoError(error)
    return { facts: [], checks: checksFor(steps, ['id_token'], failure), failure, notes: [] }
  }
  return connection ? asSignIn(input, { jws, steps }, connection) : byItself(input, { jws, steps })
}

interface Parsed {
  readonly jws: CompactJws
  readonly steps: readonly LoginStep[]
}

/** About the token, and not about a person. */
const technical = new Set([
  ...['iss', 'aud', 'azp', 'exp', 'iat', 'nbf', 'auth_time', 'acr', 'amr', 'ver', 'tid'],
  ...['idp', 'at_hash', 'c_hash', 's_hash', 'typ'],
])

/** Ties the token to one request, and logs keep what is printed. */
const unshown = new Set(['nonce'])

const instants = new Set(['exp', 'iat', 'nbf', 'auth_time'])

function factsOf({ algorithm, keyId, type, payload }: CompactJws): readonly Fact[] {
  const claims = Object.entries(payload).flatMap(([name, value]) => {
    if (unshown.has(name)) return fact(name, '(present, not shown)')
    const texts =
      instants.has(name) && typeof value === 'number' ? [instant(value)] : textsOf(value)
    return fact(name, texts, technical.has(name) ? undefined : true)
  })
  return [...fact('alg', algorithm), ...fact('kid', keyId), ...fact('typ', type), ...claims]
}

/** `exp` and the like are seconds; what is none is shown as it came. */
function instant(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : `${date.toISOString()} (${seconds})`
}

async function asSignIn(
  { token }: TokenInput,
  { jws, steps }: Parsed,
  { core, loaded, revision, context }: InspectedConnection,
): Promise<Inspection> {
  const settings = settingsOf(context.settings)
  const trust = context.trust.document as unknown as OidcTrust | undefined
  const facts = factsOf(jws)
  const notes = [
    'Whether this browser asked for it (nonce), and whether it was used before, only a sign-in knows.',
    'Access rules and accounts were not asked: `connections.test` does.',
  ]
  const all = [...steps, ...stepsAfter.filter(({ step }) => step === 'claims')]
  try {
    if (trust?.metadata?.issuer !== settings.issuer) throw keysMissing()
    const { nonce } = jws.payload
    const claims = await verifyIdToken(token, {
      ...(await expectationsOf(settings, context)),
      jwks: trust.jwks as unknown as IdTokenExpectations['jwks'],
      // A token without one answers no request of ours; an empty text is no nonce.
      nonce: typeof nonce === 'string' ? nonce : '',
    })
    return identified(claims, { facts, notes, all }, { core, loaded, revision, context })
  } catch (error) {
    const failure = toSsoError(error)
    return { facts, checks: checksFor(all, ['id_token'], failure), failure, notes }
  }
}

/** What is not in the token may be in userinfo, which only a sign-in can ask. */
async function identified(
  claims: IdTokenClaims,
  {
    facts,
    notes,
    all,
  }: { facts: readonly Fact[]; notes: readonly string[]; all: readonly LoginStep[] },
  { core, loaded, revision, context }: Omit<InspectedConnection, 'provider'>,
): Promise<Inspection> {
  const settings = settingsOf(context.settings)
  const answer = {
    issuer: claims.iss,
    subject: claims.sub,
    claims: mergeClaims(claims),
    emailTrust: emailTrust(settings, context.profile),
  }
  try {
    const identity = await identify(core, loaded, revision.claims, answer)
    const checks = checksFor(all, ['id_token', 'claims'], undefined)
    return { facts: [...facts, ...identityFacts(identity)], checks, notes }
  } catch (error) {
    const failure = toSsoError(error)
    const checks = checksFor(all, ['id_token', 'claims'], failure)
    const mayBeElsewhere =
      settings.userinfo !== 'never' && isSsoError(failure, 'identity_claim_missing')
    if (!mayBeElsewhere) return { facts, checks, failure, notes }
    const note = `${failure.message} A sign-in would ask userinfo for it.`
    return {
      facts,
      notes: [...notes, note],
      checks: checks.map((check) =>
        check.name === 'claims' ? { ...check, status: 'unknown' } : check,
      ),
    }
  }
}

function keysMissing(): SsoError {
  return oidcError('oidc_keys_unavailable', {
    message: 'No keys of this provider are stored with the connection.',
    hint: 'Activate the connection, or sign in once, so that the keys are stored.',
  })
}

/** Needs keys, a client id or a request to be compared with. */
const needsConnection = new Set([
  ...['signing_key', 'id_token_signature', 'id_token_issuer', 'id_token_audience'],
  ...['nonce', 'token_hashes'],
])

async function byItself({ now }: TokenInput, { jws, steps }: Parsed): Promise<Inspection> {
  const facts = factsOf(jws)
  const notes = [
    'Its signature was not verified, for which its keys are needed: name a connection.',
  ]
  let failure: SsoError | undefined
  try {
    checkAlgorithm(jws)
    checkKind(jws, 'id_token')
    await checkIdTokenClaims(jws.payload, jws.algorithm, ownExpectations(jws.payload, now))
  } catch (error) {
    failure = toSsoError(error)
  }
  const checks = checksFor(steps, ['id_token'], failure).map((check) => {
    const isUnknown = check.status === 'pass' && needsConnection.has(check.name)
    return isUnknown ? { ...check, status: 'unknown' as const } : check
  })
  return { facts, checks, notes, ...(failure ? { failure } : {}) }
}

function checkAlgorithm({ algorithm }: CompactJws): void {
  if (defaultAlgorithms.includes(algorithm)) return
  throw oidcError('oidc_id_token_algorithm_refused', {
    detail: { received: algorithm, allowed: defaultAlgorithms },
  })
}

/** Nothing that belongs to a connection can fail: the token is compared with itself. */
function ownExpectations({ iss, aud, azp, nonce, tid, hd }: JsonObject, now: Date) {
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string')
  const tenants = [tid, hd].filter((one) => typeof one === 'string')
  const issuer = typeof iss === 'string' ? iss : ''
  return {
    ...{ issuer, now },
    clientId: typeof azp === 'string' ? azp : (audiences[0] ?? ''),
    trustedAudiences: audiences,
    ...(typeof nonce === 'string' ? { nonce } : {}),
    ...(sharedIssuerOf(issuer) && tenants.length > 0 ? { allowedTenants: tenants } : {}),
  }
}
