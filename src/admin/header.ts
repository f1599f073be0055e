import { normalizeLoginPath } from '../connection/login-path.ts'
import type { Core } from '../core/core.ts'
import type { SsoIssue } from '../errors.ts'
import type { Connection, ConnectionInput } from '../types/connection.ts'
import { refuseInvalid } from './revisions.ts'

const MAX_DESCRIPTION_LENGTH = 200

const fixed = ['organizationId', 'protocol', 'profile'] as const

/** What a connection is made with stays; an edit that names another value must not seem to have worked. */
export function refuseMoved(connection: Connection, input: ConnectionInput): void {
  const given = input as Readonly<Partial<Record<(typeof fixed)[number], unknown>>>
  const moved = fixed.filter(
    (name) => given[name] !== undefined && given[name] !== connection[name],
  )
  refuseInvalid(
    moved.map((path) => ({
      ...{ path, code: 'connection_value_invalid', message: `${path} cannot be changed.` },
      hint: 'Leave it out, or create another connection.',
    })),
  )
}

type Header = Pick<Connection, 'profile' | 'description' | 'loginPath'>

/**
 * The part of a connection that is not a revision: it takes effect at once. What is wrong with it is
 * refused together with what is wrong with the rest.
 */
export function editHeader(
  core: Core,
  base: Header & Partial<Pick<Connection, 'status'>>,
  input: ConnectionInput,
): { readonly header: Header; readonly issues: readonly SsoIssue[] } {
  const issues: SsoIssue[] = []
  const issue = (path: string, message: string, hint: string) =>
    issues.push({ path, code: 'connection_value_invalid', message, hint })
  const { profiles, activation } = core.config
  const isProfile = typeof base.profile === 'string' && /^[a-z0-9_-]{1,64}$/.test(base.profile)
  const isOffered = isProfile && (profiles?.includes(base.profile) ?? true)
  // What is there stays in use, and must be kept in use, whatever is offered for new ones.
  const isNew = base.status === undefined
  if (isNew && !isOffered) {
    issue(
      'profile',
      'This profile is not offered.',
      `Use ${(profiles ?? ['generic']).join(' or ')}.`,
    )
  }
  const description = input.description === null ? '' : (input.description ?? base.description)
  const isText = typeof description === 'string' && !/\p{Cc}/u.test(description)
  if (!isText || description.length > MAX_DESCRIPTION_LENGTH) {
    issue(
      'description',
      'The description is too long or not plain text.',
      'Use up to 200 characters.',
    )
  }
  let { loginPath } = base
  if (input.loginPath === null) {
    // The gate would be worth nothing if what it asked for could be taken away afterwards.
    const isInUse = base.status === 'active' && loginPath !== undefined
    const isNeeded = isInUse && activation.requires.includes('login_path')
    if (!isNeeded) loginPath = undefined
    else issue('loginPath', 'People sign in by this path.', 'Enter another one instead of none.')
  } else if (input.loginPath !== undefined) {
    const normalized = normalizeLoginPath(String(input.loginPath))
    if ('issue' in normalized) issues.push(normalized.issue)
    else loginPath = normalized.loginPath
  }
  const { profile } = base
  const header = { profile, description, ...(loginPath === undefined ? {} : { loginPath }) }
  return { header, issues }
}
