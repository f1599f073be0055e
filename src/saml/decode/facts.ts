/*
 * What a message says, as text and unjudged: the validators hold it against what is expected. What
 * the schema requires but nothing depends on is the decoder's to refuse. What is absent is undefined:
 * objects of one shape are read faster.
 */

/** The outside of any protocol message (saml-core sections 3.2.1 and 3.2.2). */
export interface EnvelopeFacts {
  readonly id: string
  readonly version: string
  readonly issueInstant: string
  readonly issuer: string | undefined
  readonly destination: string | undefined
  readonly inResponseTo: string | undefined
}

/** saml-core section 3.2.2.1. */
export interface StatusFacts {
  readonly code: string
  readonly subCode: string | undefined
  readonly message: string | undefined
}

export interface NameIdFacts {
  readonly value: string
  readonly format: string | undefined
  readonly nameQualifier: string | undefined
  readonly spNameQualifier: string | undefined
}

/** saml-core section 2.4.1.1, with the attributes of SubjectConfirmationData. */
export interface SubjectConfirmationFacts {
  readonly method: string
  readonly recipient: string | undefined
  readonly notBefore: string | undefined
  readonly notOnOrAfter: string | undefined
  readonly inResponseTo: string | undefined
}

/** saml-core section 2.5.1. */
export interface ConditionsFacts {
  readonly notBefore: string | undefined
  readonly notOnOrAfter: string | undefined
  /** One list for each AudienceRestriction. */
  readonly audienceRestrictions: readonly (readonly string[])[]
  /** Names of the conditions that nobody here understands. */
  readonly unknown: readonly string[]
}

/** saml-core section 2.7.2. */
export interface AuthnStatementFacts {
  readonly authnInstant: string
  readonly sessionIndex: string | undefined
  readonly sessionNotOnOrAfter: string | undefined
  readonly authnContextClassRef: string | undefined
}

/** saml-core section 2.7.3. */
export interface AttributeFacts {
  readonly attributes: Readonly<Record<string, readonly string[]>>
  /** Names of attributes with a value that is no plain text; that value is left out. */
  readonly structuredAttributes: readonly string[]
}

/** saml-core section 2.3.3. */
export interface AssertionFacts extends AttributeFacts {
  readonly id: string
  readonly version: string
  readonly issueInstant: string
  readonly issuer: string | undefined
  readonly nameId: NameIdFacts | undefined
  readonly confirmations: readonly SubjectConfirmationFacts[]
  readonly conditions: ConditionsFacts
  readonly authnStatements: readonly AuthnStatementFacts[]
}

/** saml-core section 3.7.1. */
export interface LogoutRequestFacts {
  readonly nameId: NameIdFacts | undefined
  readonly sessionIndexes: readonly string[]
  readonly notOnOrAfter: string | undefined
}
