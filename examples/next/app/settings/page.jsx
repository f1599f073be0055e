// @ts-check
import { requireAdmin } from '../../lib/person.js'
import { host, organizationId } from '../../lib/sso.js'
import { ActionForm } from '../action-form.jsx'
import { createConnection } from './actions.js'

export default async function ConnectionsPage() {
  // First, since it makes the page one that `next build` does not render.
  const actor = await requireAdmin()
  const { sso } = await host()
  const connections = await sso.connections.list(organizationId, { actor })
  return (
    <>
      <h1>Identity providers</h1>
      <ul>
        {connections.map(({ id, description, status }) => (
          <li key={id}>
            <a href={`/settings/connections/${id}`}>{description}</a> ({status})
          </li>
        ))}
      </ul>
      <ActionForm
        action={createConnection}
        label="Add OpenID Connect"
        hidden={{ protocol: 'oidc', description: 'single sign-on' }}
      />
      <ActionForm
        action={createConnection}
        label="Add SAML"
        hidden={{ protocol: 'saml', description: 'SAML' }}
      />
    </>
  )
}
