import type { PathMatch } from '../config/paths.ts'
import type { LoginTarget } from '../types/login.ts'
import type { InboundMessage, Recognition, SsoProvider } from '../types/provider.ts'
import type { Core } from './core.ts'

/** Which protocol's answer this is, if it is one at all. */
export function recognise(
  { config }: Pick<Core, 'config'>,
  message: InboundMessage,
): { readonly provider: SsoProvider; readonly recognition: Recognition } | undefined {
  for (const provider of config.providers) {
    const recognition = provider.recognise(message)
    if (recognition) return { provider, recognition }
  }
  return undefined
}

/**
 * For whom a sign-in from our side replaces an answer that nobody asked for: the address decides,
 * else whom the answer claims to come from (rule F5).
 */
export function restartTarget(
  matches: readonly PathMatch[],
  { issuer }: Extract<Recognition, { kind: 'unsolicited' }>,
): LoginTarget | undefined {
  for (const { key, parameter } of matches) {
    if (parameter === undefined) continue
    return key === 'organizationLogin' ? { loginPath: parameter } : { connectionId: parameter }
  }
  return issuer === undefined ? undefined : { issuer }
}
