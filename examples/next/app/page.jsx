// @ts-check
import { currentPerson } from '../lib/person.js'
import { host, organizationId } from '../lib/sso.js'
import { ActionForm } from './action-form.jsx'
import { signIn, signInAsOwner, signOut } from './actions.js'

export default async function HomePage() {
  const person = await currentPerson()
  return person ? <Home {...person} /> : <Welcome />
}

/** @param {import('../lib/session.js').Person} person */
function Home({ name, isAdmin, sso }) {
  return (
    <>
      <h1>Welcome back</h1>
      <p>
        You are signed in as <strong>{name}</strong>.
      </p>
      {isAdmin && (
        <p>
          <a href="/sso/setup">Set up SSO</a> <a href="/settings">Settings</a>
        </p>
      )}
      {sso ? (
        // Who came by single sign-on is still signed in at the company: that session can end, too.
        <form method="post" action={`/sso/${sso.connectionId}/logout`}>
          <button name="scope" value="local">
            Sign out here
          </button>
          <button>Sign out everywhere</button>
        </form>
      ) : (
        <form action={signOut}>
          <button>Sign out</button>
        </form>
      )}
    </>
  )
}

async function Welcome() {
  const { sso } = await host()
  const { connections } = await sso.loginOptions({ organizationId })
  return (
    <>
      <h1>Acme Projects</h1>
      {connections.map(({ id, label, url }) => (
        // No `Link`: it would begin sign-ins that nobody asked for.
        <p key={id}>
          <a href={url}>Sign in with {label}</a>
        </p>
      ))}
      <ActionForm
        action={signIn}
        label="Continue"
        fields={[{ path: 'email', label: 'Or with your e-mail address' }]}
      />
      <aside>
        <p>The owner sets up single sign-on. The server prints a new password with every start.</p>
        <ActionForm
          action={signInAsOwner}
          label="Sign in"
          fields={[{ path: 'password', label: 'Password', type: 'password' }]}
        />
      </aside>
    </>
  )
}
