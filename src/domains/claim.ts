import { authorize } from '../admin/authorize.ts'
import { by } from '../audit/actor.ts'
import type { Core } from '../core/core.ts'
import { linkOfActor } from '../core/link-actors.ts'
import { randomToken } from '../crypto/random.ts'
import { claimableDomain } from '../domain/claimable.ts'
import { newClaim } from '../domain/claim-states.ts'
import { readDomain } from '../domain/domain-name.ts'
import { domainError } from '../domain/error.ts'
import { printable, SsoError } from '../errors.ts'
import type { DomainClaim } from '../storage/ports.ts'
import type { DomainsApi, OrganizationDomain } from '../types/domain.ts'
import { claimsOf } from './own-claim.ts'
import { newChallenge, recordLabel, SIBLING_LENGTH } from './settings.ts'
import { organizationDomain } from './view.ts'

/** Claims of one organisation: each costs questions to DNS for days. */
const MAX_CLAIMS = 200

/** Saves a claim, or what a saved one shall cover. Nothing is asked of DNS. */
export async function claimDomain(
  core: Core,
  ...[organizationId, domain, options]: Parameters<DomainsApi['claim']>
): Promise<OrganizationDomain> {
  const { actor, coversSubdomains, expectedVersion } = options
  await authorize(core, 'domain.claim', actor, organizationId)
  await core.checkEntitlement(organizationId)
  const name = await claimable(core, domain)
  const { domains } = core.storage

  const claims = await claimsOf(core, organizationId)
  const existing = claims.find((claim) => claim.domain === name)
  if (existing) {
    if (expectedVersion !== undefined && expectedVersion !== existing.version) throw changed(name)
    return organizationDomain(core, await cover(core, existing, options))
  }
  if (expectedVersion !== undefined) throw changed(name)
  if (claims.length >= MAX_CLAIMS) throw tooMany(claims)
  const facts = {
    id: `dom_${randomToken(16)}`,
    organizationId,
    domain: name,
    challenge: newChallenge(),
    coversSubdomains: coversSubdomains === true,
  }
  const claim = newClaim(facts, core.config.clock())
  if ((await domains.claim(claim)) === 'claimed') {
    // Many calls at once all saw fewer; those beyond the limit take theirs back.
    const all = await claimsOf(core, organizationId)
    if (all.length > MAX_CLAIMS) {
      await domains.release(claim.id, claim.version)
      throw tooMany(all)
    }
    core.emit({ type: 'domain.claimed', domain: name, organizationId, ...by(core, actor) })
    return organizationDomain(core, claim)
  }
  // Somebody pressed the button twice: the first claim stands.
  const first = (await claimsOf(core, organizationId)).find((other) => other.domain === name)
  if (!first) throw changed(name)
  return organizationDomain(core, await cover(core, first, options))
}

async function claimable(core: Core, domain: string): Promise<string> {
  // The list of public suffixes is large, and only this call needs it.
  const { isPublicSuffix } = await import('../domain/public-suffix.ts')
  const added = core.config.domains?.mailboxDomains ?? []
  return claimableDomain(domain, {
    isPublicSuffix,
    mailboxDomains: new Set(added.map(mailboxDomain)),
    labelLength: Math.max(recordLabel(core).length, SIBLING_LENGTH),
  })
}

/** The start of the host has looked at its form only: names are read by code that few processes need. */
function mailboxDomain(name: string): string {
  const read = readDomain(name)
  if ('domain' in read) return read.domain
  const message = `domains.mailboxDomains: ${printable(name)} is no domain name. ${read.message}`
  throw new SsoError('config_invalid', { message })
}

/** The proof is of the domain, so that it holds for either choice; a proof under way starts over. */
async function cover(
  core: Core,
  claim: DomainClaim,
  { coversSubdomains, actor }: Parameters<DomainsApi['claim']>[2],
): Promise<DomainClaim> {
  // A form's "false" is a text, and no choice to cover anything (rule D2).
  const isWanted = coversSubdomains === true
  if (coversSubdomains === undefined || isWanted === claim.coversSubdomains) return claim
  const { domains } = core.storage
  const { id, version, domain, organizationId, verifiedAt } = claim
  if (claim.state === 'verified' && linkOfActor(core, actor)) {
    // People below the domain feel it at once, and rule T5 keeps such changes from whoever only sets up.
    await authorize(core, 'domain.release', actor, organizationId)
  }
  // Links below the domain outlast either choice, and have to go with the domain (rule D5).
  const left = verifiedAt === undefined ? {} : { hasCoveredSubdomains: true }
  const next = { ...claim, ...left, coversSubdomains: isWanted, version: version + 1 }
  const outcome =
    claim.state === 'verified'
      ? await domains.verify(id, version, next, null)
      : await domains.update(id, version, next)
  if (outcome !== 'verified' && outcome !== 'updated') throw changed(domain)
  core.emit({ type: 'domain.updated', domain, organizationId, ...by(core, actor) })
  return next
}

function tooMany({ length }: readonly DomainClaim[]) {
  const message = `The organisation has ${length} claims; ${MAX_CLAIMS} is the limit.`
  return domainError('domain_limit_reached', { message })
}

function changed(domain: string) {
  return domainError('domain_changed', { detail: { domain } })
}
