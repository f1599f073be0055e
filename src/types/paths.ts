/** The addresses below the origin that a host may move with `paths`. */
export interface SsoPaths {
  readonly login: string
  readonly callback: string
  readonly silentCallback: string
  readonly acs: string
  readonly metadata: string
  readonly jwks: string
  readonly logout: string
  readonly logoutReturn: string
  readonly slo: string
  readonly frontchannelLogout: string
  readonly backchannelLogout: string
  readonly organizationLogin: string
  readonly emailLogin: string
  readonly initiate: string
  readonly join: string
}

/** The names of all addresses that can be moved. */
export type SsoPathKey = keyof SsoPaths

/** Absolute addresses of one connection, known from its id alone. */
export type ConnectionUrls = Readonly<Record<SsoPathKey, string>>
