import { vendorOf } from './vendors.ts'

/**
 * A prompt in the words that the provider knows. Who asks for a fresh authentication must not rely on
 * this: `max_age` and the signed `auth_time` prove one.
 */
export function understoodPrompt(
  { prompt }: { readonly prompt?: string },
  profile: string,
  issuer: string,
): { readonly prompt?: string } {
  if (prompt === undefined) return {}
  const { loginPrompt = 'login' } = vendorOf(profile, issuer)
  const prompts = prompt.split(' ').map((name) => (name === 'login' ? loginPrompt : name))
  return { prompt: [...new Set(prompts)].join(' ') }
}
