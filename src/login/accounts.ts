import { decideAccess, type AccessDecision } from '../access/decide.ts'
import { type Core } from '../core/core.ts'
import { sha256 } from '../crypto/digest.ts'
import { isSsoError, SsoError } from '../errors.ts'
import type { AccountDirectory, AccountFacts, AccountKey } from '../types/accounts.ts'
import type { Identity } from '../types/identity.ts'
import type { AccessGrant } from '../types/login.ts'
import type { ActiveConnection } from './target.ts'

export interface AdmittedPerson {
  readonly access: AccessGrant
  readonly account?: AccountFacts
}

/**
 * Decides access and carries it out in the host's account directory. All calls are idempotent, so a
 * failure in the middle is finished by the person's next attempt.
 *
 * @throws {SsoError} `access_*` for a refusal, `accounts_failed`
 */
export async function admit(
  core: Core,
  active: ActiveConnection,
  identity: Identity,
  now: Date,
): Promise<AdmittedPerson> {
  const { accounts } = core.config
  const { connection } = active.loaded.record
  const key = await accountKey(connection, identity)
  const found = accounts && (await lookUp(accounts, key, identity))
  const decision = decideAccess({
    access: active.live.access,
    identity,
    verifiedDomains: active.loaded.verifiedDomains,
    accounts: found,
  })
  if (decision.kind === 'refuse') throw await refuse(core, key, identity, decision, found?.byKey)
  const access = { kind: decision.kind, reasons: decision.reasons }
  if (!accounts) return { access }
  const account = await directoryCall(() =>
    found?.byKey
      ? accounts.update(found.byKey.id, {
          organizationId: key.organizationId,
          identity,
          asOf: now.toISOString(),
        })
      : accounts.create({ key, identity, rolesManagedBy: 'host' }),
  )
  return { access, account }
}

/** Rule E2: connection, issuer and subject, and nothing else, name a person. */
async function accountKey(
  connection: { id: string; organizationId: string },
  { issuer, subject }: Identity,
): Promise<AccountKey> {
  const { id: connectionId, organizationId } = connection
  const id = await sha256(JSON.stringify([connectionId, issuer, subject]))
  return { id, connectionId, organizationId, issuer, subject }
}

async function lookUp(accounts: AccountDirectory, key: AccountKey, { email }: Identity) {
  return directoryCall(async () => {
    const byKey = await accounts.findByKey(key)
    if (byKey || email === undefined) return { byKey, byEmail: null, isInvited: false }
    const byEmail = await accounts.findByEmail(email, key.organizationId)
    const isInvited = (await accounts.isInvited?.(email, key.organizationId)) ?? false
    return { byKey, byEmail, isInvited: isInvited === true }
  })
}

async function refuse(
  core: Core,
  key: AccountKey,
  identity: Identity,
  decision: Extract<AccessDecision, { kind: 'refuse' }>,
  account: AccountFacts | null | undefined,
): Promise<SsoError> {
  const { connectionId, organizationId } = key
  const { code, reasons } = decision
  const refusal = { code, connectionId, organizationId, identity, reasons }
  await directoryCall(async () =>
    core.config.onRefused?.({ ...refusal, ...(account ? { account } : {}) }),
  )
  return new SsoError(code, { connectionId })
}

async function directoryCall<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    if (isSsoError(cause)) throw cause
    throw new SsoError('accounts_failed', { cause })
  }
}
