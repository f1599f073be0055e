import { printable, type SsoError } from '../errors.ts'
import type { AccessSettings, ClaimMapping } from '../types/connection.ts'
import type { Identity, ReceivedClaims } from '../types/identity.ts'
import type { JsonValue } from '../types/json.ts'
import type { TestFinding, TestReport } from '../types/login.ts'
import { uiTexts } from '../ui-texts.ts'
import { bounded } from './bounded.ts'

/** What one test has shown. Whatever came before the failure is in it. */
export interface TestFacts {
  readonly at: Date
  readonly fingerprint: string
  readonly profile: string
  readonly claims: ClaimMapping
  /** What the protocol maps where nobody said otherwise. */
  readonly defaultClaims: ClaimMapping
  readonly access: AccessSettings
  readonly answer?: {
    readonly claims: ReceivedClaims
    readonly authentication: {
      readonly at: Date
      readonly acr?: string
      readonly amr?: readonly string[]
    }
  }
  readonly identity?: Identity
  readonly decision?: NonNullable<TestReport['access']> & { readonly hint?: string }
  readonly failure?: Pick<SsoError, 'code' | 'message' | 'hint'>
}

/** Characters in all; more than any admin reads, and a small row in every storage. */
const MAX_CLAIM_CHARACTERS = 12_000
const MAX_GROUP_CHARACTERS = 6000
const MAX_REASONS = 30

/**
 * Makes the report of a test. Pure. It fails for what is wrong with the configuration; that this one
 * person would be refused is a warning, since IT admins are rarely in the groups they map.
 */
export function testReport(facts: TestFacts): TestReport {
  const { answer, identity, decision, failure } = facts
  const missing = answer ? missingClaims(facts, answer.claims) : []
  const issues = [
    // Missing claims have findings of their own.
    ...(failure && !(failure.code === 'identity_claim_missing' && missing.length > 0)
      ? [finding(failure.code, failure.message, failure.hint)]
      : []),
    ...missing.map(missingClaim),
    ...configurationFaults(facts),
  ]
  const claims = bounded(
    [...(answer?.claims ?? [])].map(([name, { value, source }]) => ({
      ...{ name: printable(name), value: shown(value), source },
    })),
    ({ name, value }) => name.length + value.length,
    MAX_CLAIM_CHARACTERS,
  )
  const groups = bounded(
    (identity?.groups ?? []).map(printable),
    (name) => name.length,
    MAX_GROUP_CHARACTERS,
  )
  const [first] = issues
  return {
    status: first ? 'failed' : 'passed',
    message: first ? first.message : uiTexts.en.testPassed,
    at: facts.at.toISOString(),
    fingerprint: facts.fingerprint,
    ...{ issues, warnings: warningsOf(facts), missing, claims: claims.kept },
    ...(identity?.groups ? { groups: groups.kept } : {}),
    omitted: { claims: claims.omitted, groups: groups.omitted },
    ...(identity ? { person: personOf(identity) } : {}),
    ...(decision ? { access: accessOf(decision) } : {}),
    ...(answer ? { authentication: authenticationOf(answer.authentication) } : {}),
  }
}

const finding = (code: string, message: string, hint: string): TestFinding => ({
  ...{ code, message, hint },
})

/** Refusals that no other person would be spared. */
const faultCodes = ['access_role_unknown']

function configurationFaults({ decision }: TestFacts): TestFinding[] {
  const last = decision?.kind === 'refuse' ? decision.reasons.at(-1) : undefined
  if (!last || !faultCodes.includes(last.code)) return []
  return [finding(last.code, last.message, decision?.hint ?? '')]
}

/** Claims that somebody relies on: required, named by an admin, or needed by the access decision. */
function missingClaims({ claims, defaultClaims, access }: TestFacts, received: ReceivedClaims) {
  const isChosen = claims.email !== defaultClaims.email
  const needed = [
    ...claims.require,
    ...(claims.subject === undefined ? [] : [claims.subject]),
    ...(isChosen || needsEmail(access) ? [claims.email] : []),
    ...(needsGroups(access) ? [claims.groups ?? 'groups'] : []),
  ]
  return [...new Set(needed)].filter((name) => !isThere(received, name, name === claims.groups))
}

function needsEmail({ emailDomains, provisioning, linking }: AccessSettings): boolean {
  return emailDomains === 'verified' || provisioning === 'invite' || linking !== 'never'
}

/** Where absent groups mean none, they are no fault; that a test saw them is a gate of its own. */
function needsGroups({ roles, groupsAbsent }: AccessSettings): boolean {
  return roles !== undefined && groupsAbsent === 'error'
}

/** As the identity reads them: empty texts and null are no value, an empty list of groups is one. */
function isThere(claims: ReceivedClaims, name: string, isGroups: boolean): boolean {
  const value = claims.get(name)?.value
  if (value === undefined || value === null || value === '') return false
  return isGroups || !(Array.isArray(value) && value.length === 0)
}

function missingClaim(name: string): TestFinding {
  const claim = printable(name)
  const hint = `Add the claim ${claim} at the identity provider, for this application and the scopes that the connection asks for, or change the claim mapping.`
  return finding('identity_claim_missing', `The claim ${claim} did not come.`, hint)
}

function warningsOf(facts: TestFacts): TestFinding[] {
  const { claims, identity, decision, profile, answer } = facts
  const warnings: TestFinding[] = []
  const warn = (code: string, message: string, hint: string) =>
    warnings.push(finding(code, message, hint))
  if (decision?.kind === 'refuse') {
    const last = decision.reasons.at(-1)
    const message = `This person would be refused: ${last?.message ?? 'no reason is known.'}`
    warn(last?.code ?? 'access_refused', message, decision.hint ?? 'Look at the access settings.')
  }
  if (identity && identity.email === undefined) {
    const message = `No e-mail address came; it would be read from the claim ${printable(claims.email)}.`
    warn('email_absent', message, 'Map the e-mail, or do without it.')
  }
  const groups = groupsClaim(facts)
  if (answer && groups !== undefined && !isThere(answer.claims, groups, true)) {
    const message = `No groups came; they would be read from the claim ${printable(groups)}.`
    warn('groups_absent', message, 'Add the groups claim, or test as a person who is in a group.')
  }
  if (profile === 'okta' && groups !== undefined) {
    const hint = 'Create such groups as groups of Okta, and assign the people to them there.'
    warn('groups_third_party', THIRD_PARTY_GROUPS, hint)
  }
  return warnings
}

/** Of a connection for which somebody wants groups; a default that nobody uses is not missed. */
function groupsClaim({ claims, defaultClaims, access }: TestFacts): string | undefined {
  const isWanted = access.roles !== undefined || claims.groups !== defaultClaims.groups
  return isWanted ? claims.groups : undefined
}

/** Shown wherever groups are mapped or seen. */
const THIRD_PARTY_GROUPS =
  'Groups that Okta takes over from other directories, such as Google groups, are not in the claim.'

function personOf({ issuer, subject, email, emailVerified, name }: Identity) {
  return {
    ...{ issuer: printable(issuer), subject: printable(subject), emailVerified },
    ...(email === undefined ? {} : { email: printable(email) }),
    ...(name === undefined ? {} : { name: printable(name) }),
  }
}

function accessOf({ kind, roles, reasons }: NonNullable<TestReport['access']>) {
  return {
    kind,
    ...(roles ? { roles } : {}),
    reasons: reasons.slice(0, MAX_REASONS).map(({ code, message }) => ({ code, message })),
  }
}

function authenticationOf({ at, acr, amr }: NonNullable<TestFacts['answer']>['authentication']) {
  return {
    at: at.toISOString(),
    ...(acr === undefined ? {} : { acr: printable(acr) }),
    ...(amr === undefined
      ? {}
      : { amr: amr.slice(0, MAX_REASONS).map((method) => printable(String(method))) }),
  }
}

/** Rule T4. */
function shown(value: JsonValue): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}
