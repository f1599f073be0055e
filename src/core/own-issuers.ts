import type { JsonObject } from '../types/json.ts'
import type { SsoProvider } from '../types/provider.ts'

/**
 * The issuers by which a third party may look this connection up: first its own, then what lies above
 * it on the same host (an Okta tile sends the org URL), which counts where the host is its own as well.
 * Other names that its admin entered could be another company's, so they count only where the address
 * names the connection (rule F5); and so does its own where nothing proves that it is.
 */
export function ownIssuers(provider: SsoProvider, settings: JsonObject): readonly string[] {
  if (provider.provesIssuer?.(settings) === false) return []
  const [own = '', ...others] = provider.issuers(settings)
  const isAbove = (name: string) => own.startsWith(name.endsWith('/') ? name : `${name}/`)
  return own === '' ? [] : [own, ...others.filter(isAbove)]
}
