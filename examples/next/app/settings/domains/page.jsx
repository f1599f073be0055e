// @ts-check
import { requireAdmin } from '../../../lib/person.js'
import { host, organizationId } from '../../../lib/sso.js'
import { ActionForm } from '../../action-form.jsx'
import { claimDomain, publishRecord, releaseDomain, verifyDomain } from '../actions.js'

export default async function DomainsPage() {
  // First, since it makes the page one that `next build` does not render.
  const actor = await requireAdmin()
  const { sso, demo } = await host()
  const domains = await sso.domains.list(organizationId, { actor })
  return (
    <>
      <h1>Domains</h1>
      <p>People with an e-mail address of a verified domain are led to your identity provider.</p>
      {domains.map(({ domain, state, instructions, lastCheck }) => (
        <section key={domain}>
          <h2>
            {domain} ({state})
          </h2>
          {state !== 'verified' && (
            <>
              <p>
                Create the TXT record <code>{instructions.host}</code> with the value{' '}
                <code>{instructions.value}</code>
              </p>
              <p>
                {lastCheck && (lastCheck.nearestMiss?.message ?? 'The record is not there yet.')}
              </p>
              <ActionForm action={verifyDomain} label="Verify" hidden={{ domain }} />
              {demo.publishTxt && (
                <ActionForm
                  action={publishRecord}
                  label="Publish the record (only in this demo)"
                  hidden={{ domain }}
                />
              )}
            </>
          )}
          <ActionForm action={releaseDomain} label="Give up" hidden={{ domain }} />
        </section>
      ))}
      <ActionForm
        action={claimDomain}
        label="Add"
        fields={[{ path: 'domain', label: 'Another domain' }]}
      />
    </>
  )
}
