import { normalizeLoginPath } from '../connection/login-path.ts'
import type { Core } from '../core/core.ts'
import { activeRecords } from '../core/organization-records.ts'
import { ownIssuers } from '../core/own-issuers.ts'
import { trustsDomain, verifiedDomainsOf } from '../core/verified-domains.ts'
import { coveringNames } from '../domain/coverage.ts'
import { domainOfEmail, normalizeEmail } from '../domain/email.ts'
import { routeByDomain } from '../domain/routing.ts'
import { connectionError } from '../connection/error.ts'
import { isProven } from '../connection/evidence.ts'
import { SsoError } from '../errors.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoginTarget } from '../types/login.ts'
import type { SsoProvider } from '../types/provider.ts'
import { ownerOf } from './domain-owner.ts'

/** A connection on which people may sign in right now. */
export interface ActiveConnection {
  readonly loaded: LoadedConnection
  readonly live: ConnectionRevision
  readonly provider: SsoProvider
}

/**
 * Finds the one connection that a sign-in is for, in one read; in a few where a parent covers the domain.
 *
 * @throws {SsoError} `login_target_unknown`, `login_ambiguous`, `login_issuer_refused`,
 *   `connection_not_active`, `email_invalid`
 */
export async function resolveTarget(
  core: Core,
  target: LoginTarget,
  loginHint?: string,
): Promise<ActiveConnection> {
  checkTarget(target)
  if ('connectionId' in target) return named(core, { id: target.connectionId }, target.issuer)
  if ('loginPath' in target) {
    const normalized = normalizeLoginPath(target.loginPath)
    if ('issue' in normalized) throw new SsoError('login_target_unknown')
    return named(core, normalized, target.issuer)
  }
  if ('email' in target) return byEmail(core, target.email)
  return byIssuer(core, target.issuer, loginHint)
}

/** What the storage takes as a key; `iss` of a POST could be a megabyte. */
const MAX_KEY_LENGTH = 512
/** Databases fail on such text: nobody may make a storage look broken by sending it. */
const unstorable = /[\p{Cc}\p{Cs}]/u

/** Query parsers make lists and objects of what looks like text; some databases take them as filters. */
function checkTarget(target: LoginTarget): void {
  const known = ['connectionId', 'loginPath', 'email', 'issuer'] as const
  const values: Partial<Record<string, unknown>> = target ?? {}
  const given = known.filter((name) => values[name] !== undefined)
  const areTexts = given.every((name) => {
    const value = values[name]
    return typeof value === 'string' && value.length <= MAX_KEY_LENGTH && !unstorable.test(value)
  })
  const first = known.find((name) => name in values)
  if (!areTexts || first === undefined || values[first] === undefined) {
    throw new SsoError('login_target_unknown')
  }
}

/** @throws {SsoError} `connection_not_active` */
export function activeConnection(core: Core, loaded: LoadedConnection): ActiveConnection {
  const { connection } = loaded.record
  const provider = core.config.providerByProtocol.get(connection.protocol)
  if (connection.status !== 'active' || !connection.live || !provider) {
    throw connectionError('connection_not_active', { connectionId: connection.id })
  }
  return { loaded, live: connection.live, provider }
}

async function named(
  core: Core,
  query: { id: string } | { loginPath: string },
  issuer: string | undefined,
): Promise<ActiveConnection> {
  const [loaded] = await core.storage.connections.load(query)
  if (!loaded) throw new SsoError('login_target_unknown')
  const active = activeConnection(core, loaded)
  const known = active.provider.issuers(active.live.settings as JsonObject)
  // Rule F5: whoever starts a sign-in for somebody else may only name an issuer we know here.
  if (issuer !== undefined && !known.includes(issuer)) {
    throw new SsoError('login_issuer_refused', { connectionId: loaded.record.connection.id })
  }
  return active
}

async function byEmail(core: Core, email: string): Promise<ActiveConnection> {
  const domain = domainOfEmail(normalizeEmail(email))
  const { organization } = core.config
  if (organization && trustsDomain(core, domain)) return onlyOneOf(core, organization.id)
  return onlyOne(core, await coveredBy(core, domain))
}

/** The connection of the product's one organisation, whose domains the host vouches for. */
async function onlyOneOf(core: Core, organizationId: string): Promise<ActiveConnection> {
  const [only, ...others] = await activeRecords(core, organizationId)
  if (!only) throw new SsoError('login_target_unknown')
  if (others.length > 0) throw new SsoError('login_ambiguous')
  return named(core, { id: only.connection.id }, undefined)
}

/** Active connections of whoever has this domain verified, or most closely covers it. */
async function coveredBy(core: Core, domain: string): Promise<readonly LoadedConnection[]> {
  const verifiedDomains = coveringNames(domain)
  const candidates = await core.storage.connections.load({ verifiedDomains })
  const closest = routeByDomain(domain, candidates)
  const isOwn = closest.some((candidate) =>
    candidate.verifiedDomains.some((verified) => verified.domain === domain),
  )
  if (isOwn || closest.length === 0) return closest
  // Somebody without an active connection may have it verified more closely (rule D4).
  const owner = await ownerOf(core, domain)
  return closest.filter(({ record }) => record.connection.organizationId === owner)
}

/**
 * An issuer counts only for connections that proved it, so that nobody squats another company's:
 * by a passed test or a login of the live revision, else by a verified domain of the organisation.
 * Where it is not exactly one, an e-mail address as hint decides by its verified domain.
 */
async function byIssuer(
  core: Core,
  issuer: string,
  loginHint: string | undefined,
): Promise<ActiveConnection> {
  const loaded = await core.storage.connections.load({ issuer })
  const candidates = loaded.filter((candidate) => hasOwnIssuer(core, candidate, issuer))
  const proven = candidates.filter(({ record }) => isProven(record.connection))
  const owning = candidates.filter((candidate) => verifiedDomainsOf(core, candidate).length > 0)
  const counting = proven.length > 0 ? proven : owning
  const domain = counting.length === 1 ? undefined : domainOfHint(loginHint)
  if (domain === undefined) return onlyOne(core, counting)
  // Asked for by domain, since an issuer that all customers share (JumpCloud) has more connections
  // than one read brings.
  const covered = await coveredBy(core, domain)
  const hinted = covered.filter(
    (candidate) =>
      hasOwnIssuer(core, candidate, issuer) &&
      (proven.length === 0 || isProven(candidate.record.connection)),
  )
  return onlyOne(core, hinted.length > 0 ? hinted : counting)
}

/** A hint is whatever the provider likes to send, so it need not be an address. */
function domainOfHint(loginHint: string | undefined): string | undefined {
  if (loginHint === undefined) return undefined
  try {
    return domainOfEmail(normalizeEmail(loginHint))
  } catch {
    return undefined
  }
}

/** The addresses above an issuer are its own only where the whole host is (rule F5). */
function hasOwnIssuer(core: Core, loaded: LoadedConnection, issuer: string): boolean {
  const { protocol, live } = loaded.record.connection
  const provider = core.config.providerByProtocol.get(protocol)
  if (!live || !provider) return false
  const [own, ...above] = ownIssuers(provider, live.settings as JsonObject)
  if (own === undefined || own === issuer) return own === issuer
  if (!above.includes(issuer)) return false
  const isOwn = provider.ownsHost?.(live.settings as JsonObject) === true
  return isOwn || isHostUnder(issuer, verifiedDomainsOf(core, loaded))
}

/** Whoever proved a domain by its DNS has every host under it. */
function isHostUnder(url: string, domains: readonly { readonly domain: string }[]): boolean {
  const { hostname } = new URL(url)
  return domains.some(({ domain }) => `.${hostname}`.endsWith(`.${domain}`))
}

function onlyOne(core: Core, candidates: readonly LoadedConnection[]): ActiveConnection {
  const [only, ...others] = candidates
  if (!only) throw new SsoError('login_target_unknown')
  if (others.length > 0) throw new SsoError('login_ambiguous')
  return activeConnection(core, only)
}
