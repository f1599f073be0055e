import type { SsoIssue } from '../errors.ts'
import type { ActivationGate } from '../types/config.ts'
import type { CheckEvidence, Connection, ConnectionRevision } from '../types/connection.ts'
import type { JsonObject, JsonValue } from '../types/json.ts'

/** All that decides whether a revision may go live. */
export interface GateFacts {
  readonly requires: readonly ActivationGate[]
  readonly revision: ConnectionRevision
  readonly test: Connection['test']
  readonly lastLogin: Connection['lastLogin']
  /** What an examination of this very revision found; `undefined`: there was none. */
  readonly check: CheckEvidence | undefined
  readonly hasVerifiedDomain: boolean
  readonly loginPath: string | undefined
}

/**
 * Lists every gate that a revision has not passed. Pure. Evidence counts for exactly the fingerprint
 * that it was found with, so that no edit after a test goes live untested.
 */
export function gateIssues(facts: GateFacts): SsoIssue[] {
  const gates: Readonly<Record<ActivationGate, () => readonly SsoIssue[]>> = {
    check: () => checkIssues(facts),
    test: () => testIssues(facts),
    domain: () => domainIssues(facts),
    login_path: () => loginPathIssues(facts),
    role_mapping: () => roleIssues(facts),
    // It is asked for last, once everything else holds.
    confirmation: () => [],
  }
  return [...new Set(facts.requires)]
    .flatMap((gate) => gates[gate]())
    .concat(unseenGroupsIssues(facts))
}

const issue = (path: string, code: string, message: string, hint: string): SsoIssue => ({
  ...{ path, code, message, hint },
})

/** Only a failure blocks: what could not be found out proves nothing. */
function checkIssues({ check, revision }: GateFacts): readonly SsoIssue[] {
  if (!check || check.fingerprint !== revision.fingerprint) {
    const message = 'This configuration was not checked.'
    return [issue('check', 'activation_check_missing', message, 'Check the connection.')]
  }
  // Whatever is none of these is no pass.
  if (check.status === 'pass' || check.status === 'warn' || check.status === 'unknown') return []
  const failed = listOf(check.report?.checks).filter((one) => textOf(one, 'status') === 'fail')
  const found = failed.map((one) => {
    const message = textOf(one, 'message') ?? 'A check failed.'
    const hint = textOf(one, 'hint') ?? 'Correct the connection, then check it again.'
    const path = `check.${textOf(one, 'name') ?? 'unknown'}`
    return issue(path, textOf(one, 'code') ?? 'activation_check_failed', message, hint)
  })
  if (found.length > 0) return found
  const hint = 'Correct what the check found, then check the connection again.'
  return [issue('check', 'activation_check_failed', 'The check of the connection failed.', hint)]
}

/** A real sign-in of this configuration is as good as a test. */
function testIssues({ test, lastLogin, revision }: GateFacts): readonly SsoIssue[] {
  const { fingerprint } = revision
  if (lastLogin?.fingerprint === fingerprint) return []
  const isOfThis = test?.fingerprint === fingerprint
  if (isOfThis && test.status === 'passed') return []
  const [code, message] =
    isOfThis && test.status === 'failed'
      ? ['activation_test_failed', 'The test of this configuration failed.']
      : ['activation_test_missing', 'This configuration was not tested.']
  const hint = 'Test the connection, and activate it without editing it in between.'
  return [issue('test', code ?? '', message ?? '', hint)]
}

function domainIssues({ hasVerifiedDomain }: GateFacts): readonly SsoIssue[] {
  if (hasVerifiedDomain) return []
  const message = 'No domain of the organisation is verified.'
  return [issue('domains', 'activation_domain_missing', message, 'Verify a domain first.')]
}

function loginPathIssues({ loginPath }: GateFacts): readonly SsoIssue[] {
  if (loginPath !== undefined) return []
  const message = 'The organisation has no login path.'
  const hint = 'Choose one: the address at which its people sign in ends with it.'
  return [issue('loginPath', 'activation_login_path_missing', message, hint)]
}

function roleIssues({ revision }: GateFacts): readonly SsoIssue[] {
  const groups = Object.values(revision.access.roles?.groupsByRole ?? {})
  if (groups.some((names) => names.length > 0)) return []
  const message = 'No group is mapped to a role.'
  const hint = 'Map at least one group under `access.roles`.'
  return [issue('access.roles', 'activation_role_mapping_missing', message, hint)]
}

/**
 * Absent groups may mean "none" only where a test saw the claim (rule T3): without it nobody knows
 * whether the identity provider sends it at all, and everybody would lose their roles.
 */
function unseenGroupsIssues({ revision, test }: GateFacts): readonly SsoIssue[] {
  if (revision.access.groupsAbsent !== 'empty') return []
  const isSeen =
    test?.status === 'passed' &&
    test.fingerprint === revision.fingerprint &&
    Array.isArray(test.report?.groups)
  if (isSeen) return []
  const message = 'No test of this configuration saw the groups claim.'
  const hint =
    'Test the connection as a person who is in a group, or set `access.groupsAbsent` to error.'
  return [issue('access.groupsAbsent', 'activation_groups_unseen', message, hint)]
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}

function textOf(value: JsonValue, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const member = (value as JsonObject)[name]
  return typeof member === 'string' ? member : undefined
}
