import type {
  ConnectionRecord,
  DomainClaim,
  JournalEntry,
  SessionRecord,
} from '../../storage/ports.ts'
import type { Connection, ConnectionRevision, ConnectionTrust } from '../../types/connection.ts'
import type { OrganizationPolicy } from '../../types/policy.ts'

/**
 * Ahead of every server's clock, so that a server which deletes by its own clock what has expired
 * does no harm, and before the end of 32-bit timestamps in 2038.
 */
const start = Date.UTC(2036, 1, 29, 12)

export const second = 1000
export const minute: number = 60 * second
export const day: number = 24 * 60 * minute

/** The instant that lies this many milliseconds after the start of every case. */
export function instant(offsetMilliseconds: number = 0): Date {
  return new Date(start + offsetMilliseconds)
}

export function isoInstant(offsetMilliseconds: number = 0): string {
  return instant(offsetMilliseconds).toISOString()
}

export function aRevision(fingerprint: string = 'fingerprint_live'): ConnectionRevision {
  return {
    fingerprint,
    settings: {
      issuer: 'https://idp.example',
      clientId: 'client',
      clientAuthentication: 'client_secret_basic',
      scopes: ['openid', 'email'],
      responseType: 'code',
      userinfo: 'when_needed',
    },
    secrets: { clientSecret: { setAt: isoInstant() } },
    claims: { email: 'email', custom: { department: 'dept' }, require: ['email'] },
    access: {
      provisioning: 'jit',
      linking: 'verified_domain',
      emailDomains: 'verified',
      groupsAbsent: 'error',
      roles: { groupsByRole: { admin: ['Admins'] }, sync: 'replace', unmapped: 'refuse' },
    },
    session: { hasSingleLogout: true, requireLoginAfterLogout: false, maxAgeSeconds: 3600 },
  }
}

export function aTrust(checkedAt: string = isoInstant()): ConnectionTrust {
  return { checkedAt, document: { issuer: 'https://idp.example', jwks: { keys: [] } } }
}

/** An active connection without login path, policy or evidence. */
export function aConnectionRecord(
  connection: Partial<Connection> = {},
  rest: Partial<Omit<ConnectionRecord, 'connection'>> = {},
): ConnectionRecord {
  return {
    connection: {
      id: 'con_1',
      organizationId: 'org_1',
      protocol: 'oidc',
      profile: 'generic',
      description: 'Acme',
      status: 'active',
      version: 1,
      live: aRevision(),
      createdAt: isoInstant(),
      updatedAt: isoInstant(),
      ...connection,
    },
    sealed: {
      live: { clientSecret: { sealed: 'sealed', digest: 'digest', setAt: isoInstant() } },
    },
    issuers: ['https://idp.example'],
    dueAt: null,
    ...rest,
  }
}

/** The same record with changes to its connection, one version on. */
export function revised(
  record: ConnectionRecord,
  connection: Partial<Connection> = {},
): ConnectionRecord {
  const version = record.connection.version + 1
  return { ...record, connection: { ...record.connection, version, ...connection } }
}

export function aPolicy(policy: Partial<OrganizationPolicy> = {}): OrganizationPolicy {
  return {
    organizationId: 'org_1',
    version: 1,
    mode: 'mixed',
    isIrreversible: false,
    updatedAt: isoInstant(),
    ...policy,
  }
}

export function aDomainClaim(claim: Partial<DomainClaim> = {}): DomainClaim {
  return {
    id: 'dom_1',
    organizationId: 'org_1',
    domain: 'acme.example',
    coversSubdomains: false,
    challenge: 'challenge',
    state: 'pending',
    version: 1,
    createdAt: isoInstant(),
    attempts: 0,
    ...claim,
  }
}

export function aSession(session: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: 'ses_1',
    connectionId: 'con_1',
    organizationId: 'org_1',
    issuer: 'https://idp.example',
    subject: 'subject',
    idpSessionIds: ['sid_1'],
    authenticatedAt: isoInstant(),
    createdAt: isoInstant(),
    version: 1,
    sealedTokens: 'sealed',
    detail: { nameIdFormat: 'persistent', audience: ['a', 'b'] },
    retainUntil: instant(day),
    ...session,
  }
}

/** The id sorts by `at`, which is `offset` milliseconds after the start. */
export function aJournalEntry(offset: number, entry: Partial<JournalEntry> = {}): JournalEntry {
  const at = isoInstant(offset)
  return {
    id: `${at}_1`,
    at,
    kind: 'login',
    organizationId: 'org_1',
    connectionId: 'con_1',
    correlationId: 'flow_1',
    body: { outcome: 'success', steps: [{ name: 'token', took: 12 }] },
    ...entry,
  }
}
