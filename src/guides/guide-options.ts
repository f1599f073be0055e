import type { GuideOption } from './guide.ts'
import type { ConnectionRevision, OidcSettings } from '../types/connection.ts'

/**
 * Which optional parts of a guide fit what is configured so far. Pure; guides ignore what they do not
 * know.
 *
 * @param asksForIssuer instead of the domain, which an own authorization server is asked for with
 * @param hasRoles whether the host gives roles, which takes groups
 * @param hasTile whether the admin asked for the tile
 */
export function guideOptions(
  { settings, claims, session }: ConnectionRevision,
  {
    profile,
    asksForIssuer,
    hasRoles,
    hasTile,
  }: { profile: string; asksForIssuer: boolean; hasRoles: boolean; hasTile: boolean },
): readonly GuideOption[] {
  const { clientAuthentication, scopes = [], issuer = '' } = settings as Partial<OidcSettings>
  return [
    ...(hasRoles ? (['groups'] as const) : []),
    ...(claims.email === 'login_email' ? (['login_email'] as const) : []),
    ...(session.hasSingleLogout ? (['logout'] as const) : []),
    ...(hasTile ? (['tile'] as const) : []),
    ...(scopes.includes('offline_access') ? (['refresh'] as const) : []),
    ...(clientAuthentication === 'none' ? (['spa'] as const) : []),
    ...(profile === 'okta' ? oktaServer(issuer, asksForIssuer) : []),
  ]
}

/**
 * `https://<org>/oauth2/<server>`, or the org itself. As long as nothing is entered: `default`, which
 * follows from a domain, or one of the application's own, whose issuer is asked for.
 */
function oktaServer(issuer: string, asksForIssuer: boolean): readonly GuideOption[] {
  if (issuer === '' && asksForIssuer) return ['own_server']
  const [, server] = /^https:\/\/[^/]+(?:\/oauth2\/([^/]+))?\/?$/.exec(issuer) ?? [
    undefined,
    'default',
  ]
  if (server === undefined) return ['org_server']
  return server === 'default' ? [] : ['own_server']
}
