import type { Candidate } from '../connection/candidate.ts'
import { instantAfter } from '../connection/evidence.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { randomToken } from '../crypto/random.ts'
import { type Flow, flowExpiry, flowId } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { postPage } from '../http/pages.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import type { ConnectionRecord } from '../storage/ports.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoginStart } from '../types/login.ts'
import type { SsoProvider } from '../types/provider.ts'
import type { TestOptions } from '../types/connections-api.ts'
import { holdTrust, testContext } from './test-trust.ts'

export interface TestedRevision {
  readonly record: ConnectionRecord
  readonly candidate: Candidate
  readonly provider: SsoProvider
  /** What its identity provider publishes, read a moment ago. */
  readonly document: JsonObject
}

/**
 * Prepares a sign-in that logs nobody in. Like any other it is sealed into a cookie of this browser, so
 * nobody else's can finish it; its purpose keeps the answer from becoming a login (rule F1).
 */
export async function beginTest(
  core: Core,
  { record, candidate, provider, document }: TestedRevision,
  options: Pick<TestOptions, 'actor' | 'request' | 'returnTo'>,
): Promise<LoginStart> {
  const { request, returnTo } = options
  const { id: connectionId, organizationId, test } = record.connection
  const { fingerprint } = candidate.revision
  const now = core.config.clock()
  const trust = { checkedAt: now.toISOString(), document }
  const handle = randomToken()
  const context = await testContext(core, record, candidate, trust)
  const start = await provider.startLogin({ ...context, handle, options: {} })
  const { baseUrl, allowedReturnOrigins } = core.config
  const flow: Flow = {
    purpose: 'test',
    connectionId,
    // All of the revision, not only what a sign-in would trust: any edit ends the test.
    trust: fingerprint,
    baseUrl,
    handle,
    initiatedBy: 'sp',
    answer: start.answer,
    startedAt: now.getTime(),
    returnTo: safeReturnTo(returnTo, baseUrl, allowedReturnOrigins),
    ...(start.request === undefined ? {} : { request: start.request }),
    data: start.flow,
  }
  await holdTrust(core, flow, trust, flowExpiry(flow))
  // What a finished test proved stays until the next one is finished.
  if (!(test?.status === 'passed' && test.fingerprint === fingerprint)) {
    const running = { fingerprint, status: 'running', at: instantAfter(test, now) } as const
    await core.storage.connections.saveEvidence(connectionId, { test: running })
  }
  const cookies = await flowCookies(core).open(flow, request)
  const correlationId = await flowId(handle)
  const about = { connectionId, organizationId, correlationId, ...by(core, options.actor) }
  core.emit({ type: 'connection.test_started', ...about })

  const { method, url, fields } = start
  return {
    ...{ method, url, connectionId },
    ...(fields ? { fields } : {}),
    ...browserInstruction(cookies, () =>
      method === 'POST' ? postPage(url, fields ?? {}, request) : redirect(url),
    ),
  }
}
