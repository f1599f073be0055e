import type { SsoIssue } from '../errors.ts'
import type { ConnectionUrls, SsoPathKey, SsoPaths } from '../types/paths.ts'

export const defaultBasePath = '/sso'

/** Below `basePath`. */
const defaultPaths: SsoPaths = {
  login: '/{connectionId}/login',
  callback: '/{connectionId}/callback',
  silentCallback: '/{connectionId}/silent-callback',
  acs: '/{connectionId}/acs',
  metadata: '/{connectionId}/metadata',
  jwks: '/{connectionId}/jwks',
  logout: '/{connectionId}/logout',
  logoutReturn: '/{connectionId}/logout/return',
  slo: '/{connectionId}/slo',
  frontchannelLogout: '/{connectionId}/frontchannel-logout',
  backchannelLogout: '/{connectionId}/backchannel-logout',
  organizationLogin: '/login/{loginPath}',
  emailLogin: '/login',
  initiate: '/initiate',
  join: '/join',
}

export const pathKeys: readonly SsoPathKey[] = Object.keys(defaultPaths) as SsoPathKey[]

/** These may lie on one path of the host: their requests can be told apart (Pusher, Konnect). */
const sharable = new Set<SsoPathKey>([
  'callback',
  'login',
  'initiate',
  'emailLogin',
  'logoutReturn',
])

/** Words that begin a path of our own below `basePath` and so can be no connection id. */
const ownSegments = new Set(['login', 'initiate', 'join', 'setup'])

export interface ResolvedPaths {
  readonly basePath: string
  /** Complete paths below the origin, templates included. */
  readonly templates: SsoPaths
  /** Those that the host moved. */
  readonly moved: ReadonlySet<SsoPathKey>
}

/** Completes and checks `basePath` and `paths`; every problem is listed. */
export function resolvePaths(
  basePath: unknown,
  paths: Partial<Record<string, unknown>> | undefined,
): { paths: ResolvedPaths; issues: SsoIssue[] } {
  const issues: SsoIssue[] = []
  const issue = (path: string, message: string, hint: string) =>
    issues.push({ path, code: 'config_path_invalid', message, hint })

  const base = basePath ?? defaultBasePath
  if (typeof base !== 'string' || !/^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+$/.test(base)) {
    issue('basePath', 'basePath is not a path.', 'Write it like /sso, without a slash at the end.')
  }
  const templates: Record<string, string> = {}
  const moved = new Set<SsoPathKey>()
  for (const key of pathKeys) templates[key] = `${String(base)}${defaultPaths[key]}`
  for (const [key, value] of Object.entries(paths ?? {})) {
    if (value === undefined) continue
    if (!(pathKeys as readonly string[]).includes(key)) {
      issue(`paths.${key}`, `There is no path named ${key}.`, `Use one of ${pathKeys.join(', ')}.`)
      continue
    }
    const problem = templateProblem(key as SsoPathKey, value)
    if (problem) issue(`paths.${key}`, problem, 'Write it like /accounts/callback.')
    else {
      templates[key] = value as string
      moved.add(key as SsoPathKey)
    }
  }
  issues.push(...overlaps(templates as unknown as SsoPaths, moved))
  return {
    paths: { basePath: String(base), templates: templates as unknown as SsoPaths, moved },
    issues,
  }
}

function templateProblem(key: SsoPathKey, value: unknown): string | undefined {
  if (typeof value !== 'string') return 'A path must be text.'
  const placeholder = key === 'organizationLogin' ? '{loginPath}' : '{connectionId}'
  const parts = value.split(placeholder)
  if (parts.length > 2) return `${placeholder} may occur once.`
  if (key === 'organizationLogin' && parts.length === 1) return '{loginPath} must occur in it.'
  if (!/^(\/[\w.~-]+)+$/.test(parts.join('x'))) return 'This is not a plain path.'
  if (value.startsWith('/{')) return 'It would match every page of the host.'
  if (/\/\.{1,2}(\/|$)/.test(value)) return 'Browsers resolve dot segments.'
  if (parts.length === 2 && !isWholeSegment(parts)) return `${placeholder} must be a whole segment.`
  return undefined
}

function isWholeSegment([before = '', after = '']: readonly string[]): boolean {
  return before.endsWith('/') && (after === '' || after.startsWith('/'))
}

/** Two templates overlap where one path could match both. */
function overlaps(templates: SsoPaths, moved: ReadonlySet<SsoPathKey>): SsoIssue[] {
  const issues: SsoIssue[] = []
  for (const [index, left] of pathKeys.entries()) {
    for (const right of pathKeys.slice(index + 1)) {
      if (!moved.has(left) && !moved.has(right)) continue
      if (!canMatchSamePath(templates[left], templates[right])) continue
      if (maySharePath(templates, left, right)) continue
      issues.push({
        path: `paths.${moved.has(right) ? right : left}`,
        code: 'config_path_overlap',
        message: `The paths ${left} and ${right} overlap.`,
        hint: 'Give them different paths; only callback, login, initiate, emailLogin and logoutReturn may share one.',
      })
    }
  }
  return issues
}

/**
 * A visit of an address that names a connection starts a sign-in, and an identity provider may leave
 * `state` out when it sends somebody back: whoever signs out there would be signed in again.
 */
function maySharePath(templates: SsoPaths, left: SsoPathKey, right: SsoPathKey): boolean {
  const isReturnOfLogin = [left, right].every((key) => key === 'login' || key === 'logoutReturn')
  if (isReturnOfLogin && templates[left].includes('{')) return false
  return sharable.has(left) && sharable.has(right)
}

function canMatchSamePath(left: string, right: string): boolean {
  const leftSegments = left.split('/')
  const rightSegments = right.split('/')
  return (
    leftSegments.length === rightSegments.length &&
    leftSegments.every((segment, index) => {
      const other = rightSegments[index] ?? ''
      if (isPlaceholder(segment)) return isPlaceholder(other) || !ownSegments.has(other)
      if (isPlaceholder(other)) return !ownSegments.has(segment)
      return segment === other
    })
  )
}

const isPlaceholder = (segment: string): boolean => segment.startsWith('{')

/** A path of ours that a request's path matches, and what its placeholder stood for. */
export interface PathMatch {
  readonly key: SsoPathKey
  readonly parameter: string | undefined
}

/** All paths that match; several only where a host lets them share one. An exact one hides those with a
 * placeholder: `/go/start` names no connection called `start`. */
export function matchPaths(paths: ResolvedPaths, pathname: string): readonly PathMatch[] {
  const segments = pathname.split('/')
  const matches = pathKeys.flatMap((key) => {
    const template = paths.templates[key].split('/')
    if (template.length !== segments.length) return []
    let parameter: string | undefined
    for (const [index, part] of template.entries()) {
      const segment = segments[index] ?? ''
      if (isPlaceholder(part)) {
        if (!/^[\w-]{1,128}$/.test(segment) || ownSegments.has(segment)) return []
        parameter = segment
      } else if (part !== segment) return []
    }
    return [{ key, parameter }]
  })
  const exact = matches.filter(({ parameter }) => parameter === undefined)
  return exact.length > 0 ? exact : matches
}

/**
 * Absolute addresses of one connection. Without a login path `organizationLogin` is its `login`.
 * `initiate` is where third parties start its sign-ins: the address that names it where there is one
 * for the organisation, else what the host has set aside for third parties.
 */
export function connectionUrls(
  baseUrl: string,
  paths: ResolvedPaths,
  connectionId: string,
  loginPath?: string,
): ConnectionUrls {
  const urls = Object.fromEntries(
    pathKeys.map((key) => [
      key,
      baseUrl +
        paths.templates[key]
          .replace('{connectionId}', connectionId)
          .replace('{loginPath}', loginPath ?? ''),
    ]),
  ) as Record<SsoPathKey, string>
  if (loginPath !== undefined) return { ...urls, initiate: urls.organizationLogin }
  const initiate = paths.moved.has('initiate') ? urls.initiate : urls.login
  return { ...urls, organizationLogin: urls.login, initiate }
}
