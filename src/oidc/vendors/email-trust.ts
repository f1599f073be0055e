import type { OidcSettings } from '../../types/connection.ts'
import { sharedIssuerOf } from '../tenants.ts'
import { vendorOf } from './vendors.ts'

/**
 * What makes an e-mail address of this provider verified, besides its domain (rule E3): the claim
 * `email_verified`, or nothing more. An issuer that serves many organisations decides for itself,
 * since a profile could be chosen freely.
 */
export function emailTrust(
  { issuer }: Pick<OidcSettings, 'issuer'>,
  profile: string,
): 'claim' | 'domain' {
  return (sharedIssuerOf(issuer) ?? vendorOf(profile, issuer)).emailTrust ?? 'claim'
}
