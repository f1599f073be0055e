// @ts-check
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { interactionPolicy, Provider } from 'oidc-provider'
import { createChooser } from './chooser.js'
import { html, page, pageHeaders } from './page.js'
import { personOf } from './people.js'
import { createSamlIdp } from './saml.js'
import { createStore } from './store.js'

const clientId = 'ssokit-example'

/** For `localhost`, where the app is, that is another site, as real providers are. */
const host = '127.0.0.1'

/**
 * Starts an identity provider for development, which speaks OpenID Connect and SAML: choose who to be,
 * no password. What it is not given, and everything it knows, is new with every start. It listens on
 * loopback only.
 *
 * @param {{
 *   port?: number
 *   issuer?: string
 *   redirectUris: readonly string[]
 *   postLogoutRedirectUris?: readonly string[]
 *   acsUrls?: readonly string[]
 *   samlKey: import('./saml.js').SamlKey
 *   clientSecret?: string
 * }} options `issuer`: only where a proxy shows it to people and apps; in `redirectUris` and
 *   `acsUrls`, one `*` stands for one path segment, since a connection id is known only once the app
 *   runs: `http://localhost:3000/sso/*\/callback`. Real providers compare exactly.
 * @returns {Promise<{
 *   issuer: string
 *   client: { clientId: string, clientSecret: string }
 *   samlMetadataUrl: string
 *   close(): Promise<void>
 * }>}
 */
export async function startDevIdp({
  port = 4000,
  issuer = `http://${host}:${port}`,
  redirectUris,
  postLogoutRedirectUris = [],
  acsUrls = [],
  samlKey,
  clientSecret = randomBytes(32).toString('base64url'),
}) {
  const origins = [...new Set([...redirectUris, ...acsUrls].map((uri) => new URL(uri).origin))]
  const provider = new Provider(issuer, {
    ...configuration(origins),
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...postLogoutRedirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
  })
  provider.proxy = issuer.startsWith('https:')
  provider.Client.prototype.redirectUriAllowed = matcherOf(redirectUris)
  provider.Client.prototype.postLogoutRedirectUriAllowed = matcherOf(postLogoutRedirectUris)
  const saml = createSamlIdp({ issuer, origins, key: samlKey, isAcsUrl: matcherOf(acsUrls) })

  const answer = provider.callback()
  const choose = createChooser(provider, origins)
  const close = await listen(port, (req, res) => {
    const part = /^\/(choose|saml)\//.exec(req.url ?? '')?.[1]
    if (part === undefined) return void answer(req, res)
    const answered = part === 'saml' ? saml.answer(req, res) : choose(req, res)
    answered.catch(() => {
      // Most often an old tab: its cookie is gone.
      res.writeHead(400, pageHeaders()).end(errorPage('This sign-in has expired. Start again.'))
    })
  })
  return { issuer, client: { clientId, clientSecret }, samlMetadataUrl: saml.metadataUrl, close }
}

/** @param {readonly string[]} origins */
function configuration(origins) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }
  return {
    adapter: createStore(),
    jwks: { keys: [{ ...key, kid: randomBytes(8).toString('hex') }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientBasedCORS: () => false,
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'groups', 'login_email'],
    },
    // Claims in the ID token, as enterprise providers send them; not only from userinfo.
    conformIdTokenClaims: false,
    findAccount: (/** @type {unknown} */ _ctx, /** @type {string} */ id) => {
      const person = personOf(id)
      return person && { accountId: id, claims: async () => ({ sub: id, ...person }) }
    },
    interactions: {
      policy: alwaysAsk(),
      url: (/** @type {unknown} */ _ctx, /** @type {{ uid: string }} */ { uid }) =>
        `/choose/${uid}`,
    },
    loadExistingGrant: grantEverything,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, ...logoutPages(origins) },
    },
    ttl: {
      AccessToken: 600,
      IdToken: 600,
      Interaction: 3600,
      Session: 86_400,
      Grant: 86_400,
      RefreshToken: 86_400,
    },
    renderError: (
      /** @type {any} */ ctx,
      /** @type {any} */ { error, error_description: text },
    ) => {
      ctx.set(pageHeaders())
      ctx.body = errorPage(`${error}: ${text ?? 'no description'}`)
    },
  }
}

/** Who has signed in before is asked again all the same, so that one can become somebody else. */
function alwaysAsk() {
  const policy = interactionPolicy.base()
  policy.get('login')?.checks.add(
    new interactionPolicy.Check('choice', 'nobody was chosen', (/** @type {any} */ { oidc }) => {
      return !oidc.prompts.has('none') && !oidc.result?.login
    }),
  )
  return policy
}

/** No consent page: a development app may have whatever it asks for. */
async function grantEverything(/** @type {any} */ { oidc }) {
  const { accountId } = oidc.session
  const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId })
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '))
  grant.addOIDCClaims([...oidc.requestParamClaims])
  await grant.save()
  return grant
}

/** @param {readonly string[]} origins */
function logoutPages(origins) {
  return {
    logoutSource: (/** @type {any} */ ctx, /** @type {string} */ form) => {
      ctx.set(pageHeaders(origins))
      ctx.body = page(
        'Sign out',
        html`<h1>Sign out here as well?</h1>
<p>The app has signed you out. Other apps may still rely on this session.</p>
${{ markup: form }}
<ul>
<li><button class="plain" form="op.logoutForm" name="logout" value="yes">Sign out</button></li>
<li><button class="plain" form="op.logoutForm">Stay signed in</button></li>
</ul>`,
      )
    },
    postLogoutSuccessSource: (/** @type {any} */ ctx) => {
      ctx.set(pageHeaders())
      ctx.body = page('Signed out', html`<h1>You are signed out</h1>`)
    },
  }
}

/** @param {string} message */
function errorPage(message) {
  return page('Not possible', html`<h1>That did not work</h1><p>${message}</p>`)
}

/**
 * @param {readonly string[]} addresses
 * @returns {(uri: string) => boolean}
 */
function matcherOf(addresses) {
  const patterns = addresses.map((address) => {
    const parts = address.split('*').map((part) => part.replaceAll(/[.?+^$()[\]{}|\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('[\\w-]+')}$`)
  })
  return (uri) => patterns.some((pattern) => pattern.test(uri))
}

/**
 * @param {number} port
 * @param {import('node:http').RequestListener} listener
 * @returns {Promise<() => Promise<void>>}
 */
async function listen(port, listener) {
  const server = createServer(listener)
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve(undefined))
  })
  return async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
