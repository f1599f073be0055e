// @ts-check
import { requireAdmin } from '../../lib/person.js'
import { host, organizationId } from '../../lib/sso.js'
import { ActionForm } from '../action-form.jsx'
import { publishRecord, verifyDomain } from './actions.js'

/** Connections, domains and enforcement are set up in the portal; this is what the app has beside it. */
export default async function SettingsPage() {
  // First, since it makes the page one that `next build` does not render.
  const actor = await requireAdmin()
  const { sso, demo } = await host()
  const domains = await sso.domains.list(organizationId, { actor })
  const samples = Object.entries(demo.sampleValues)
  return (
    <>
      <nav>
        <a href="/">Home</a>
      </nav>
      <h1>Settings</h1>
      <p>
        <a href="/sso/setup">Set up SSO</a>
      </p>
      {samples.length > 0 && (
        <aside>
          <p>The development identity provider has these values:</p>
          <dl>
            {samples.map(([path, value]) => (
              <div key={path}>
                <dt>{path}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ))}
          </dl>
        </aside>
      )}
      <h2>Domains</h2>
      <p>People with an e-mail address of a verified domain are led to your identity provider.</p>
      {domains.map(({ domain, state, lastCheck }) => (
        <section key={domain}>
          <h3>
            {domain} ({state})
          </h3>
          {state !== 'verified' && (
            <>
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
        </section>
      ))}
      <p>
        <a href="/sso/setup/domains">All domains</a>
      </p>
    </>
  )
}
