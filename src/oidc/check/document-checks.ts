import type { Attempt } from '../../connection/attempt.ts'
import { checksOfError, failed, passed } from '../../connection/checks.ts'
import type { Check } from '../../types/check.ts'
import { oidcErrors } from '../error-table.ts'
import { repairAddress } from '../issuer-repair.ts'
import { enteredMembers, type OidcTrust } from '../metadata.ts'
import { vendorOf } from '../vendors/vendors.ts'
import type { ConnectionFacts } from './facts.ts'

const read = passed('discovery', 'The discovery document can be read.')
const issuerEqual = passed('issuer', 'The discovery document names exactly this issuer.')

/** Discovery, issuer and endpoints, by what reading the document came to. */
export function documentChecks(
  outcome: Attempt<OidcTrust['metadata']>,
  facts: ConnectionFacts,
): readonly Check[] {
  if ('value' in outcome) return readableChecks(outcome.value, facts)
  const { error } = outcome
  if (error.code === 'oidc_issuer_mismatch') {
    return [read, ...checksOfError('issuer', error).map((check) => withVendorHint(check, facts))]
  }
  if (error.code === 'oidc_metadata_invalid') {
    const member = String(error.detail?.member ?? '')
    return [
      read,
      issuerEqual,
      ...checksOfError('endpoints', error).map((check) => ({ ...check, expected: member })),
    ]
  }
  const isRefused = /^4\d\d$/.test(String(error.detail?.status))
  return checksOfError('discovery', error)
    .map((check) => (isRefused ? withEntryHint(check, facts) : check))
    .map((check) => withRepair(check, facts))
}

function readableChecks(
  metadata: OidcTrust['metadata'],
  { settings }: ConnectionFacts,
): readonly Check[] {
  const isPublished = Object.keys(metadata).some((name) => !enteredMembers.includes(name))
  const documents = isPublished
    ? [read, issuerEqual]
    : [passed('discovery', 'There is no discovery document; its endpoints were entered by hand.')]
  if (settings.userinfo === 'always' && metadata.userinfo_endpoint === undefined) {
    const check = failed(
      'endpoints',
      'The connection always asks for userinfo, but the provider has no userinfo endpoint that may be called.',
      'Enter the userinfo endpoint by hand, or set `userinfo` to `when_needed`.',
      { expected: 'userinfo_endpoint', code: 'oidc_userinfo_endpoint_missing' },
    )
    return [...documents, check]
  }
  return [...documents, passed('endpoints', 'All endpoints are there and may be called.')]
}

/** Of a custom domain only the profile tells whose provider it is. */
function withVendorHint(check: Check, { settings, profile }: ConnectionFacts): Check {
  const known = vendorOf(profile, settings.issuer).issuerMismatchHint
  return known === undefined || check.suggestion !== undefined ? check : { ...check, hint: known }
}

/** A provider that knows no such tenant says so with an error of the request; where to find it is known. */
function withEntryHint(check: Check, { settings, profile }: ConnectionFacts): Check {
  const { profiles, address } = vendorOf(profile, settings.issuer)
  const isGeneral = check.hint === oidcErrors.oidc_discovery_failed.hint
  return isGeneral && !profiles.includes('generic') ? { ...check, hint: address.entryHint } : check
}

/** The usual reason for a missing document is an address that is nearly right. */
function withRepair(check: Check, { settings, profile }: ConnectionFacts): Check {
  const { issuer } = settings
  const { value } = repairAddress(issuer, vendorOf(profile, issuer), 'issuer')
  const isOwn = check.suggestion !== undefined || value === issuer
  return isOwn ? check : { ...check, path: 'settings.issuer', suggestion: value }
}
