import { canonicalJson, sha256 } from '../crypto/digest.ts'
import type { SamlSettings } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoadedTrust, ProviderContext, TrustNotice, TrustReminder } from '../types/provider.ts'
import { derOf, fingerprintOf, readCertificate } from './certificate.ts'
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
  /** Digest of the change that waits for an admin, so that it is reported once. */
  readonly waiting?: string
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
  return learned(settings, document)?.settings ?? trustedOf(settings)
}

/** What was learned for exactly these settings. */
function learned(settings: SamlSettings, document: JsonObject | undefined): SamlTrust | undefined {
  const trust = document as unknown as SamlTrust | undefined
  return trust?.base === baseOf(settings) ? trust : undefined
}

/** Whether the last refresh found a change that only an admin may take over (rule M4). */
export function isChangeWaiting(settings: SamlSettings, document: JsonObject | undefined): boolean {
  return learned(settings, document)?.waiting !== undefined
}

/** The end of the certificate that ends last; `undefined` where there is none. */
export function lastCertificateEnd(
  settings: JsonObject,
  document: JsonObject | undefined,
): Date | undefined {
  const { signingCertificates } = effectiveSettings(samlSettingsOf(settings), document)
  const ends = signingCertificates.map((pem) => readCertificate(pem).notAfter.getTime())
  return ends.length === 0 ? undefined : new Date(Math.max(...ends))
}

/** Reads the metadata again where it has an address, and looks after the ends of certificates. */
export async function loadSamlTrust(context: ProviderContext): Promise<LoadedTrust> {
  const settings = samlSettingsOf(context.settings)
  const previous = learned(settings, context.trust.document)
  const current = previous?.settings ?? trustedOf(settings)
  const decision = await refreshed(settings, current, context)
  const next = decision.kind === 'take_over' ? trustedOf(decision.settings) : current
  const { expiring, reported } = await expiryNotices(next, previous?.reported, context.now())
  const waiting =
    decision.kind === 'needs_admin' ? await sha256(canonicalJson(decision.settings)) : undefined
  const isKnown = waiting !== undefined && previous?.waiting === waiting
  const trust: SamlTrust = {
    base: baseOf(settings),
    settings: next,
    reported,
    ...(waiting === undefined ? {} : { waiting }),
  }
  return {
    document: trust as unknown as JsonObject,
    issues: sharedAddressIssues(settings, context),
    notices: [...(isKnown ? [] : await changeNotices(decision)), ...expiring],
  }
}

/** Looks after the ends of certificates while their successors cannot be read. */
export async function remindOfSamlTrust(context: ProviderContext): Promise<TrustReminder> {
  const settings = samlSettingsOf(context.settings)
  const previous = learned(settings, context.trust.document)
  const current = previous?.settings ?? trustedOf(settings)
  const { expiring, reported } = await expiryNotices(current, previous?.reported, context.now())
  const trust: SamlTrust = { ...previous, base: baseOf(settings), settings: current, reported }
  return { document: trust as unknown as JsonObject, notices: expiring }
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
  const source = metadataTrustKey === undefined ? 'address' : 'signed'
  return compareIdpMetadata(current, fresh, source)
}

async function changeNotices(decision: RefreshDecision): Promise<TrustNotice[]> {
  if (decision.kind === 'unchanged') return []
  const { changes } = decision
  const keys = {
    added: await fingerprints(changes.addedCertificates),
    removed: await fingerprints(changes.removedCertificates),
  }
  const addresses = {
    added: changes.addedEndpoints.map(({ location }) => location),
    removed: changes.removedEndpoints.map(({ location }) => location),
  }
  if (decision.kind === 'needs_admin') {
    const both = (which: 'added' | 'removed') => [...keys[which], ...addresses[which]]
    return [{ kind: 'change_needs_admin', added: both('added'), removed: both('removed') }]
  }
  const notices = [
    { kind: 'keys_changed', ...keys },
    { kind: 'addresses_changed', ...addresses },
  ] as const
  return notices.filter(({ added, removed }) => added.length + removed.length > 0)
}

type ExpiryNotice = Extract<TrustNotice, { kind: 'certificate_expiring' }>

/** Each of the days once: what was reported is remembered with the trust. */
async function expiryNotices(
  { signingCertificates }: TrustedSettings,
  reported: SamlTrust['reported'] = {},
  now: Date,
): Promise<{ expiring: readonly ExpiryNotice[]; reported: SamlTrust['reported'] }> {
  const names = await fingerprints(signingCertificates)
  const expiring = signingCertificates.flatMap((pem, index) => {
    const fingerprint = names[index] ?? ''
    const left = (readCertificate(pem).notAfter.getTime() - now.getTime()) / DAY_MILLISECONDS
    const days = REPORTED_DAYS.findLast((threshold) => left <= threshold)
    if (days === undefined || (reported[fingerprint] ?? Number.POSITIVE_INFINITY) <= days) return []
    return [{ kind: 'certificate_expiring', fingerprint, days } as const]
  })
  const told = expiring.map(({ fingerprint, days }) => [fingerprint, days] as const)
  return { expiring, reported: { ...reported, ...Object.fromEntries(told) } }
}

function fingerprints(certificates: readonly string[]): Promise<string[]> {
  // Of a new one that is refused, too: an event names it.
  return Promise.all(certificates.map((pem) => fingerprintOf(derOf(pem, 'CERTIFICATE'))))
}

/** On an address that several connections share nobody can tell whose unsolicited answer it is. */
export function sharedAddressIssues(
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
