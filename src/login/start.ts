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
import { silentRedirect } from '../http/silent-page.ts'
import { afterSignOut } from '../logout/signed-out.ts'
import { traced } from '../telemetry/tracing.ts'
import type { LoginStart, LoginTarget, StartLoginOptions } from '../types/login.ts'
import type { StartContext } from '../types/provider.ts'
import { usableHint } from './hint.ts'
import { type ActiveConnection, resolveTarget } from './target.ts'
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
    checkMaxAge(options.maxAge)
    checkAcrValues(options.acrValues)
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
    const { purpose, bound } = await purposeOf(core, active, options)
    const isAgeless = purpose === 'silent' && bound.session === undefined
    const wished = isAgeless ? withinAge(active, options) : options
    const start = await active.provider.startLogin({
      ...context,
      handle,
      ...(purpose === 'silent' ? { isSilent: true as const } : {}),
      options: requestOptions(target, await afterSignOut(core, active, wished)),
    })
    const isThirdParty = isUnasked || ('issuer' in target && target.issuer !== undefined)
    const initiatedBy = isThirdParty ? 'third_party' : 'sp'
    const wanted = 'targetLinkUri' in target ? target.targetLinkUri : options.returnTo
    const flow: Flow = {
      purpose,
      ...bound,
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
      ...browserInstruction(cookies, () => {
        if (bound.silent !== undefined) {
          return silentRedirect(url, bound.silent || core.config.baseUrl)
        }
        return method === 'POST' ? postPage(url, fields ?? {}, options.request) : redirect(url)
      }),
    }
  })
}

/**
 * A renewal that names no session has no age to go on with. So the provider has to say, signed, when the
 * person last signed in, and may not be silent about somebody whose session would be too old.
 */
function withinAge({ live }: ActiveConnection, options: StartLoginOptions): StartLoginOptions {
  const { maxAgeSeconds } = live.session
  if (maxAgeSeconds === undefined) return options
  return { ...options, maxAge: Math.min(maxAgeSeconds, options.maxAge ?? maxAgeSeconds) }
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

/** In characters, and how many names: more would not fit the request or the flow cookie. */
const MAX_ACR_LENGTH = 1000
const MAX_ACR_NAMES = 5

/** They are compared with the answer's, so they must be what is sent: names separated by one space. */
function checkAcrValues(acrValues: unknown): void {
  if (acrValues === undefined) return
  const isList = typeof acrValues === 'string' && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(acrValues)
  const isShort = isList && acrValues.split(' ').length <= MAX_ACR_NAMES
  if (isShort && acrValues.length <= MAX_ACR_LENGTH) return
  throw new TypeError('acrValues is a text of up to 5 names, separated by one space each.')
}

/**
 * What the answer may be used for, and what it is bound to.
 *
 * @throws {SsoError} `login_option_unavailable`, `login_session_ended`, `login_silent_origin_refused`
 */
async function purposeOf(
  core: Core,
  { loaded, provider }: ActiveConnection,
  { session, silent, acrValues }: StartLoginOptions,
): Promise<{
  purpose: Flow['purpose']
  bound: Pick<Flow, 'session' | 'contexts' | 'silent'>
}> {
  const { id } = loaded.record.connection
  const isFramed = provider.routes.some(({ key }) => key === 'silentCallback')
  if (silent !== undefined && !isFramed) {
    throw new SsoError('login_option_unavailable', { detail: { option: 'silent' } })
  }
  const isPlain = session === undefined && silent === undefined
  if (isPlain && acrValues === undefined) return { purpose: 'login', bound: {} }
  const [{ bindSession, contextDigests }, { silentOrigin }] = await Promise.all([
    import('./bound-session.ts'),
    import('./silent-origin.ts'),
  ])
  const wanted = acrValues === undefined ? {} : { contexts: await contextDigests(acrValues) }
  if (isPlain) return { purpose: 'login', bound: wanted }
  const origin = silent === undefined ? {} : { silent: silentOrigin(core, silent) }
  const ofSession = session === undefined ? {} : { session: await bindSession(core, id, session) }
  return {
    purpose: silent === undefined ? 'step_up' : 'silent',
    bound: { ...wanted, ...origin, ...ofSession },
  }
}
