import type { Core } from '../core/core.ts'
import { sessionError } from '../session/error.ts'

/** Whose pages may frame us: those that the browser may be sent back to. */
export const allowedOrigins = ({ config }: Core): readonly string[] => [
  ...new Set([config.baseUrl, ...config.allowedReturnOrigins]),
]

/**
 * The origin of the page that asks for a silent sign-in, as a flow keeps it.
 *
 * @throws {SsoError} `login_silent_origin_refused`
 */
export function silentOrigin(core: Core, { origin }: { readonly origin: string }): string {
  const allowed = allowedOrigins(core).find((candidate) => candidate === origin)
  if (allowed === undefined) throw sessionError('login_silent_origin_refused')
  return allowed === core.config.baseUrl ? '' : allowed
}
