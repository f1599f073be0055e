import { defaultParties } from './defaults.ts'
import { responseDefects, type SamlDefect } from './defects/index.ts'
import { type SamlLogoutDefect, logoutDefects } from './defects/logout.ts'
import { ann } from './facts.ts'
import { createMockKeyPair, type MockKeyPair } from './key-pair.ts'
import { defaultAddress } from './metadata.ts'
import { serviceProviderOf } from './service-provider.ts'
import type {
  MockAuthnRequest,
  MockSamlOptions,
  MockSamlPerson,
  MockSamlResponse,
  MockServiceProvider,
} from './types.ts'
import type { Variation } from './variation.ts'
import { responseVariants } from './variants/index.ts'

/** Options with their defaults, and what changes while the provider runs. */
export interface IdpState {
  readonly options: MockSamlOptions
  readonly entityId: string
  readonly ssoUrl: string
  readonly sloUrl: string
  readonly people: readonly MockSamlPerson[]
  readonly serviceProviders: readonly MockServiceProvider[] | undefined
  readonly requests: MockAuthnRequest[]
  readonly defects: Set<SamlDefect | SamlLogoutDefect>
  /** The one that signs first. */
  keys: readonly MockKeyPair[]
  /** The last answer, for a replay. */
  last: MockSamlResponse | undefined
  clock(): Date
}

export function createState(options: MockSamlOptions): IdpState {
  const { entityId = defaultParties.idpEntityId } = options
  return {
    options,
    entityId,
    ssoUrl: options.ssoUrl ?? defaultAddress(entityId, '/sso'),
    sloUrl: options.sloUrl ?? defaultAddress(entityId, '/slo'),
    people: options.people ?? [ann],
    serviceProviders: options.serviceProviders?.map(serviceProviderOf),
    requests: [],
    defects: new Set(),
    keys: [options.key ?? createMockKeyPair({ commonName: 'mock identity provider' })],
    last: undefined,
    clock: options.clock ?? (() => new Date()),
  }
}

export function signingKeyOf({ keys }: IdpState): MockKeyPair {
  const [key] = keys
  if (!key) throw new Error('mock provider: it has no key')
  return key
}

/** What is different in responses from now on. */
export function variationsOf({ options, defects }: IdpState): Variation[] {
  const variants = (options.variants ?? []).map((name) => responseVariants[name])
  return [...variants, ...[...defects].flatMap((name) => responseVariation(name) ?? [])]
}

function responseVariation(name: SamlDefect | SamlLogoutDefect): Variation | undefined {
  return Object.hasOwn(responseDefects, name) ? responseDefects[name as SamlDefect] : undefined
}

/** What is wrong with logout messages from now on. */
export function logoutDefectsOf({ defects }: IdpState): SamlLogoutDefect[] {
  return [...defects].filter((name): name is SamlLogoutDefect => Object.hasOwn(logoutDefects, name))
}

export function personOf(
  { people }: IdpState,
  person: string | MockSamlPerson | undefined,
): MockSamlPerson {
  if (typeof person === 'object') return person
  const found = person === undefined ? people[0] : people.find(({ nameId }) => nameId === person)
  if (!found) throw new Error(`mock provider: there is nobody called ${person ?? 'anything'}`)
  return found
}
