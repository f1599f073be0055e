import type { OidcSettings } from '../../types/connection.ts'
import type { OidcTrust } from '../metadata.ts'

/** What is known of a connection before its provider was asked anything. */
export interface ConnectionFacts {
  readonly settings: OidcSettings
  /** Of the connection: whose console the hints are about. */
  readonly profile: string
  readonly redirectUri: string
  readonly hasSharedCallback: boolean
  readonly acceptsMixUpRisk: boolean
  /** Signing out here shall sign people out at the provider. */
  readonly hasSingleLogout: boolean
}

/** The same with what the provider publishes. */
export interface ProviderFacts extends ConnectionFacts {
  readonly metadata: OidcTrust['metadata']
}
