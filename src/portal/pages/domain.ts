import { domainError } from '../../domain/error.ts'
import { isSsoError, type SsoIssue } from '../../errors.ts'
import { redirect } from '../../http/responses.ts'
import type { OrganizationDomain } from '../../types/domain.ts'
import { refusalText } from '../domain-view.ts'
import type { Route, Visit } from '../visit.ts'
import { domainPage } from './domain-content.ts'

/** Which sentence is shown afterwards, by what was asked for. */
const done = {
  verify: 'checked',
  coverage: 'saved',
  transfer: 'transfer',
  keep: 'kept',
} as const

type Action = keyof typeof done | 'release'

/** One domain: the record, what the last check saw, and how it is given up. */
export const domain: Route = {
  path: 'domains/:domain',
  get: async (visit) => domainPage(visit, await domainOf(visit)),

  async post(visit) {
    const { base, form: sent, texts } = visit
    const claim = await domainOf(visit)
    const action = sent.text('action')
    if (!isAction(action)) return domainPage(visit, claim)
    const missing = missingIn(visit, action)
    if (missing) return domainPage(visit, claim, { status: 422, issues: [missing] })
    try {
      await act(visit, claim, action)
    } catch (error) {
      if (isSsoError(error, 'domain_changed')) {
        const message = texts.common.conflict
        return domainPage(visit, await domainOf(visit), { status: 409, issues: [], message })
      }
      if (isSsoError(error, 'domain_dns_missing')) {
        return domainPage(visit, claim, { status: 503, issues: [] })
      }
      const message = refusalText(texts, error)
      if (message === undefined || !isSsoError(error)) throw error
      const issue = { path: 'transferTo', code: error.code, message, hint: '' }
      return domainPage(visit, claim, { status: error.status, issues: [issue] })
    }
    if (action === 'release') return redirect(`${base}/domains?done=released`)
    return redirect(`${base}/domains/${claim.domain}?done=${done[action]}`)
  },
}

const isAction = (text: string): text is Action => text === 'release' || Object.hasOwn(done, text)

/** @throws {SsoError} `not_authorized`, `domain_not_claimed` */
async function domainOf({
  sso,
  as,
  organizationId,
  parameters,
}: Visit): Promise<OrganizationDomain> {
  const all = await sso.domains.list(organizationId, as)
  const claim = all.find(({ domain: name }) => name === parameters['domain'])
  if (!claim) throw domainError('domain_not_claimed')
  return claim
}

function missingIn({ form: sent, texts }: Visit, action: Action): SsoIssue | undefined {
  const words = texts.domains
  const issue = (path: string, message: string) => ({ path, code: 'missing', message, hint: '' })
  if (action === 'release' && !sent.has('confirm')) return issue('confirm', words.releaseMissing)
  if (action === 'transfer' && sent.text('transferTo') === '') {
    return issue('transferTo', words.refusals.domain_organization_invalid)
  }
  return undefined
}

async function act(
  { sso, as, organizationId, form: sent }: Visit,
  { domain: name }: OrganizationDomain,
  action: Action,
): Promise<void> {
  const options = { ...as, expectedVersion: Number(sent.text('version')) }
  if (action === 'verify') await sso.verifyDomain(organizationId, name, as)
  if (action === 'coverage') {
    const coversSubdomains = sent.has('coversSubdomains')
    await sso.domains.claim(organizationId, name, { ...options, coversSubdomains })
  }
  if (action === 'release') await sso.domains.release(organizationId, name, options)
  if (action === 'transfer') {
    const transferTo = sent.text('transferTo')
    await sso.domains.release(organizationId, name, { ...options, transferTo })
  }
  if (action === 'keep') {
    await sso.domains.release(organizationId, name, { ...options, transferTo: null })
  }
}
