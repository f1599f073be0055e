import { attempt } from '../../connection/attempt.ts'
import { clockCheck } from '../../connection/clock-check.ts'
import { watchClock } from '../../core/clock-watch.ts'
import type { Check } from '../../types/check.ts'
import type { SamlSettings } from '../../types/connection.ts'
import type { CheckContext } from '../../types/provider.ts'
import { derOf, fingerprintOf } from '../certificate.ts'
import { fetchIdpMetadata } from '../fetch-metadata.ts'
import { type SamlKeyPair, signingKey } from '../keys.ts'
import { compareIdpMetadata, type RefreshDecision } from '../metadata-changes.ts'
import { samlSettingsOf } from '../settings.ts'
import { effectiveSettings, sharedAddressIssues } from '../trust.ts'
import { movedUrls, samlUrlsOf } from '../urls.ts'
import { certificateChecks, shortened, type TrustedCertificate } from './certificate-checks.ts'
import { type MetadataFacts, metadataChecks } from './metadata-checks.ts'
import { settingsChecks } from './settings-checks.ts'

/** The default of the expectations of answers. */
const DEFAULT_TOLERANCE_SECONDS = 60

/** Examines a connection with which nobody signs in. Nothing secret is sent anywhere. */
export async function checkSaml(
  context: CheckContext,
  keys: readonly SamlKeyPair[],
): Promise<readonly Check[]> {
  const settings = samlSettingsOf(context.settings)
  const trusted = effectiveSettings(settings, context.trust.document)
  const { profile } = context
  const now = context.now()
  const urls = samlUrlsOf(context.urls)
  const { fetch, latest } = watchClock(context)
  const metadata = await metadataFacts(settings, keys, { ...context, fetch })
  const tolerance = settings.clockToleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS
  return [
    ...metadataChecks(metadata),
    ...certificateChecks(await withFingerprints(trusted.signingCertificates), { now, profile }),
    ...settingsChecks({
      ...{ settings, profile, claims: context.claims, keys, now, ownAcsUrl: urls.acsUrl },
      acsUrl: movedUrls(urls, settings).acsUrl,
      sharedAddress: sharedAddressIssues(settings, context),
      sloEndpoints: trusted.sloEndpoints,
      hasSingleLogout: context.hasSingleLogout,
    }),
    clockCheck(latest(), tolerance),
  ]
}

async function metadataFacts(
  settings: SamlSettings,
  keys: readonly SamlKeyPair[],
  context: CheckContext,
): Promise<MetadataFacts> {
  const { metadataUrl, metadataTrustKey, idpEntityId } = settings
  const now = context.now()
  const { profile } = context
  const facts = { settings, profile, now, hasSigningKey: signingKey(keys, now) !== undefined }
  if (metadataUrl === undefined) return { ...facts, outcome: undefined, changed: [] }
  const wanted = {
    entityId: idpEntityId,
    ...(metadataTrustKey === undefined ? {} : { trustKey: metadataTrustKey }),
  }
  const outcome = await attempt(() => fetchIdpMetadata(metadataUrl, wanted, context))
  if ('error' in outcome) return { ...facts, outcome, changed: [] }
  const trusted = effectiveSettings(settings, context.trust.document)
  const source = metadataTrustKey === undefined ? 'address' : 'signed'
  const decision = compareIdpMetadata(trusted, outcome.value, source)
  return { ...facts, outcome, decision, changed: await changesOf(decision) }
}

async function changesOf(decision: RefreshDecision): Promise<readonly string[]> {
  if (decision.kind === 'unchanged') return []
  const { addedCertificates, removedCertificates, addedEndpoints, removedEndpoints } =
    decision.changes
  const [added, removed] = await Promise.all(
    [addedCertificates, removedCertificates].map(withFingerprints),
  )
  return [
    ...(added ?? []).map(({ fingerprint }) => `new: ${shortened(fingerprint)}`),
    ...(removed ?? []).map(({ fingerprint }) => `gone: ${shortened(fingerprint)}`),
    ...addedEndpoints.map(({ location }) => `new: ${location}`),
    ...removedEndpoints.map(({ location }) => `gone: ${location}`),
  ]
}

function withFingerprints(certificates: readonly string[]): Promise<TrustedCertificate[]> {
  return Promise.all(
    certificates.map(async (pem) => ({
      pem,
      // Of a new one that is refused, too: the finding names it.
      fingerprint: await fingerprintOf(derOf(pem, 'CERTIFICATE')),
    })),
  )
}
