import { missingForRoles } from '../access/role-issues.ts'
import { gateIssues } from '../admin/gates.ts'
import { defaultAccess, defaultSession } from '../connection/content.ts'
import type { SsoIssue } from '../errors.ts'
import type { ActivationGate } from '../types/config.ts'
import type { Connection } from '../types/connection.ts'
import { revisionOf } from './connection.ts'

export type StepId = 'guide' | 'values' | 'domains' | 'roles' | 'options' | 'test' | 'confirm'

export interface Step {
  readonly id: StepId
  /** At most one is `current`: the first that is needed and not done. */
  readonly state: 'done' | 'current' | 'open'
  readonly isOptional: boolean
  /** Which sentence says what is missing. */
  readonly missing:
    | StepId
    | ('testAgain' | 'testAfterValues' | 'domainRequired' | 'loginPathRequired' | 'confirmAgain')
}

/** Why something cannot be switched on, in the order in which it is settled. */
export type Blocker =
  | 'values'
  | 'domain'
  | 'loginPath'
  | 'roles'
  | 'groupsClaim'
  | 'check'
  | 'groupsUnseen'
  | 'test'
  | 'testFailed'
  | 'unchanged'

export interface StepFacts {
  readonly connection: Connection
  readonly requires: readonly ActivationGate[]
  /** Whether the host verifies domains at all. */
  readonly hasDomains: boolean
  readonly isDomainVerified: boolean
  /** Whether the host has roles. */
  readonly hasRoles: boolean
  /** All required settings are there. */
  readonly isComplete: boolean
  readonly isGuideDone: boolean
  /** The visitor is asked for two values and for nothing else. */
  readonly isNarrow: boolean
  /** The visitor may switch it on; else somebody of the product does. */
  readonly mayActivate: boolean
}

const blockerByCode: ReadonlyMap<string, Blocker> = new Map([
  ['activation_domain_missing', 'domain'],
  ['activation_login_path_missing', 'loginPath'],
  ['activation_role_mapping_missing', 'roles'],
  ['activation_groups_unseen', 'groupsUnseen'],
  ['activation_test_missing', 'test'],
  ['activation_test_failed', 'testFailed'],
])

const order: readonly Blocker[] = [
  ...(['values', 'domain', 'roles', 'groupsClaim', 'loginPath', 'check'] as const),
  ...(['testFailed', 'test', 'groupsUnseen', 'unchanged'] as const),
]

/**
 * What keeps the button from being pressed. Pure. The page asks for a test of exactly this state even
 * where the host’s own gates do not; `activate` decides in the end.
 */
export function blockersOf(facts: StepFacts): readonly Blocker[] {
  const { connection, requires, isComplete, isDomainVerified } = facts
  const revision = revisionOf(connection)
  const { check, test, lastLogin, status, draft, live } = connection
  const isChecked = check?.fingerprint === revision.fingerprint
  const gates = gateIssues({
    // Without a check there is one as soon as it is switched on.
    requires: [...requires.filter((gate) => gate !== 'check' || isChecked), 'test'],
    ...{ revision, check, test, lastLogin, hasVerifiedDomain: isDomainVerified },
    loginPath: connection.loginPath,
  })
  const isUnchanged =
    status === 'active' && (draft === undefined || draft.fingerprint === live?.fingerprint)
  const found = new Set<Blocker>([
    ...(isComplete ? [] : (['values'] as const)),
    ...(missingForRoles(revision.access, revision.claims).length > 0
      ? (['groupsClaim'] as const)
      : []),
    ...gates.map(blockerOf),
    ...(isUnchanged ? (['unchanged'] as const) : []),
  ])
  return order.filter((blocker) => found.has(blocker))
}

const blockerOf = ({ path, code }: SsoIssue): Blocker =>
  blockerByCode.get(code) ?? (path.startsWith('check') ? 'check' : 'test')

/** The steps that this visitor sees, each with what is missing. Pure. */
export function stepsOf(facts: StepFacts): readonly Step[] {
  const { requires, hasDomains, hasRoles, isComplete, isDomainVerified, isNarrow } = facts
  const { connection, isGuideDone, mayActivate } = facts
  const blockers = new Set(blockersOf(facts))
  const { access } = revisionOf(connection)
  const needsDomain = requires.includes('domain') || access.emailDomains === 'verified'
  // Who only sets up cannot choose it: people see it at once on sign-in pages.
  const needsPath = requires.includes('login_path') && mayActivate
  const hasPath = connection.loginPath !== undefined
  const isTested = !blockers.has('test') && !blockers.has('testFailed')
  const all: readonly (Omit<Step, 'state'> & { isDone: boolean; isThere: boolean })[] = [
    step('guide', isComplete || isGuideDone),
    step('values', isComplete),
    {
      ...step('domains', isDomainVerified, hasDomains && !isNarrow),
      isOptional: !needsDomain,
      missing: needsDomain ? 'domainRequired' : 'domains',
    },
    {
      ...step('roles', hasMapping(connection), hasRoles && !isNarrow),
      isOptional: !requires.includes('role_mapping'),
    },
    {
      ...step('options', needsPath ? hasPath : !isDefault(connection), !isNarrow),
      isOptional: !needsPath,
      missing: needsPath ? 'loginPathRequired' : 'options',
    },
    {
      ...step('test', isTested && isComplete, !isNarrow),
      missing: isComplete ? (blockers.has('testFailed') ? 'testAgain' : 'test') : 'testAfterValues',
    },
    {
      ...step('confirm', blockers.has('unchanged'), mayActivate && !isNarrow),
      missing: connection.status === 'draft' ? 'confirm' : 'confirmAgain',
    },
  ]
  const seen = all.filter(({ isThere }) => isThere)
  const current = seen.find(({ isDone, isOptional }) => !isDone && !isOptional)
  return seen.map(({ id, isDone, isOptional, missing }) => ({
    ...{ id, isOptional, missing },
    state: isDone ? 'done' : id === current?.id ? 'current' : 'open',
  }))
}

const step = (id: StepId, isDone: boolean, isThere = true) => ({
  ...{ id, isDone, isThere, isOptional: false, missing: id },
})

function hasMapping(connection: Connection): boolean {
  const { access, claims } = revisionOf(connection)
  const groups = Object.values(access.roles?.groupsByRole ?? {})
  return groups.some((names) => names.length > 0) && claims.groups !== undefined
}

function isDefault(connection: Connection): boolean {
  const { access, session, settings } = revisionOf(connection)
  const { roles: _mapped, groupsAbsent: _ofRoles, ...rest } = access
  const { groupsAbsent: _default, ...usual } = defaultAccess
  const { idpInitiated = 'off' } = settings as { idpInitiated?: string }
  return isSame(rest, usual) && isSame(session, defaultSession) && idpInitiated === 'off'
}

const isSame = (left: object, right: object): boolean =>
  Object.keys(left).length === Object.keys(right).length &&
  Object.entries(left).every(([name, value]) => (right as Record<string, unknown>)[name] === value)

/** Where to go on after this step: what comes next and is not done, wanted or not. */
export function stepAfter(steps: readonly Step[], id: StepId): Step | undefined {
  const at = steps.findIndex((one) => one.id === id)
  return steps.slice(at + 1).find(({ state }) => state !== 'done')
}
