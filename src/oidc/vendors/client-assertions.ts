import type { OidcSettings } from '../../types/connection.ts'
import { allowsDeviation } from './deviations.ts'
import { entra } from './entra.ts'
import { okta } from './okta.ts'
import type { Vendor } from './vendor.ts'
import { vendorOf } from './vendors.ts'

/** How a provider wants client assertions (rule O8). */
export interface AssertionHabits {
  /**
   * `issuer` as the update of RFC 7523 has it, or `endpoint`: the discovered address that the
   * assertion is sent to, and no other. What one endpoint receives must not work at another one.
   */
  readonly audience: 'issuer' | 'endpoint'
  /** True where keys are known by the thumbprint of their certificate only. */
  readonly needsCertificate: boolean
}

interface VendorHabits extends AssertionHabits {
  readonly vendor: Vendor
  readonly source: string
}

const vendorHabits: readonly VendorHabits[] = [
  {
    vendor: okta,
    audience: 'endpoint',
    needsCertificate: false,
    // Of every endpoint that authenticates clients, the one for pushed requests included.
    source:
      'https://support.okta.com/help/s/article/the-audience-claim-for-client-assertion-must-be-the-endpoint-invoked-for-the-request',
  },
  {
    vendor: entra,
    audience: 'endpoint',
    needsCertificate: true,
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials',
  },
]

/** What is known of this connection's provider; a deviation changes its audience only. Pure. */
export function assertionHabits(
  { issuer, deviations }: Pick<OidcSettings, 'issuer' | 'deviations'>,
  profile: string,
): AssertionHabits {
  const vendor = vendorOf(profile, issuer)
  const known = vendorHabits.find((habits) => habits.vendor === vendor)
  const isDeviating = allowsDeviation(deviations, 'assertion_audience_token_endpoint')
  return {
    audience: isDeviating ? 'endpoint' : (known?.audience ?? 'issuer'),
    needsCertificate: known?.needsCertificate ?? false,
  }
}
