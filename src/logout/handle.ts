import { matchPaths } from '../config/paths.ts'
import type { Core } from '../core/core.ts'
import { connectionError } from '../connection/error.ts'
import { SsoError, toSsoError } from '../errors.ts'
import { readMessage } from '../http/message.ts'
import { methodsOf } from '../http/routes.ts'
import type { LogoutResult } from '../types/login.ts'
import type { InboundMessage, LogoutRecognition, SsoProvider } from '../types/provider.ts'
import type { SsoPathKey } from '../types/paths.ts'
import { logoutError } from './error.ts'
import { counterpartAt, receiveLogout } from './receive.ts'
import { completeAnswer, completeReturn, strayReturn } from './return.ts'

/** A logout address, and the connection that it names. */
export interface LogoutPlace {
  readonly key: SsoPathKey
  readonly connectionId: string | undefined
}

/**
 * Completes what came to one of the logout addresses, for a route of the host's own.
 *
 * @throws {SsoError} `request_not_found`, `request_method_not_allowed`, and whatever a message is refused
 *   for
 */
export async function handleLogout(core: Core, request: Request): Promise<LogoutResult> {
  const matches = matchPaths(core.config.paths, new URL(request.url).pathname)
  const match = matches.find(({ key }) => key === 'logoutReturn' || servesLogout(core, key))
  if (!match) throw new SsoError('request_not_found')
  const allow = methodsOf(core, match.key) ?? []
  if (!allow.some((method) => method === request.method)) {
    throw new SsoError('request_method_not_allowed', { detail: { allow } })
  }
  const message = await readMessage(request)
  const place = { key: match.key, connectionId: match.parameter }
  return (await completeLogout(core, request, message, place)) ?? strayReturn(core, match.parameter)
}

/**
 * The same for a message that was read already.
 *
 * @returns `undefined` for a visit of the return address by somebody who comes from nowhere
 */
export async function completeLogout(
  core: Core,
  request: Request,
  message: InboundMessage,
  { key, connectionId }: LogoutPlace,
): Promise<LogoutResult | undefined> {
  if (key === 'logoutReturn') return completeReturn(core, request, message, connectionId)
  try {
    return await complete(core, request, withQuery(message, request), { key, connectionId })
  } catch (error) {
    const known = toSsoError(error)
    const about = connectionId === undefined ? {} : { connectionId }
    core.emit({ type: 'logout.failed', code: known.code, ...about })
    throw known
  }
}

async function complete(
  core: Core,
  request: Request,
  message: InboundMessage,
  { key, connectionId }: LogoutPlace,
): Promise<LogoutResult> {
  const { provider, recognition } = recogniseLogout(core, key, message)
  if (recognition.kind === 'answer') {
    const { handle } = recognition
    return completeAnswer(core, request, message, { provider, handle, connectionId })
  }
  if (connectionId === undefined) {
    throw connectionError('connection_not_found', {
      message: `The path of the request names no connection: put {connectionId} into paths.${key}.`,
    })
  }
  const counterpart = await counterpartAt(core, connectionId)
  if (counterpart.provider !== provider) throw logoutError('logout_unrecognised', { connectionId })
  return receiveLogout(core, counterpart, key, message, request)
}

function recogniseLogout(
  { config }: Core,
  key: SsoPathKey,
  message: InboundMessage,
): { provider: SsoProvider; recognition: LogoutRecognition } {
  for (const provider of config.providers) {
    if (!provider.routes.some((route) => route.key === key && route.serves === 'logout')) continue
    const recognition = provider.recogniseLogout?.(key, message)
    if (recognition) return { provider, recognition }
  }
  throw logoutError('logout_unrecognised')
}

function servesLogout({ config }: Core, key: SsoPathKey): boolean {
  return config.providers.some(({ routes }) =>
    routes.some((route) => route.key === key && route.serves === 'logout'),
  )
}

/** The octets of a signed query (rule S23). */
function withQuery(message: InboundMessage, request: Request): InboundMessage {
  if (message.method !== 'GET') return message
  return { ...message, query: new URL(request.url).search }
}
