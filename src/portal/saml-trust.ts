import { derOf, fingerprintOf, readCertificate } from '../saml/certificate.ts'
import type { TrustedSettings } from '../saml/metadata-changes.ts'
import { samlSettingsOf } from '../saml/settings.ts'
import { effectiveSettings, isChangeWaiting } from '../saml/trust.ts'
import type { Connection } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'

/** A signing certificate of the identity provider. */
export interface SigningCertificate {
  /** SHA-256, as consoles show it. */
  readonly fingerprint: string
  readonly endsAt: Date
  readonly isLive: boolean
  readonly isDraft: boolean
}

/** Added and removed by the draft. */
export interface Difference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** What a SAML connection trusts, and what would change with its draft. */
export interface SamlTrust {
  readonly certificates: readonly SigningCertificate[]
  readonly metadataUrl: string | undefined
  /** A refresh found a change that waits for an admin. */
  readonly isChangeWaiting: boolean
  /** `undefined` where there is no draft, or nothing in use to compare it with. */
  readonly changes:
    | {
        readonly entityId: Difference
        readonly certificates: Difference
        readonly addresses: Difference
      }
    | undefined
}

/** What is in use includes what refreshes took over by themselves since the last edit. */
export async function samlTrustOf({ live, draft, trust }: Connection): Promise<SamlTrust> {
  const entered = live && samlSettingsOf(live.settings as JsonObject)
  const used = entered && effectiveSettings(entered, trust?.document)
  const wanted = draft && samlSettingsOf(draft.settings as JsonObject)
  const before = await fingerprints(used)
  const after = await fingerprints(wanted)
  const certificates = [...new Map([...before, ...after])].map(([fingerprint, pem]) => ({
    ...{ fingerprint, endsAt: readCertificate(pem).notAfter },
    isLive: before.has(fingerprint),
    isDraft: after.has(fingerprint),
  }))
  return {
    certificates,
    metadataUrl: (wanted ?? entered)?.metadataUrl,
    isChangeWaiting: entered !== undefined && isChangeWaiting(entered, trust?.document),
    changes:
      used && wanted
        ? {
            entityId: difference([used.idpEntityId], [wanted.idpEntityId]),
            certificates: difference([...before.keys()], [...after.keys()]),
            addresses: difference(addressesOf(used), addressesOf(wanted)),
          }
        : undefined,
  }
}

async function fingerprints(
  settings: TrustedSettings | undefined,
): Promise<ReadonlyMap<string, string>> {
  const pairs = (settings?.signingCertificates ?? []).map(async (pem) => {
    const fingerprint = await fingerprintOf(derOf(pem, 'CERTIFICATE'))
    return [fingerprint, pem] as const
  })
  return new Map(await Promise.all(pairs))
}

function addressesOf({ ssoEndpoints, sloEndpoints }: TrustedSettings): readonly string[] {
  const all = [...ssoEndpoints, ...sloEndpoints]
  return all.flatMap(({ location, responseLocation }) =>
    responseLocation === undefined ? [location] : [location, responseLocation],
  )
}

function difference(before: readonly string[], after: readonly string[]): Difference {
  const without = (all: readonly string[], known: readonly string[]) => [
    ...new Set(all.filter((one) => one !== '' && !known.includes(one))),
  ]
  return { added: without(after, before), removed: without(before, after) }
}
