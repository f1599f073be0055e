import { canonicalJson } from '../crypto/digest.ts'
import type { SamlSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoadedTrust, ProviderContext, TrustNotice } from '../types/provider.ts'
import { fingerprintOf, readCertificate } from './certificate.ts'
import { fetchIdpMetadata } from './fetch-metadata.ts'
import {
  compareIdpMetadata,
  type RefreshDecision,
  type TrustedSettings,
} from './metadata-changes.ts'
import { samlSettingsOf } from './settings.ts'

/** What a refresh learned, beside the settings that it was learned for. */
interface SamlTrust {
  /** Of the settings; other settings make all of this void. */
  readonly base: string
  readonly settings: TrustedSettings
  /** By fingerprint: the smallest number of days before its end that was reported. */
  readonly reported: Readonly<Record<string, number>>
}

/** Days before the end of a certificate on which its admin is told; 0 once it is over. */
const REPORTED_DAYS = [90, 30, 7, 1, 0] as const
const DAY_MILLISECONDS = 86_400_000

const trustedOf = (settings: TrustedSettings): TrustedSettings => {
  const { idpEntityId, ssoEndpoints, sloEndpoints, signingCertificates } = settings
  return { idpEntityId, ssoEndpoints, sloEndpoints, signingCertificates }
}

/** Changes with every setting that an admin may have corrected since. */
const baseOf = (settings: SamlSettings): string =>
  canonicalJson({
    ...(trustedOf(settings) as unknown as JsonObject),
    url: settings.metadataUrl ?? null,
    key: settings.metadataTrustKey ?? null,
  })

/**
 * What a connection trusts now: what its admin entered, or what a refresh of exactly that was allowed
 * to take over since (rule M4).
 */
export function effectiveSettings(
  settings: SamlSettings,
  document: JsonObject | undefined,
): TrustedSettings {
  const trust = document as unknown as SamlTrust | undefined
  return trust?.base === baseOf(settings) ? trust.settings : trustedOf(settings)
}

/** Reads the metadata again where it has an address, and looks after the ends of certificates. */
export async function loadSamlTrust(context: ProviderContext): Promise<LoadedTrust> {
  const settings = samlSettingsOf(context.settings)
  const previous = context.trust.document as unknown as SamlTrust | undefined
  const isSame = previous?.base === baseOf(settings)
  const current = effectiveSettings(settings, context.trust.document)
  const decision = await refreshed(settings, current, context)
  const next = decision.kind === 'take_over' ? trustedOf(decision.settings) : current
  const reported = isSame ? previous.reported : {}
  const expiring = await expiryNotices(next.signingCertificates, reported, context.now())
  const trust: SamlTrust = {
    base: baseOf(settings),
    settings: next,
    reported: {
      ...reported,
      ...Object.fromEntries(expiring.map(({ fingerprint, days }) => [fingerprint, days])),
    },
  }
  return {
    document: trust as unknown as JsonObject,
    issues: sharedAddressIssues(settings, context),
    notices: [...(await changeNotices(decision)), ...expiring],
  }
}

async function refreshed(
  settings: SamlSettings,
  current: TrustedSettings,
  context: ProviderContext,
): Promise<RefreshDecision> {
  const { metadataUrl, metadataTrustKey, idpEntityId } = settings
  if (metadataUrl === undefined) return { kind: 'unchanged' }
  const fresh = await fetchIdpMetadata(
    metadataUrl,
    {
      entityId: idpEntityId,
      ...(metadataTrustKey === undefined ? {} : { trustKey: metadataTrustKey }),
    },
    context,
  )
  const source = metadataTrustKey === undefined ? 'first_address' : 'signed'
  return compareIdpMetadata(current, fresh, source)
}

async function changeNotices(decision: RefreshDecision): Promise<TrustNotice[]> {
  if (decision.kind === 'unchanged') return []
  const { addedCertificates, removedCertificates } = decision.changes
  const kind = decision.kind === 'take_over' ? 'keys_changed' : 'change_needs_admin'
  if (kind === 'keys_changed' && addedCertificates.length + removedCertificates.length === 0)
    return []
  return [
    {
      kind,
      added: await fingerprints(addedCertificates),
      removed: await fingerprints(removedCertificates),
    },
  ]
}

type ExpiryNotice = Extract<TrustNotice, { kind: 'certificate_expiring' }>

/** Each of the days once: what was reported is remembered with the trust. */
async function expiryNotices(
  certificates: readonly string[],
  reported: SamlTrust['reported'],
  now: Date,
): Promise<ExpiryNotice[]> {
  const names = await fingerprints(certificates)
  return certificates.flatMap((pem, index) => {
    const fingerprint = names[index] ?? ''
    const left = (readCertificate(pem).notAfter.getTime() - now.getTime()) / DAY_MILLISECONDS
    const days = REPORTED_DAYS.findLast((threshold) => left <= threshold)
    if (days === undefined || (reported[fingerprint] ?? Number.POSITIVE_INFINITY) <= days) return []
    return [{ kind: 'certificate_expiring', fingerprint, days } as const]
  })
}

function fingerprints(certificates: readonly string[]): Promise<string[]> {
  return Promise.all(certificates.map((pem) => fingerprintOf(readCertificate(pem).der)))
}

/** On an address that several connections share nobody can tell whose unsolicited answer it is. */
function sharedAddressIssues(
  { idpInitiated }: SamlSettings,
  { hasSharedCallback }: ProviderContext,
): LoadedTrust['issues'] {
  if (!hasSharedCallback || idpInitiated === 'off') return []
  return [
    {
      path: 'settings.idpInitiated',
      code: 'connection_value_invalid',
      message: 'Sign-ins from the identity provider need an ACS address of their own.',
      hint: 'Put {connectionId} into `paths.acs`, or set `idpInitiated` to off.',
    },
  ]
}
