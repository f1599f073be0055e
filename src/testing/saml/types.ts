import type { MockHash, MockSignatureAlgorithm } from './algorithm-names.ts'
import type { SamlLogoutDefect } from './defects/logout.ts'
import type { SamlDefect } from './defects/index.ts'
import type { ResponseFacts } from './facts.ts'
import type { MockKeyPair } from './key-pair.ts'
import type { MockStart } from './requests.ts'
import type { MockExpectations, SignedPart } from './variation.ts'
import type { SamlVariant } from './variants/index.ts'

/** What the identity provider knows of a person. */
export interface MockSamlPerson {
  readonly nameId: string
  /** Default: emailAddress for a `nameId` with an @ in it, else persistent. */
  readonly nameIdFormat?: string
  readonly attributes?: Readonly<Record<string, readonly string[]>>
}

/** An application that is registered at the identity provider. */
export interface MockServiceProvider {
  readonly entityId: string
  readonly acsUrl: string
  readonly sloUrl?: string
  /** PEM. Of the messages that the application signs. */
  readonly signingCertificates?: readonly string[]
  /** PEM. With one, assertions are encrypted where `encrypts` says so. */
  readonly encryptionCertificate?: string
}

/** Options of `createMockSamlIdp`. */
export interface MockSamlOptions {
  /** Default `https://idp.example.com/metadata`. */
  readonly entityId?: string
  /** Default: `/sso` and `/slo` at the entityID's host. */
  readonly ssoUrl?: string
  readonly sloUrl?: string
  /** Pass the same clock to `createSso`. Default: the system's. */
  clock?(): Date
  /** The first one signs in unless another is named. Default: Ann, in the groups `staff` and `admins`. */
  readonly people?: readonly MockSamlPerson[]
  /** Their metadata as XML, or what would stand in it. Default: whoever asks is served. */
  readonly serviceProviders?: readonly (string | MockServiceProvider)[]
  /** Refuses requests that are not signed by a registered application, and says so in its metadata. */
  readonly wantsSignedRequests?: boolean
  /** Default: assertion and response. */
  readonly signs?: readonly SignedPart[]
  /** Default: a new RSA key of 2048 bits. */
  readonly key?: MockKeyPair
  /** Default: RSA-SHA256 or ECDSA-SHA256, as fits the key. */
  readonly algorithm?: MockSignatureAlgorithm
  /** Default `sha256`. */
  readonly digest?: MockHash
  /** Encrypts assertions for applications that have an encryption certificate. Default false. */
  readonly encrypts?: boolean
  /** What it does differently from the plainest provider, and honestly. */
  readonly variants?: readonly SamlVariant[]
}

/** Who signs in at the mock identity provider, and how. */
export interface RespondOptions {
  /** A `nameId` of `people`, or a person. Default: the first of `people`. */
  readonly person?: string | MockSamlPerson
  /** When the person signed in at the provider; `ForceAuthn` makes it now. Default: now. */
  readonly authenticatedAt?: Date
  /** The person would have to be asked, so that `IsPassive` is answered by an error. */
  readonly needsInteraction?: boolean
  /** Instead of what the response would say. */
  readonly facts?: Partial<ResponseFacts>
}

/** How a sign-in begins at the mock identity provider. */
export interface StartOptions extends RespondOptions {
  /** The entityID of a registered application, or an application. Default: the first one. */
  readonly serviceProvider?: string | MockServiceProvider
  readonly relayState?: string
}

/** How the mock identity provider sends a logout message. */
export interface LogoutOptions {
  /** Default `redirect`. */
  readonly binding?: 'redirect' | 'post'
  /** Where to; default: the registered application's `sloUrl`. */
  readonly sloUrl?: string
}

/** What the browser brings to the service provider. */
export interface MockSamlAnswer {
  readonly method: 'GET' | 'POST'
  /** With the parameters where the method is GET. */
  readonly url: string
  /** Parameters of the answer, whichever way they travel. */
  readonly fields: URLSearchParams
  /** The request that the browser makes. */
  toRequest(cookie?: string): Request
}

/** An answer of the mock identity provider, and what a verifier must be told. */
export interface MockSamlResponse extends MockSamlAnswer {
  readonly samlResponse: string
  /** What `verifyResponse` has to be told to accept it. */
  readonly expected: MockExpectations
  readonly facts: ResponseFacts
}

/** A request of a service provider, as the identity provider understood it. */
export interface MockAuthnRequest {
  readonly id: string
  readonly issuer: string
  readonly acsUrl: string
  readonly destination: string | undefined
  readonly relayState: string | undefined
  readonly binding: 'redirect' | 'post'
  readonly isSigned: boolean
  readonly forceAuthn: boolean
  readonly isPassive: boolean
  readonly nameIdFormat: string | undefined
  /** Empty: none is asked for. */
  readonly authnContextClassRefs: readonly string[]
  readonly xml: string
}

/** A SAML identity provider in this process. */
export interface MockSamlIdp {
  readonly entityId: string
  readonly ssoUrl: string
  readonly sloUrl: string
  /** PEM; the first one is of the key that signs. */
  readonly certificates: readonly string[]
  /** For `connections.create({ protocol: 'saml', settings })`. */
  readonly settings: {
    readonly idpEntityId: string
    readonly ssoEndpoints: { binding: 'redirect' | 'post'; location: string }[]
    readonly sloEndpoints: { binding: 'redirect' | 'post'; location: string }[]
    readonly signingCertificates: string[]
  }
  /** Answers with the metadata at the entityID, where that is an address. */
  readonly fetch: typeof globalThis.fetch
  /** All AuthnRequests that were understood so far. */
  readonly requests: readonly MockAuthnRequest[]
  readonly defects: ReadonlySet<SamlDefect | SamlLogoutDefect>
  /** The metadata document, as of now. */
  metadata(): string
  /**
   * Answers an AuthnRequest as if the person had signed in.
   *
   * @param start where the browser was sent; what `startLogin` returns
   * @throws {Error} where a provider would show an error page: sender, signature, address, time
   */
  respondTo(start: string | URL | MockStart, options?: RespondOptions): MockSamlResponse
  /** Signs the person in without having been asked. */
  start(options?: StartOptions): MockSamlResponse
  /**
   * Answers a LogoutRequest.
   *
   * @throws {Error} where a provider would show an error page
   */
  answerLogout(start: string | URL | MockStart, options?: LogoutOptions): MockSamlAnswer
  /** Asks the application to end one or all sessions of a person. */
  requestLogout(
    about: {
      readonly nameId: string
      readonly nameIdFormat?: string
      readonly sessionIndex?: string
      /** Several at once. */
      readonly sessionIndexes?: readonly string[]
    },
    options?: LogoutOptions & { readonly relayState?: string },
  ): MockSamlAnswer
  /** From now on exactly these defects; without any the provider is honest again. */
  tamper(...defects: readonly (SamlDefect | SamlLogoutDefect)[]): void
  /**
   * Signs with another key from now on, by default a new one of the same kind. With `keepsOld`, the
   * metadata has both certificates.
   */
  rotateKeys(options?: { readonly key?: MockKeyPair; readonly keepsOld?: boolean }): void
}
