// @ts-check
import { randomBytes } from 'node:crypto'
import express from 'express'
import { createSso, systemActor, uiTexts } from 'ssokit'
import { toNodeHandler } from 'ssokit/node'
import { oidc } from 'ssokit/oidc'
import { saml } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'
import { homePage, pageHeaders, profilePage } from './pages.js'
import { createSessions } from './sessions.js'

const {
  PORT = '3000',
  OIDC_ISSUER,
  OIDC_CLIENT_ID,
  OIDC_CLIENT_SECRET,
  SAML_METADATA_URL,
} = process.env
if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) {
  console.error('Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or use: npm run demo')
  process.exit(1)
}
const baseUrl = `http://localhost:${PORT}`
const issuer = new URL(OIDC_ISSUER)
const isOkta = /\.okta(preview)?\.com$/.test(issuer.hostname)
const sessions = createSessions({ isSecure: baseUrl.startsWith('https:') })

/** @type {import('ssokit').Sso<import('ssokit/node').NodeContext>} */
const sso = createSso({
  baseUrl,
  // In production this comes from the environment, and the storage is your database.
  secrets: [randomBytes(32).toString('base64url')],
  storage: memoryStorage(),
  providers: [oidc(), saml()],
  // Only public https is called by default. An identity provider on this machine is named here.
  network: issuer.protocol === 'http:' ? { privateHosts: [issuer.host] } : {},
  onLogin({ identity }, _request, { req, res }) {
    sessions.start(req, res, identity)
  },
})

// In your product the customer's admin enters this on a settings page, once.
const actor = systemActor
/** @param {string} text @param {Parameters<typeof sso.connections.create>[0]} input */
const connect = async (text, input) => {
  const { id } = await sso.connections.create({ ...input, organizationId: 'acme' }, { actor })
  const { fields, loginUrl } = await sso.connections.setup(id)
  for (const { label, value } of fields) console.log(`  ${label}: ${value}`)
  await sso.connections.activate(id, { actor })
  return { text, url: `${loginUrl}?returnTo=/profile` }
}

console.log('Enter at your identity provider (new with every start, since the storage forgets):')
const logins = [
  await connect(isOkta ? uiTexts.en.signInWithOkta : 'Sign in with SSO', {
    protocol: 'oidc',
    settings: { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID },
    secrets: { clientSecret: OIDC_CLIENT_SECRET },
    claims: { groups: 'groups' },
  }),
]
if (SAML_METADATA_URL) {
  const settings = { metadataUrl: SAML_METADATA_URL, idpInitiated: 'restart' }
  logins.push(await connect('Sign in with SAML', { protocol: 'saml', settings }))
}

const app = express()
app.disable('x-powered-by')
app.use(toNodeHandler(sso))
app.use(express.static(`${import.meta.dirname}/public`))
app.use(pageHeaders)

app.get('/', (req, res) => {
  res.send(homePage(sessions.read(req), logins))
})

app.get('/profile', (req, res) => {
  const identity = sessions.read(req)
  if (identity) res.send(profilePage(identity))
  else res.redirect(303, '/')
})

app.post('/sign-out', (req, res) => {
  sessions.end(req, res)
  res.redirect(303, '/')
})

app.listen(Number(PORT), 'localhost', (error) => {
  if (error) throw error
  console.log(`Open ${baseUrl}`)
})
