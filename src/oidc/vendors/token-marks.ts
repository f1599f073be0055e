/** How a vendor writes into the payload that a token is none of the kinds we take. */
export interface TokenMark {
  /** All of these are there … */
  readonly claims: readonly string[]
  /** … and the first one has one of these values, in lower case. Absent: whatever its value is. */
  readonly values?: readonly string[]
}

/**
 * Access and refresh tokens that say so in their claims only (rule O7). Some of them carry the client
 * id as their audience, so nothing but these marks and the nonce keeps them from passing as ID
 * tokens. A mark must not occur in any vendor's ID tokens: `scp`, `scope`, `appid`, `cid` and
 * `client_id` alone do (ADFS, Cloud Foundry UAA). Taken from the vendors' own examples of tokens.
 *
 * @see {@link https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference}
 * @see {@link https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html}
 */
export const accessTokenMarks: readonly TokenMark[] = [
  // Keycloak
  { claims: ['typ'], values: ['bearer', 'dpop', 'refresh', 'offline'] },
  // Amazon Cognito; its ID tokens say `id`
  { claims: ['token_use'], values: ['access'] },
  // PingAM and ForgeRock; their ID tokens say `id_token`
  { claims: ['tokenName'], values: ['access_token', 'refresh_token'] },
  // Curity; its ID tokens say `id`
  { claims: ['purpose'], values: ['access_token', 'refresh_token'] },
  // Okta: the client and the scopes as a list
  { claims: ['cid', 'scp'] },
  // Entra: how the client proved itself to get the token, in versions 2.0 and 1.0
  { claims: ['azpacr'] },
  { claims: ['appidacr'] },
]

/** Keycloak marks logout tokens and ID tokens as such, too. */
export const logoutTokenMarks: readonly TokenMark[] = [{ claims: ['typ'], values: ['logout'] }]
export const idTokenMarks: readonly TokenMark[] = [
  { claims: ['typ'], values: ['id'] },
  { claims: ['token_use'], values: ['id'] },
  { claims: ['tokenName'], values: ['id_token'] },
  { claims: ['purpose'], values: ['id'] },
]
