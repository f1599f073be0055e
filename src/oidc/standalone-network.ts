import type { NetworkPolicy } from '../types/network.ts'

/** How a function that is used without `createSso` reaches the provider (rules N1 to N3). */
export interface StandaloneNetwork {
  /**
   * The host's own `fetch`, which must not follow redirects. URL, size, time and media type are
   * guarded all the same, but not the address behind a name. Default: ssokit's own connections, to
   * public addresses only.
   */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Default: public https hosts. Plain http is possible for loopback hosts that are named here. */
  readonly network?: NetworkPolicy | undefined
}
