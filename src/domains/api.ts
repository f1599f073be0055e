import { authorize } from '../admin/authorize.ts'
import type { Core } from '../core/core.ts'
import type { DomainsApi } from '../types/domain.ts'
import { claimDomain } from './claim.ts'
import { domainInstructions } from './instructions.ts'
import { claimsOf } from './own-claim.ts'
import { releaseDomain } from './release.ts'
import { verifyPending } from './verify-pending.ts'
import { organizationDomain } from './view.ts'

/** The calls of `sso.domains`. */
export function createDomainsApi(core: Core): DomainsApi {
  return {
    claim: (...args) => claimDomain(core, ...args),
    instructions: (...args) => domainInstructions(core, ...args),
    verifyPending: (options) => verifyPending(core, options),
    release: (...args) => releaseDomain(core, ...args),

    async list(organizationId, { actor }) {
      await authorize(core, 'domain.read', actor, organizationId)
      const claims = await claimsOf(core, organizationId)
      return claims.map((claim) => organizationDomain(core, claim))
    },
  }
}
