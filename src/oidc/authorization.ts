import type { OidcSettings } from '../types/connection.ts'
import { responseModeOf } from './response-type.ts'

/** Parameters of the protocol, which neither settings nor callers may override (rule F3). */
const reservedParameters = new Set([
  ...['response_type', 'response_mode', 'client_id', 'client_secret', 'redirect_uri', 'scope'],
  ...['state', 'nonce', 'code_challenge', 'code_challenge_method', 'request', 'request_uri'],
  ...['client_assertion', 'client_assertion_type', 'id_token_hint', 'prompt', 'max_age'],
  ...['login_hint', 'acr_values', 'ui_locales', 'code', 'iss'],
])

/** Some providers read names without regard to case, so no spelling of them is free. */
export function isReserved(parameter: string): boolean {
  return reservedParameters.has(parameter.toLowerCase())
}

export interface AuthorizationParameters {
  readonly authorizationEndpoint: string
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** S256 of the verifier; there is no other method (rule F2). Only where no code comes: none. */
  readonly codeChallenge: string | undefined
  readonly prompt?: string | undefined
  /** Seconds. */
  readonly maxAge?: number | undefined
  readonly loginHint?: string | undefined
  readonly acrValues?: string | undefined
  readonly uiLocales?: string | undefined
}

type AuthorizationSettings = Pick<OidcSettings, 'clientId' | 'scopes'> & {
  readonly [Name in 'responseType' | 'responseMode' | 'extraParameters']?:
    | OidcSettings[Name]
    | undefined
}

/**
 * Builds the address that the browser is sent to (OpenID Connect Core section 3.1.2.1). Pure.
 * Protocol parameters are set last, so that neither the endpoint's own query nor extra parameters
 * can change one of them (rule F3).
 */
export function authorizationUrl(
  settings: AuthorizationSettings,
  request: AuthorizationParameters,
): string {
  const url = new URL(request.authorizationEndpoint)
  for (const [name, value] of Object.entries(settings.extraParameters ?? {})) {
    url.searchParams.set(name, value)
  }
  const responseMode = responseModeOf(settings)
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: settings.responseType ?? 'code',
    client_id: settings.clientId,
    redirect_uri: request.redirectUri,
    scope: settings.scopes.join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
    code_challenge_method: request.codeChallenge === undefined ? undefined : 'S256',
    // `query` is the default of the code flow; some providers refuse to see it spelled out.
    response_mode: responseMode === 'query' ? undefined : responseMode,
    prompt: request.prompt,
    max_age: request.maxAge === undefined ? undefined : String(request.maxAge),
    login_hint: request.loginHint,
    acr_values: request.acrValues,
    ui_locales: request.uiLocales,
  }
  for (const name of [...url.searchParams.keys()]) {
    if (isReserved(name)) url.searchParams.delete(name)
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}
