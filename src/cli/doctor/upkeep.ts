import type { Core } from '../../core/core.ts'
import type { DomainClaim } from '../../storage/ports.ts'
import type { CliCheck } from '../checks.ts'

/** `maintain` is called every few minutes; an hour later nobody calls it. */
const OVERDUE_MILLISECONDS = 3_600_000

/** Background work that nobody does, and domains that are about to be lost. */
export async function upkeepChecks(
  core: Core,
  organizationIds: ReadonlySet<string>,
): Promise<readonly CliCheck[]> {
  const overdueAt = new Date(core.config.clock().getTime() - OVERDUE_MILLISECONDS)
  const { connections, domains } = core.storage
  const [late] = await connections.list({ dueBefore: overdueAt, limit: 1 })
  const findings: CliCheck[] = []
  let verified = 0
  let overdue: string | undefined
  for (const organizationId of organizationIds) {
    for (const claim of await domains.list({ organizationId })) {
      if (claim.state === 'verified') verified += 1
      if (isOverdue(claim, overdueAt)) overdue ??= claim.domain
      const finding = findingOf(claim)
      if (finding) findings.push(finding)
    }
  }
  const whose = late ? `connection ${late.connection.id}` : overdue && `domain ${overdue}`
  return [maintenance(whose), domainSummary(verified), ...findings]
}

function maintenance(overdue: string | undefined): CliCheck {
  const name = 'maintenance'
  if (overdue === undefined) {
    return { name, status: 'pass', message: 'No background work is overdue.' }
  }
  return {
    ...{ name, status: 'warn' },
    message: `Background work is overdue for more than an hour, such as for ${overdue}.`,
    hint: 'Call `sso.maintain()` every few minutes, from a timer or cron.',
  }
}

function domainSummary(verified: number): CliCheck {
  const count = verified === 1 ? 'One domain is' : `${verified} domains are`
  const message = `${verified === 0 ? 'No domain is' : count} verified.`
  return { name: 'domains', status: 'pass', message }
}

/** `nextCheckAt` is what `maintain` looks for. */
function isOverdue({ nextCheckAt }: DomainClaim, overdueAt: Date): boolean {
  return nextCheckAt !== undefined && new Date(nextCheckAt) < overdueAt
}

function findingOf(claim: DomainClaim): CliCheck | undefined {
  const { domain, organizationId, state, failingSince } = claim
  const whose = `${domain} of organisation ${organizationId}`
  const hint =
    'Let the customer restore the TXT record that `domains.instructions` shows, and verify again.'
  if (state === 'lost') {
    return { name: 'domain', status: 'warn', message: `${whose} was lost.`, hint }
  }
  if (state === 'verified' && failingSince !== undefined) {
    const message = `${whose} has had no proof since ${failingSince} and will be lost.`
    return { name: 'domain', status: 'warn', message, hint }
  }
  return undefined
}
