import { isSsoError } from '../errors.ts'
import type { SamlEndpoint, SamlSettings } from '../types/connection.ts'
import { readCertificate } from './certificate.ts'
import { type IdpMetadata, settingsFromMetadata } from './metadata.ts'

/** The settings that decide whom a connection trusts and where it sends people. */
export type TrustedSettings = Pick<
  SamlSettings,
  'idpEntityId' | 'ssoEndpoints' | 'sloEndpoints' | 'signingCertificates'
>

/** What fresh metadata says otherwise than a connection's settings. */
export interface MetadataChanges {
  readonly entityId?: { readonly before: string; readonly after: string }
  /** PEM. */
  readonly addedCertificates: readonly string[]
  readonly removedCertificates: readonly string[]
  readonly addedEndpoints: readonly ServiceEndpoint[]
  readonly removedEndpoints: readonly ServiceEndpoint[]
}

export interface ServiceEndpoint extends SamlEndpoint {
  readonly service: 'sso' | 'slo'
}

export type RefreshDecision =
  | { readonly kind: 'unchanged' }
  | {
      /** Either way an event tells of the changes; `settings` are the ones that would be in force. */
      readonly kind: 'take_over' | 'needs_admin'
      readonly changes: MetadataChanges
      readonly settings: TrustedSettings
    }

/** What speaks for a refreshed document. */
export type MetadataSource =
  /** Its signature was verified with the connection's `metadataTrustKey`. */
  | 'signed'
  /** It came over https from the address that an admin entered, and that is all. */
  | 'address'

/**
 * Decides what a refresh may do by itself (rule M4): new keys need the trust of the first import. Pure.
 *
 * The trust key speaks for the admin who configured it. The address that an admin entered is believed
 * as long as a known certificate stays in the document, which is how identity providers exchange their
 * keys, and as long as people are still sent to a known host, since whoever takes them elsewhere may
 * ask for their passwords. A complete exchange and a move to another host wait for an admin, and until
 * then what works keeps working. Whoever controls that address could add a key: against that helps a
 * trust key only. Another entityID is another identity provider, and a document without a usable key
 * would end all sign-ins: both always wait.
 */
export function compareIdpMetadata(
  current: TrustedSettings,
  fresh: IdpMetadata,
  source: MetadataSource,
): RefreshDecision {
  const { requireSignedRequests: _ours, ...settings } = settingsFromMetadata(fresh)
  const before = endpointsOf(current)
  const after = endpointsOf(settings)
  const changes: MetadataChanges = {
    ...(current.idpEntityId !== settings.idpEntityId && {
      entityId: { before: current.idpEntityId, after: settings.idpEntityId },
    }),
    addedCertificates: without(settings.signingCertificates, current.signingCertificates, bodyOf),
    removedCertificates: without(current.signingCertificates, settings.signingCertificates, bodyOf),
    addedEndpoints: without(after, before, identityOf),
    removedEndpoints: without(before, after, identityOf),
  }
  const { entityId, ...lists } = changes
  if (!entityId && Object.values(lists).every((list) => list.length === 0)) {
    return { kind: 'unchanged' }
  }
  const { signingCertificates } = settings
  const isUsable = signingCertificates.length > 0 && signingCertificates.every(isReadable)
  const overlaps = changes.removedCertificates.length < current.signingCertificates.length
  const hosts = new Set(before.flatMap(hostsOf))
  const stays = changes.addedEndpoints.flatMap(hostsOf).every((host) => hosts.has(host))
  const isBelieved = source === 'signed' || (overlaps && stays)
  const mayTakeOver = isBelieved && isUsable && !entityId
  return { kind: mayTakeOver ? 'take_over' : 'needs_admin', changes, settings }
}

function without<Type>(
  all: readonly Type[],
  known: readonly Type[],
  keyOf: (one: Type) => string,
): Type[] {
  const keys = new Set(known.map(keyOf))
  return all.filter((one) => !keys.has(keyOf(one)))
}

/** A certificate's bytes, however its text is broken into lines. */
const bodyOf = (pem: string) => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')

function endpointsOf({ ssoEndpoints, sloEndpoints }: TrustedSettings): ServiceEndpoint[] {
  return [
    ...ssoEndpoints.map((endpoint) => ({ service: 'sso' as const, ...endpoint })),
    ...sloEndpoints.map((endpoint) => ({ service: 'slo' as const, ...endpoint })),
  ]
}

/** With their ports: on another one another server answers. */
function hostsOf({ location, responseLocation = location }: ServiceEndpoint): string[] {
  return [location, responseLocation].map((address) => new URL(address).host)
}

const identityOf = ({ service, binding, location, responseLocation }: ServiceEndpoint) =>
  JSON.stringify([service, binding, location, responseLocation ?? location])

function isReadable(text: string): boolean {
  try {
    readCertificate(text)
    return true
  } catch (error) {
    if (!isSsoError(error, 'saml_certificate_invalid')) throw error
    return false
  }
}
