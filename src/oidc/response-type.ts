import type { OidcSettings, ResponseMode } from '../types/connection.ts'

export interface ResponseSettings {
  readonly responseType?: OidcSettings['responseType'] | undefined
  readonly responseMode?: ResponseMode | undefined
}

/** True where the browser brings an ID token. */
export const bringsIdToken = ({ responseType = 'code' }: ResponseSettings): boolean =>
  responseType !== 'code'

/** True where the browser brings a code, which goes to the token endpoint. */
export const bringsCode = ({ responseType = 'code' }: ResponseSettings): boolean =>
  responseType !== 'id_token'

/**
 * How the answer comes. Tokens never travel in a query (OAuth 2.0 Multiple Response Type Encoding
 * Practices section 5), and the default of the types with an ID token is the fragment, which no server
 * sees: so a POST is asked for, unless the connection says otherwise.
 */
export function responseModeOf(settings: ResponseSettings): ResponseMode {
  const { responseMode } = settings
  return responseMode ?? (bringsIdToken(settings) ? 'form_post' : 'query')
}
