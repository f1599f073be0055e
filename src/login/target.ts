import { normalizeLoginPath } from '../connection/login-path.ts'
import type { Core } from '../core/core.ts'
import { ownIssuers } from '../core/own-issuers.ts'
import { coveringNames, isCoveredBy } from '../domain/coverage.ts'
import { domainOfEmail, normalizeEmail } from '../domain/email.ts'
import { SsoError } from '../errors.ts'
import type { LoadedConnection } from '../storage/ports.ts'
import type { Connection, ConnectionRevision } from '../types/connection.ts'
import type { JsonObject } from '../types/json.ts'
import type { LoginTarget } from '../types/login.ts'
import type { SsoProvider } from '../types/provider.ts'

/** A connection on which people may sign in right now. */
export interface ActiveConnection {
  readonly loaded: LoadedConnection
  readonly live: ConnectionRevision
  readonly provider: SsoProvider
}

/**
 * Finds the one connection that a sign-in is for, in one read.
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
    throw new SsoError('connection_not_active', { connectionId: connection.id })
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
  return onlyOne(core, await coveredBy(core, domainOfEmail(normalizeEmail(email))))
}

/** Active connections of whoever has this domain verified. */
async function coveredBy(core: Core, domain: string): Promise<readonly LoadedConnection[]> {
  const verifiedDomains = coveringNames(domain)
  const candidates = await core.storage.connections.load({ verifiedDomains })
  return candidates.filter((candidate) => isCoveredBy(domain, candidate.verifiedDomains))
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
  const candidates = loaded.filter(({ record }) => hasOwnIssuer(core, record.connection, issuer))
  const proven = candidates.filter(({ record }) => isProven(record.connection))
  const owning = candidates.filter(({ verifiedDomains }) => verifiedDomains.length > 0)
  const counting = proven.length > 0 ? proven : owning
  const domain = counting.length === 1 ? undefined : domainOfHint(loginHint)
  if (domain === undefined) return onlyOne(core, counting)
  // Asked for by domain, since an issuer that all customers share (JumpCloud) has more connections
  // than one read brings.
  const covered = await coveredBy(core, domain)
  const hinted = covered.filter(
    ({ record }) =>
      hasOwnIssuer(core, record.connection, issuer) &&
      (proven.length === 0 || isProven(record.connection)),
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

function isProven({ live, test, lastLogin }: LoadedConnection['record']['connection']): boolean {
  if (!live) return false
  const isTested = test?.status === 'passed' && test.fingerprint === live.fingerprint
  return isTested || lastLogin?.fingerprint === live.fingerprint
}

function hasOwnIssuer(core: Core, { protocol, live }: Connection, issuer: string): boolean {
  const provider = core.config.providerByProtocol.get(protocol)
  if (!live || !provider) return false
  return ownIssuers(provider, live.settings as JsonObject).includes(issuer)
}

function onlyOne(core: Core, candidates: readonly LoadedConnection[]): ActiveConnection {
  const [only, ...others] = candidates
  if (!only) throw new SsoError('login_target_unknown')
  if (others.length > 0) throw new SsoError('login_ambiguous')
  return activeConnection(core, only)
}
