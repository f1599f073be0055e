import { printable, type SsoError } from '../errors.ts'
import { parseInstant } from './instant.ts'
import { METADATA, PROTOCOL } from './uris.ts'
import { attributeOf, childElements, childrenNamed, isNamed, type XmlElement } from './xml/node.ts'
import { type SamlCode, samlError } from './error.ts'

/** One identity provider's part of a metadata document. */
export interface IdpEntity {
  readonly entityId: string
  /** The IDPSSODescriptor. Nothing outside of it says anything about keys or addresses (rule M1). */
  readonly role: XmlElement
  /** The earliest end of validity of the elements around it. */
  readonly validUntil: Date | undefined
  /** The shortest one, in seconds. */
  readonly cacheDurationSeconds: number | undefined
}

/** An EntityDescriptor and the EntitiesDescriptors around it, the outermost first. */
interface Candidate {
  readonly entityId: string
  readonly element: XmlElement
  readonly around: readonly XmlElement[]
}

/** saml-metadata section 2.2.1: entityIDs have at most 1024 characters. */
export const MAX_ENTITY_ID_LENGTH = 1024

const groupMembers = ['EntityDescriptor', 'EntitiesDescriptor']

/** EntityIDs quoted in a message. */
const MAX_QUOTED = 10

/**
 * Finds the wanted identity provider, or the only one there is. Whatever could be read in two ways is
 * refused (rule M2).
 *
 * @throws {SsoError} `saml_metadata_*`
 */
export function findIdpEntity(
  root: XmlElement,
  { entityId, now }: { entityId: string | undefined; now: Date },
): IdpEntity {
  const all = candidates(root, [])
  const wanted =
    entityId === undefined ? onlyIdentityProvider(all) : all.find(hasEntityId(entityId))
  if (!wanted) {
    throw refuse('saml_metadata_entity_missing', {
      expected: printable(entityId ?? ''),
      received: all.slice(0, MAX_QUOTED).map((one) => printable(one.entityId)),
    })
  }
  if (all.filter(hasEntityId(wanted.entityId)).length > 1) {
    throw refuse('saml_metadata_ambiguous', { entityIds: [printable(wanted.entityId)] })
  }
  const role = roleOf(wanted.element)
  const around = [...wanted.around, wanted.element, role]
  const validUntil = earliest(around.map(validUntilOf))
  if (validUntil && validUntil <= now) {
    throw refuse('saml_metadata_expired', {
      validUntil: validUntil.toISOString(),
      now: now.toISOString(),
    })
  }
  const durations = around.map(cacheDurationOf).filter((seconds) => seconds !== undefined)
  return {
    entityId: wanted.entityId,
    role,
    validUntil,
    cacheDurationSeconds: durations.length === 0 ? undefined : Math.min(...durations),
  }
}

function candidates(element: XmlElement, around: readonly XmlElement[]): Candidate[] {
  if (isNamed(element, METADATA, 'EntityDescriptor')) {
    return [{ entityId: entityIdOf(element), element, around }]
  }
  if (isNamed(element, METADATA, 'EntitiesDescriptor')) {
    return childElements(element)
      .filter((child) => groupMembers.some((name) => isNamed(child, METADATA, name)))
      .flatMap((child) => candidates(child, [...around, element]))
  }
  if (element.localName.toLowerCase() === 'html') throw samlError('saml_metadata_html')
  throw refuse('saml_metadata_invalid', {
    expected: `EntityDescriptor or EntitiesDescriptor in ${METADATA}`,
    received: printable(`${element.localName} in ${element.namespace || 'no namespace'}`),
  })
}

function entityIdOf(element: XmlElement): string {
  const entityId = attributeOf(element, 'entityID')?.trim() ?? ''
  if (entityId === '' || entityId.length > MAX_ENTITY_ID_LENGTH) {
    throw samlError('saml_metadata_invalid', {
      message: `An EntityDescriptor has no entityID of 1 to ${MAX_ENTITY_ID_LENGTH} characters.`,
    })
  }
  return entityId
}

const hasEntityId = (entityId: string) => (candidate: Candidate) => candidate.entityId === entityId

function onlyIdentityProvider(all: readonly Candidate[]): Candidate {
  const [first] = all
  // Its role is looked at below, and says best what is wrong with it.
  if (first && all.length === 1) return first
  const providers = all.filter(({ element }) => samlRoles(element).length > 0)
  const [provider] = providers
  if (!provider) throw samlError('saml_metadata_role_missing')
  if (providers.length === 1) return provider
  throw refuse('saml_metadata_ambiguous', {
    entityIds: providers.slice(0, MAX_QUOTED).map(({ entityId }) => printable(entityId)),
  })
}

/** saml-metadata section 2.4.3; a descriptor that does not support SAML 2.0 is for other protocols. */
function samlRoles(entity: XmlElement): XmlElement[] {
  return childrenNamed(entity, METADATA, 'IDPSSODescriptor').filter((role) =>
    (attributeOf(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(PROTOCOL),
  )
}

function roleOf(entity: XmlElement): XmlElement {
  const [role, ...others] = samlRoles(entity)
  if (role && others.length === 0) return role
  if (role) {
    throw samlError('saml_metadata_ambiguous', {
      message: 'The metadata has several descriptors of the identity provider for SAML 2.0.',
    })
  }
  const isServiceProvider = childrenNamed(entity, METADATA, 'SPSSODescriptor').length > 0
  const isOlder = childrenNamed(entity, METADATA, 'IDPSSODescriptor').length > 0
  if (isOlder) {
    throw samlError('saml_metadata_role_missing', {
      message: 'The identity provider’s metadata does not offer SAML 2.0.',
      hint: 'Switch on SAML 2.0 at the identity provider and download the metadata again.',
    })
  }
  throw samlError(
    'saml_metadata_role_missing',
    isServiceProvider
      ? { message: 'This is the metadata of a service provider (an application), perhaps our own.' }
      : {},
  )
}

function validUntilOf(element: XmlElement): Date | undefined {
  const text = attributeOf(element, 'validUntil')
  if (text === undefined) return undefined
  const instant = parseInstant(text.trim())
  if (instant) return instant
  throw samlError('saml_metadata_invalid', {
    message: `validUntil is not a date with time and zone: ${printable(text)}`,
  })
}

function cacheDurationOf(element: XmlElement): number | undefined {
  const text = attributeOf(element, 'cacheDuration')
  if (text === undefined) return undefined
  const seconds = parseDuration(text.trim())
  if (seconds !== undefined) return seconds
  throw samlError('saml_metadata_invalid', {
    message: `cacheDuration is not a duration: ${printable(text)}`,
  })
}

const duration =
  /^P(?=.)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$/

/** Of a year, a month, a day … a second. The shortest of each kind: cached too briefly harms nobody. */
const unitSeconds = [365 * 86_400, 28 * 86_400, 86_400, 3600, 60, 1]

/** Reads an xs:duration; negative ones make no sense here. */
function parseDuration(text: string): number | undefined {
  const match = duration.exec(text)
  if (!match) return undefined
  return unitSeconds.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0)
}

function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  return instants.reduce(
    (first, one) => (first && one && first <= one ? first : (one ?? first)),
    undefined,
  )
}

function refuse(
  code: Extract<SamlCode, `saml_metadata_${string}`>,
  detail: Record<string, string | readonly string[]>,
): SsoError {
  return samlError(code, { detail })
}
