// @ts-check
import { notFound } from 'next/navigation'
import { isSsoError } from 'ssokit'
import { fieldsOf } from '../../../../lib/connection-form.js'
import { requireAdmin } from '../../../../lib/person.js'
import { host } from '../../../../lib/sso.js'
import { ActionForm } from '../../../action-form.jsx'
import { activate, check, disable, remove, save } from '../../actions.js'

/** @param {{ params: Promise<{ id: string }> }} props */
export default async function ConnectionPage({ params }) {
  const actor = await requireAdmin()
  const { id } = await params
  const { sso, demo } = await host()
  const connection = await sso.connections.get(id, { actor }).catch((error) => {
    if (isSsoError(error, 'connection_not_found')) notFound()
    throw error
  })
  const { fields, loginUrl } = await sso.connections.setup(id)
  const { description, status, version, draft } = connection
  const values = /** @type {Record<string, string | undefined>} */ (demo.sampleValues)
  return (
    <>
      <h1>
        {description} ({status}
        {status === 'active' && draft && ', with changes'})
      </h1>
      {status === 'active' && (
        <p>
          People start at <code>{loginUrl}</code>
        </p>
      )}
      <h2>Enter at your identity provider</h2>
      <dl>
        {fields.map(({ id: field, label, value }) => (
          <div key={field}>
            <dt>{label}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      <h2>What your identity provider says</h2>
      <ActionForm
        action={save}
        label="Save"
        hidden={{ id, version }}
        fields={fieldsOf(connection).map((field) => ({
          ...field,
          advice: values[field.path] ? `In this demo: ${values[field.path]}` : (field.advice ?? ''),
        }))}
      />
      <h2>Check, test, activate</h2>
      <Reports {...connection} />
      <ActionForm action={check} label="Check" hidden={{ id }} />
      <form method="post" action={`/settings/connections/${id}/test`}>
        <button>Test</button>
      </form>
      <ActionForm action={activate} label="Activate" hidden={{ id }} />
      {status === 'active' && <ActionForm action={disable} label="Switch off" hidden={{ id }} />}
      <ActionForm action={remove} label="Remove" hidden={{ id }} />
    </>
  )
}

/** Only of exactly what is stored. @param {import('ssokit').Connection} connection */
function Reports({ draft, live, check: checked, test }) {
  const { fingerprint } = draft ?? live ?? {}
  const report = checked?.fingerprint === fingerprint ? checked?.report : undefined
  const checks = /** @type {import('ssokit').Check[]} */ (
    /** @type {unknown} */ (report?.checks ?? [])
  )
  return (
    <>
      <ul aria-label="Check">
        {checks.map(({ name, status, message, hint }) => (
          <li key={name}>
            {status}: {message} {status !== 'pass' && hint}
          </li>
        ))}
      </ul>
      {test?.report && test.fingerprint === fingerprint && (
        <p role="status">{String(test.report.message)}</p>
      )}
    </>
  )
}
