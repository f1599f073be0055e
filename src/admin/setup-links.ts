import { defaultPolicy } from '../access/enforcement.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { organizationOf, storedOrganization } from '../core/organization.ts'
import { isEqualConstantTime } from '../crypto/compare.ts'
import { sha256 } from '../crypto/digest.ts'
import { randomToken } from '../crypto/random.ts'
import { sentenceOf, SsoError, type SsoIssue } from '../errors.ts'
import type { OrganizationRecord, StoredSetupLink } from '../storage/ports.ts'
import type {
  CreatedSetupLink,
  SetupLink,
  SetupLinkOptions,
  SetupLinksApi,
} from '../types/setup-link.ts'
import { authorize } from './authorize.ts'
import { adminError } from './error.ts'
import { scopeIssues } from './link-rules.ts'
import { loadConnection } from './records.ts'

const DAY_SECONDS = 86_400
const DEFAULT_LIFETIME_SECONDS = 7 * DAY_SECONDS
const MAX_LIFETIME_SECONDS = 30 * DAY_SECONDS
/** Of one organisation: they are stored together with its policy. */
const MAX_LINKS = 20
const MAX_DESCRIPTION_LENGTH = 200
/** Somebody else changes the organisation that often in a row. */
const MAX_TRIES = 5

/** The calls of `sso.setupLinks`. */
export function createSetupLinksApi(core: Core): SetupLinksApi {
  return {
    async create(organizationId, options) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'setup_link.create', options.actor, id)
      await core.checkEntitlement(id)
      return createLink(core, id, options)
    },

    async list(organizationId, { actor }) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'setup_link.create', actor, id)
      const record = await storedOrganization(core, id)
      return workingLinks(record, core.config.clock()).map(publicLink).toReversed()
    },

    async revoke(organizationId, linkId, { actor }) {
      const id = organizationOf(core, organizationId)
      await authorize(core, 'setup_link.revoke', actor, id)
      const isRevoked = await changeLinks(core, id, (links) => {
        const rest = links.filter((link) => link.id !== linkId)
        return rest.length === links.length ? undefined : rest
      })
      if (!isRevoked) return
      const about = { organizationId: id, setupLinkId: linkId }
      core.emit({ type: 'setup_link.revoked', ...about, ...by(core, actor) })
    },
  }
}

async function createLink(
  core: Core,
  organizationId: string,
  options: SetupLinkOptions,
): Promise<CreatedSetupLink> {
  const { actor, scope = {}, description = '' } = options
  const { lifetimeSeconds = DEFAULT_LIFETIME_SECONDS } = options
  const issues = inputIssues(core, { scope, description, lifetimeSeconds })
  if (issues.length > 0)
    throw adminError('setup_link_invalid', { message: sentenceOf(issues), issues })
  if (scope.connectionId !== undefined) {
    const { record } = await loadConnection(core, scope.connectionId)
    // Which connections other organisations have is not told.
    if (record.connection.organizationId !== organizationId) {
      throw adminError('setup_link_invalid', {
        message: 'The connection is not this organisation’s.',
      })
    }
  }
  const now = core.config.clock()
  const secret = randomToken()
  const { actor: createdBy } = by(core, actor)
  const link: SetupLink = {
    ...{ id: `lnk_${randomToken(12)}`, organizationId, scope, description },
    createdAt: now.toISOString(),
    ...(createdBy === undefined ? {} : { createdBy }),
    expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString(),
  }
  const stored: StoredSetupLink = { ...link, digest: await sha256(secret) }
  await changeLinks(core, organizationId, (links) => {
    if (links.length >= MAX_LINKS) throw adminError('setup_link_limit_reached')
    return [...links, stored]
  })
  const about = { organizationId, setupLinkId: link.id }
  core.emit({ type: 'setup_link.created', ...about, ...by(core, actor) })
  const token = await core.sealer.seal('setup_link', [], { organizationId, id: link.id, secret })
  const { baseUrl, paths } = core.config
  return { link, url: `${baseUrl}${paths.basePath}/setup/${token}` }
}

/**
 * The link that a token opens. Reads only: mail scanners visit links as well (rule T5).
 *
 * @throws {SsoError} `setup_link_not_found` for whatever is not one that works
 */
export async function openLink(core: Core, token: string): Promise<SetupLink> {
  const named = await namedBy(core, token)
  const link = named && (await findLink(core, named.organizationId, named.id))
  if (!link || !isEqualConstantTime(await sha256(named.secret), link.digest)) {
    throw adminError('setup_link_not_found')
  }
  return publicLink(link)
}

/** A link as it is now; `undefined` where it is revoked, over or was never there. */
export async function currentLink(
  core: Core,
  { organizationId, id }: Pick<SetupLink, 'organizationId' | 'id'>,
): Promise<SetupLink | undefined> {
  const link = await findLink(core, organizationId, id)
  return link && publicLink(link)
}

/**
 * From now on the link is for this connection alone. Of several requests at once one binds it.
 *
 * @throws {SsoError} `not_authorized` where it is bound already, revoked or over
 */
export async function bindLink(core: Core, link: SetupLink, connectionId: string): Promise<void> {
  const isBound = await changeLinks(core, link.organizationId, (links) => {
    const isFree = (each: SetupLink) => each.id === link.id && each.scope.connectionId === undefined
    if (!links.some(isFree)) return undefined
    return links.map((each) =>
      isFree(each) ? { ...each, scope: { ...each.scope, connectionId } } : each,
    )
  })
  if (!isBound) throw new SsoError('not_authorized', { detail: { action: 'connection.create' } })
}

interface NamedLink {
  readonly organizationId: string
  readonly id: string
  readonly secret: string
}

async function namedBy(core: Core, token: string): Promise<NamedLink | undefined> {
  try {
    return (await core.sealer.open('setup_link', [], token)) as unknown as NamedLink
  } catch {
    return undefined
  }
}

async function findLink(
  core: Core,
  organizationId: string,
  id: string,
): Promise<StoredSetupLink | undefined> {
  const record = await storedOrganization(core, organizationId)
  return workingLinks(record, core.config.clock()).find((link) => link.id === id)
}

function workingLinks(record: OrganizationRecord | null, now: Date): readonly StoredSetupLink[] {
  // Written so that an instant that is none counts as over.
  return (record?.setupLinks ?? []).filter(({ expiresAt }) => Date.parse(expiresAt) > now.getTime())
}

function publicLink({ digest: _secret, ...link }: StoredSetupLink): SetupLink {
  return link
}

/**
 * Changes the links of an organisation, unless nothing is to be changed. Those that are over go with
 * every change.
 *
 * @throws {SsoError} `policy_conflict` where others change the organisation again and again
 */
async function changeLinks(
  core: Core,
  organizationId: string,
  change: (links: readonly StoredSetupLink[]) => readonly StoredSetupLink[] | undefined,
): Promise<boolean> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const now = core.config.clock()
    const record = await storedOrganization(core, organizationId)
    const setupLinks = change(workingLinks(record, now))
    if (!setupLinks) return false
    const current: OrganizationRecord = record ?? defaultPolicy(organizationId, now)
    const next = { ...current, version: current.version + 1, setupLinks }
    const outcome = await core.storage.organizations.update(organizationId, current.version, next)
    if (outcome === 'updated') return true
  }
  throw adminError('policy_conflict')
}

function inputIssues(
  core: Core,
  { scope, description, lifetimeSeconds }: Required<Omit<SetupLinkOptions, 'actor'>>,
): readonly SsoIssue[] {
  const { providerByProtocol, profiles } = core.config
  const offered = { protocols: [...providerByProtocol.keys()], profiles }
  const issues: SsoIssue[] = [...scopeIssues(scope, offered)]
  const issue = (path: string, message: string, hint: string) =>
    issues.push({ path, code: 'setup_link_value_invalid', message, hint })
  const isText = typeof description === 'string' && !/[\p{Cc}\p{Cs}]/u.test(description)
  if (!isText || description.length > MAX_DESCRIPTION_LENGTH) {
    const hint = 'Use up to 200 characters.'
    issue('description', 'The description is too long or not plain text.', hint)
  }
  const isPossible = Number.isSafeInteger(lifetimeSeconds) && lifetimeSeconds >= 1
  if (!isPossible || lifetimeSeconds > MAX_LIFETIME_SECONDS) {
    issue('lifetimeSeconds', 'A link works for 30 days at most.', 'Use whole seconds.')
  }
  return issues
}
