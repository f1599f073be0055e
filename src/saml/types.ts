/** Opt-ins of one connection for old identity providers; off by default. */
export interface SamlAllowances {
  /** SHA-1 in signatures and digests (rule S11). */
  readonly sha1?: boolean
  /**
   * AES-CBC although the response itself is not signed (rule S21). Refusals then look the same,
   * but take a little longer the further the message got: who can send very many messages from nearby
   * might decrypt a recorded one with that. A signed response needs no such opt-in.
   */
  readonly aesCbc?: boolean
}

/** What every message of one connection is held against; never taken from the message. */
export interface MessageExpectations {
  /** The identity provider's entityID, compared byte for byte. */
  readonly idpEntityId: string
  /** PEM; all are tried, whatever the message's KeyInfo says. */
  readonly signingCertificates: readonly string[]
  /** Default: the current time. */
  readonly now?: Date
  /** Default 60 seconds, at most 300. */
  readonly clockToleranceSeconds?: number
  /** PKCS#8 PEM, RSA; all are tried, so that keys can be rotated. */
  readonly decryptionKeys?: readonly string[]
  readonly allow?: SamlAllowances
}

/** What a response is measured by; never taken from the message. */
export interface ResponseExpectations extends MessageExpectations {
  /** Our own entityID: the audience. */
  readonly spEntityId: string
  /** The address that the response was posted to: Recipient and Destination. */
  readonly acsUrl: string
  /** The id of the pending request; `null` if none is outstanding. */
  readonly inResponseTo: string | null
  /** Needed, and only used, where `inResponseTo` is `null`. Default false. */
  readonly allowUnsolicited?: boolean
  /** Refuses assertions that were sent in the clear. Default false. */
  readonly requireEncryption?: boolean
}

/** What a verified and valid assertion says. */
export interface VerifiedAssertion extends NameIdentifier {
  /** Unique per identity provider: what a replay of an unsolicited answer is recognised by. */
  readonly assertionId: string
  readonly issuer: string
  /** Of the first AuthnStatement. */
  readonly sessionIndex?: string
  readonly authnInstant: Date
  /** When the identity provider's session ends, so ours must not last longer. */
  readonly sessionNotOnOrAfter?: Date
  /** From then on, plus the clock tolerance, this assertion is refused whatever happens. */
  readonly notOnOrAfter: Date
  readonly authnContextClassRef?: string
  /**
   * By Name, with a null prototype. Always lists: equal names are concatenated; an attribute without
   * values is `[]`.
   */
  readonly attributes: Readonly<Record<string, readonly string[]>>
  /** Attributes with a value that is no plain text. That value is left out, so do not map these. */
  readonly structuredAttributes: readonly string[]
}

/** A NameID (saml-core section 2.2.2). */
export interface NameIdentifier {
  readonly nameId: string
  readonly nameIdFormat?: string
  readonly nameQualifier?: string
  readonly spNameQualifier?: string
}

/** The query of a redirect-binding request as it was received, without `?` and undecoded. */
export interface RedirectQuery {
  readonly query: string
}

/** What a LogoutRequest of the identity provider is measured by; never taken from the message. */
export interface LogoutRequestExpectations extends MessageExpectations {
  /** The address that the request was sent to: Destination. */
  readonly sloUrl: string
}

/** A signed request of the identity provider to end the sessions of one person. */
export interface VerifiedLogoutRequest extends NameIdentifier {
  /** What a replay is recognised by, until `notOnOrAfter`. */
  readonly id: string
  readonly issuer: string
  /** Empty: all sessions of the person. */
  readonly sessionIndexes: readonly string[]
  /** From then on, plus the clock tolerance, this request is refused whatever happens. */
  readonly notOnOrAfter: Date
  /** To be returned with the answer. Only with the redirect binding, where it is signed, too. */
  readonly relayState?: string
}

/** What a LogoutResponse of the identity provider is measured by; never taken from the message. */
export interface LogoutResponseExpectations extends MessageExpectations {
  readonly sloUrl: string
  /** The id of our LogoutRequest, which this browser's flow carries. */
  readonly inResponseTo: string
}

/** The identity provider's answer to our LogoutRequest. */
export interface VerifiedLogoutResponse {
  readonly id: string
  readonly issuer: string
  /** True if the answer is signed and says that the sessions were ended. */
  readonly confirmed: boolean
  /** Why not, for the log: a status code, or that the answer is not signed. */
  readonly reason?: string
}
