import { providerContext } from '../core/connection-context.ts'
import type { Core } from '../core/core.ts'
import { refreshTrustLater } from '../core/refresh-trust.ts'
import { randomToken } from '../crypto/random.ts'
import { SsoError } from '../errors.ts'
import { flowId, type Flow } from '../flow/flow.ts'
import { flowCookies } from '../flow/flow-cookies.ts'
import { safeReturnTo } from '../flow/return-to.ts'
import { postPage } from '../http/pages.ts'
import { browserInstruction, redirect } from '../http/responses.ts'
import { traced } from '../telemetry/tracing.ts'
import type { LoginStart, LoginTarget, StartLoginOptions } from '../types/login.ts'
import type { StartContext } from '../types/provider.ts'
import { usableHint } from './hint.ts'
import { resolveTarget } from './target.ts'
import { trustDigest } from './trust-digest.ts'

/**
 * Prepares a sign-in: one read, no write. All that must be known when the answer comes is sealed
 * into a cookie of this browser.
 */
export function startLogin(
  core: Core,
  target: LoginTarget,
  options: StartLoginOptions = {},
): Promise<LoginStart> {
  return beginLogin(core, target, options, false)
}

/** `isUnasked` where a third party's answer, and nobody here, is the reason. */
export function beginLogin(
  core: Core,
  target: LoginTarget,
  options: StartLoginOptions,
  isUnasked: boolean,
): Promise<LoginStart> {
  return traced('startLogin', async (trace) => {
    refuseUnavailable(options)
    checkMaxAge(options.maxAge)
    const active = await resolveTarget(core, target, hintOf(target, options))
    const { connection, sealed } = active.loaded.record
    trace.connectionId = connection.id
    await core.checkEntitlement(connection.organizationId)

    const context = await providerContext(
      core,
      active.loaded.record,
      active.live,
      sealed.live ?? {},
    )
    const handle = randomToken()
    const start = await active.provider.startLogin({
      ...context,
      handle,
      options: requestOptions(target, options),
    })
    const isThirdParty = isUnasked || ('issuer' in target && target.issuer !== undefined)
    const initiatedBy = isThirdParty ? 'third_party' : 'sp'
    const wanted = 'targetLinkUri' in target ? target.targetLinkUri : options.returnTo
    const flow: Flow = {
      purpose: 'login',
      connectionId: connection.id,
      trust: await trustDigest(active),
      baseUrl: core.config.baseUrl,
      handle,
      initiatedBy,
      answer: start.answer,
      startedAt: core.config.clock().getTime(),
      returnTo: safeReturnTo(wanted, core.config.baseUrl, core.config.allowedReturnOrigins),
      ...(start.request === undefined ? {} : { request: start.request }),
      data: start.flow,
    }
    const cookies = await flowCookies(core).open(flow, options.request)
    const correlationId = await flowId(handle)
    trace.correlationId = correlationId
    const about = { connectionId: connection.id, organizationId: connection.organizationId }
    core.emit({ type: 'login.started', initiatedBy, correlationId, ...about })
    refreshTrustLater(core, { ...active, record: active.loaded.record })

    const { method, url, fields } = start
    return {
      method,
      url,
      connectionId: connection.id,
      ...(fields ? { fields } : {}),
      ...browserInstruction(cookies, () =>
        method === 'POST' ? postPage(url, fields ?? {}, options.request) : redirect(url),
      ),
    }
  })
}

/** Who is likely to sign in; hints that cannot be right are left out. */
function hintOf(target: LoginTarget, options: StartLoginOptions): string | undefined {
  const third = 'loginHint' in target ? target.loginHint : undefined
  const hint = options.loginHint ?? third ?? ('email' in target ? target.email : undefined)
  return usableHint(hint)
}

/** What is passed on to the provider. */
function requestOptions(target: LoginTarget, options: StartLoginOptions): StartContext['options'] {
  const { prompt, maxAge, acrValues, forceAuthn, uiLocales } = options
  const loginHint = hintOf(target, options)
  return {
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(acrValues === undefined ? {} : { acrValues }),
    ...(forceAuthn === undefined ? {} : { forceAuthn }),
    ...(uiLocales === undefined ? {} : { uiLocales }),
  }
}

/** As text it would be sent and then, added to an instant, never be exceeded. */
function checkMaxAge(maxAge: unknown): void {
  if (maxAge === undefined || (Number.isSafeInteger(maxAge) && Number(maxAge) >= 0)) return
  throw new TypeError('maxAge is a whole number of seconds.')
}

/** Ignoring a step-up would accept another person's answer for it, so it is refused. */
function refuseUnavailable({ session, silent }: StartLoginOptions): void {
  if (session === undefined && silent === undefined) return
  throw new SsoError('login_option_unavailable', {
    detail: { option: session === undefined ? 'silent' : 'session' },
  })
}
