/** What a connection may allow a provider to do differently from the specifications, by its id. */
export interface Deviation {
  readonly id: DeviationId
  /** What is accepted, in one sentence. */
  readonly allow: string
  /** Which provider does so. */
  readonly source: string
}

export type DeviationId =
  | 'assertion_audience_token_endpoint'
  | 'logout_token_without_exp'
  | 'frontchannel_logout_without_iss'

/** Nothing else is ever relaxed, and nothing of this is for all connections. */
export const deviations: readonly Deviation[] = [
  {
    id: 'assertion_audience_token_endpoint',
    allow: 'The client assertion names the token endpoint as its audience instead of the issuer.',
    source: 'https://www.rfc-editor.org/rfc/rfc7523#section-3',
  },
  {
    id: 'logout_token_without_exp',
    allow: 'A logout token may lack `exp`, which drafts of the specification did not know.',
    source: 'https://github.com/ory/hydra/issues/4035',
  },
  {
    id: 'frontchannel_logout_without_iss',
    allow: 'A front-channel logout may name its session by `sid` alone, as Entra does.',
    source: 'https://github.com/nginxinc/nginx-openid-connect/issues/117',
  },
]

/** Whether a connection allows it. An id that nobody knows allows nothing. */
export function allowsDeviation(allowed: readonly string[] | undefined, id: DeviationId): boolean {
  return allowed?.includes(id) ?? false
}
