import type { OidcSettings } from '../../types/connection.ts'
import type { ClientProbe } from './vendor.ts'
import { vendorOf } from './vendors.ts'

const unknown: ClientProbe = {
  isClientCheckedFirst: false,
  refusalCodes: [],
  source: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
}

/** What is known of this connection's token endpoint; where nothing is, `invalid_grant` proves nothing. */
export function clientProbe(
  { issuer }: Pick<OidcSettings, 'issuer'>,
  profile: string,
): ClientProbe {
  const known = vendorOf(profile, issuer).clientProbe ?? unknown
  return { ...known, refusalCodes: ['invalid_client', ...known.refusalCodes] }
}
