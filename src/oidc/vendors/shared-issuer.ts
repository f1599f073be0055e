/**
 * An issuer that serves many organisations (rule O5): its tokens prove nothing about one of them
 * unless a claim says which, and the connection lists it.
 */
export interface SharedIssuer {
  /** As its discovery document writes it; `{tenantid}` stands for the tenant of a token. */
  readonly issuer: string
  /** What else people call it. */
  readonly names?: readonly string[]
  /** Below which address its document lies, if not below the issuer. */
  readonly discoveredAt?: string
  /** Absent where no claim names an organisation: such an issuer is never used. */
  readonly tenant?: TenantClaim
  /** As for a vendor; an issuer that serves many has its own word in it. */
  readonly emailTrust?: 'domain'
  readonly source: string
}

export interface TenantClaim {
  readonly claim: 'tid' | 'hd'
  /** Of a well-formed tenant, in lower case. There are no wildcards. */
  readonly pattern: RegExp
  /** Well-formed, but not one organisation's. */
  readonly refused: readonly string[]
  /** What an admin has to list. */
  readonly description: string
}
