import type { AdminAction } from '../types/config.ts'
import type { ConnectionInput } from '../types/connection.ts'
import { printable, type SsoIssue } from '../errors.ts'
import type { SetupLink } from '../types/setup-link.ts'

/** What setting up takes. Everything else needs an actor of the product (rule T5). */
const setupActions: ReadonlySet<AdminAction> = new Set<AdminAction>([
  'connection.create',
  'connection.read',
  'connection.update',
  'connection.check',
  'connection.test',
  'domain.claim',
  'domain.read',
  'domain.verify',
])

/** What leads beyond every link: a link of one's own making could be for any other connection. */
const foreignActions: ReadonlySet<AdminAction> = new Set<AdminAction>([
  'setup_link.create',
  'setup_link.revoke',
])

export type LinkAnswer = 'allowed' | 'refused' | 'host_decides'

/**
 * Whether somebody who came by a link may do this. Pure. Outside of the link's own organisation and
 * connection nothing is ever allowed, whatever the host says of such actors.
 *
 * @param connectionId what it is about; `undefined` where it is about the organisation
 */
export function linkAnswer(
  { organizationId, scope }: Pick<SetupLink, 'organizationId' | 'scope'>,
  action: AdminAction,
  about: { readonly organizationId: string; readonly connectionId: string | undefined },
): LinkAnswer {
  if (about.organizationId !== organizationId) return 'refused'
  const isForeign = about.connectionId !== undefined && about.connectionId !== scope.connectionId
  if (isForeign) return 'refused'
  // One link sets up one connection.
  if (action === 'connection.create' && scope.connectionId !== undefined) return 'refused'
  if (setupActions.has(action)) return 'allowed'
  // The attempts to sign in by its own connection show what is wrong with it; what was done in the whole
  // organisation is about others.
  if (action === 'journal.read') return about.connectionId === undefined ? 'refused' : 'allowed'
  return foreignActions.has(action) ? 'refused' : 'host_decides'
}

interface Offered {
  readonly protocols: readonly string[]
  /** `undefined` where all are. */
  readonly profiles: readonly string[] | undefined
}

const isListOf = (value: unknown, isOne: (text: string) => boolean): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string' && isOne(one)))

/** More would only be repetitions. */
const MAX_NAMES = 100

/**
 * What is wrong with a scope. Whatever it names wrongly would let the bearer do everything, so nothing is
 * overlooked. Pure.
 */
export function scopeIssues(scope: unknown, { protocols, profiles }: Offered): readonly SsoIssue[] {
  const issues: SsoIssue[] = []
  const issue = (path: string, message: string, hint: string) =>
    issues.push({ path, code: 'setup_link_value_invalid', message, hint })
  if (typeof scope !== 'object' || scope === null || Array.isArray(scope)) {
    issue('scope', 'This is no scope.', 'Use { connectionId }, { profiles } or leave it out.')
    return issues
  }
  const known = ['connectionId', 'protocols', 'profiles', 'fields']
  for (const name of Object.keys(scope)) {
    if (known.includes(name)) continue
    issue(`scope.${printable(name)}`, 'There is no such member.', `Use ${known.join(', ')}.`)
  }
  const given = scope as Readonly<Record<string, unknown>>
  const { connectionId, fields } = given
  if (connectionId !== undefined && typeof connectionId !== 'string') {
    issue('scope.connectionId', 'This is no id of a connection.', 'Use an id, or leave it out.')
  }
  if (!isListOf(given['protocols'], (name) => protocols.includes(name))) {
    issue('scope.protocols', 'No provider speaks this protocol.', `Use ${protocols.join(', ')}.`)
  }
  const isOffered = (name: string) => profiles?.includes(name) ?? /^[a-z0-9_-]{1,64}$/.test(name)
  const { profiles: chosen } = given
  if (!isListOf(chosen, isOffered) || (Array.isArray(chosen) && chosen.length > MAX_NAMES)) {
    const hint = `Use a list of ${profiles?.join(', ') ?? 'profiles such as generic'}.`
    issue('scope.profiles', 'This profile is not offered.', hint)
  }
  if (![undefined, 'everything', 'issuer_and_client_id'].includes(fields as undefined)) {
    issue('scope.fields', 'There is no such choice.', 'Use everything or issuer_and_client_id.')
  }
  return issues
}

/** What a link does not let its bearer enter, as issues at the fields. Pure. */
export function linkInputIssues(
  { scope }: Pick<SetupLink, 'scope'>,
  input: ConnectionInput & { readonly protocol?: string; readonly profile?: string },
): readonly SsoIssue[] {
  const issues: SsoIssue[] = []
  const issue = (path: string) =>
    issues.push({
      ...{ path, code: 'setup_link_scope', message: 'This setup link does not cover this value.' },
      hint: 'Leave it as it is, or ask whoever sent the link to change it.',
    })
  const { protocols, profiles, fields } = scope
  if (protocols && input.protocol !== undefined && !protocols.includes(input.protocol)) {
    issue('protocol')
  }
  if (profiles && input.profile !== undefined && !profiles.includes(input.profile)) issue('profile')
  // People see it at once on the sign-in pages of the product.
  if (input.loginPath !== undefined) issue('loginPath')
  if (fields === 'issuer_and_client_id') {
    for (const name of Object.keys(input)) {
      if (!['organizationId', 'protocol', 'profile', 'settings'].includes(name)) issue(name)
    }
    for (const name of Object.keys(input.settings ?? {})) {
      if (!['issuer', 'clientId', 'entered'].includes(name)) issue(`settings.${name}`)
    }
  }
  return issues
}
