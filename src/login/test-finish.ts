import { adminError } from '../admin/error.ts'
import { candidateOf } from '../connection/candidate.ts'
import { instantAfter } from '../connection/evidence.ts'
import { type TestFacts, testReport } from '../connection/test-report.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { isSsoError, SsoError, toSsoError } from '../errors.ts'
import type { Flow } from '../flow/flow.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { TraceContext } from '../telemetry/tracing.ts'
import type { Failure } from '../trace/facts.ts'
import { recordAttempt } from '../trace/record.ts'
import { noteConnection, type Trail } from '../trace/trail.ts'
import type { ConnectionRevision, TestEvidence } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { BrowserCookie, CallbackResult, TestReport } from '../types/login.ts'
import type { InboundMessage, ProviderContext, SsoProvider } from '../types/provider.ts'
import { attachFailure } from './failure.ts'
import { identify } from './identify.ts'
import { tryAccess } from './test-access.ts'
import { heldTrust, testContext } from './test-trust.ts'
import { verifyWith } from './verify.ts'

/** The answer to a test, with the flow that this browser began it with. */
export interface TestAttempt {
  readonly flow: Flow
  readonly message: InboundMessage
  readonly provider: SsoProvider
  readonly trace: TraceContext
  readonly correlationId: string
  /** Those that close the flow, whatever comes of the answer. */
  readonly cookies: readonly BrowserCookie[]
  readonly trail: Trail
}

/** They say nothing about the configuration that was tested, so no report is made of them. */
const ownFailures = ['login_replayed', 'storage_unavailable', 'internal_error'] as const

/**
 * Completes a test: verify as a sign-in would, report, store the report, and lead the browser back.
 * What the identity provider or the configuration did wrong is in the report. There is no session, no
 * account and no login here that could be reached by mistake (rule F1).
 *
 * @throws {SsoError} `test_configuration_changed`, `connection_not_found`, `login_flow_expired`,
 *   `login_replayed`, `organization_not_entitled`, `storage_unavailable`
 */
export async function finishTest(
  core: Core,
  attempt: TestAttempt,
): Promise<Extract<CallbackResult, { kind: 'test' }>> {
  const { flow, trace, correlationId, cookies, trail } = attempt
  const { connectionId, returnTo } = flow
  Object.assign(trace, { connectionId, correlationId })
  const startedAt = core.config.clock().getTime()
  const ending = (outcome: 'test_passed' | 'test_failed', failure?: Failure) => {
    const milliseconds = core.config.clock().getTime() - startedAt
    const about = { connectionId, correlationId, milliseconds, outcome }
    recordAttempt(core, trail, { ...about, ...(failure ? { failure } : {}) })
  }
  try {
    const tested = await reloadTested(core, attempt)
    const facts = await examine(core, attempt, tested)
    const report = testReport(facts)
    await save(core, tested.loaded, report)
    ending(`test_${report.status}`, facts.failure ?? report.issues[0])
    const { organizationId } = tested.loaded.record.connection
    const { status, issues } = report
    const [first] = issues
    core.emit({
      ...{ type: 'connection.tested', status, connectionId, organizationId, correlationId },
      ...(first ? { code: first.code } : {}),
    })
    const instruction = browserInstruction(cookies, () => redirect(returnTo))
    return { kind: 'test', report, returnTo, ...instruction }
  } catch (error) {
    const known = toSsoError(error)
    ending('test_failed', known)
    if (known.code === 'login_replayed') {
      core.emit({ type: 'login.replayed', connectionId, correlationId })
    }
    attachFailure(known, { cookies, correlationId, connectionId })
    throw known
  }
}

interface Tested {
  readonly loaded: LoadedConnection
  readonly revision: ConnectionRevision
  readonly context: ProviderContext
}

/** The very revision that the test began with, byte for byte, and what it trusted then (rule T2). */
async function reloadTested(core: Core, { flow, provider, trail }: TestAttempt): Promise<Tested> {
  const { connectionId } = flow
  const [loaded] = await core.storage.connections.load({ id: connectionId })
  // The second half guards against a storage that compares ids without regard to case (rule T1).
  if (!loaded || loaded.record.connection.id !== connectionId) {
    throw connectionError('connection_not_found', { connectionId })
  }
  const { record } = loaded
  await core.checkEntitlement(record.connection.organizationId)
  const candidate = candidateOf(record)
  const isSame =
    candidate?.revision.fingerprint === flow.trust &&
    core.config.providerByProtocol.get(record.connection.protocol) === provider
  if (!candidate || !isSame) throw adminError('test_configuration_changed', { connectionId })
  noteConnection(trail, record.connection, candidate.revision)
  const trust = await heldTrust(core, flow)
  if (!trust) throw new SsoError('login_flow_expired', { connectionId })
  const context = await testContext(core, record, candidate, trust)
  return { loaded, revision: candidate.revision, context }
}

/** As a sign-in goes, up to the decision and no further; whatever fails ends it and is told. */
async function examine(
  core: Core,
  { flow, message, provider, trail }: TestAttempt,
  { loaded, revision, context }: Tested,
): Promise<TestFacts> {
  const { profile } = loaded.record.connection
  const { fingerprint, claims, access } = revision
  let facts: TestFacts = {
    ...{ at: core.config.clock(), fingerprint, profile, claims, access },
    defaultClaims: provider.defaultClaims(profile),
  }
  try {
    const answer = await verifyWith(core, { provider, context }, flow, message, trail)
    facts = { ...facts, answer }
    trail.reached.push('claims')
    const identity = await identify(core, loaded, claims, answer)
    facts = { ...facts, identity }
    trail.identity = identity
    return { ...facts, decision: await tryAccess(core, loaded, access, { identity, trail }) }
  } catch (error) {
    const failure = toSsoError(error)
    if (ownFailures.some((code) => isSsoError(failure, code))) throw failure
    return { ...facts, failure }
  }
}

async function save(core: Core, { record }: LoadedConnection, report: TestReport): Promise<void> {
  const { id, test } = record.connection
  const evidence: TestEvidence = {
    fingerprint: report.fingerprint,
    status: report.status,
    at: instantAfter(test, core.config.clock()),
    report: report as unknown as JsonObject,
  }
  await core.storage.connections.saveEvidence(id, { test: evidence })
}
