/*
 * What is checked on every runtime: plain code, no test runner, no built-in modules. Each check resolves
 * where it holds and rejects where it does not; what it needs comes as data or from servers on loopback.
 */
import { createSso, isSsoError, systemActor } from 'ssokit'
import { challengeFor, checkDomain } from 'ssokit/domain'
import { dohDns } from 'ssokit/dns/doh'
import { oidc, validateIdToken } from 'ssokit/oidc'
import { saml, samlUrls, verifyResponse } from 'ssokit/saml'
import { memoryStorage } from 'ssokit/storage/memory'

const actor = { actor: systemActor }

/** Loopback, so that calls over plain http to this machine are allowed. */
const baseUrl = 'http://localhost:3000'

/** 32 random bytes, made once; they guard nothing. */
const secret = 'kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'

/** Longer than any call takes, so that a runtime that never answers is told from a slow one. */
const LIMIT_MILLISECONDS = 30_000

const checks = {
  async 'ID tokens of every algorithm'({ idTokens }) {
    for (const { name, token, expected } of idTokens.honest) {
      const claims = await validateIdToken(token, { ...expected, now: new Date(expected.now) })
      equal(claims.sub, 'ann', name)
    }
  },

  async 'forged ID tokens'({ idTokens }) {
    for (const { name, token, expected, code } of idTokens.forged) {
      const wanted = { ...expected, now: new Date(expected.now) }
      equal(await verdict(validateIdToken(token, wanted)), code, name)
    }
  },

  async 'SAML responses of every kind'({ responses }) {
    for (const { name, samlResponse, expected, nameId } of responses.honest) {
      const assertion = await verifyResponse(samlResponse, withTime(expected)).catch((error) => {
        throw new Error(`${name}: ${wordsOf(error)}`)
      })
      equal(assertion.nameId, nameId, name)
    }
  },

  async 'forged SAML responses'({ responses }) {
    for (const { name, samlResponse, expected, code } of responses.forged) {
      equal(await verdict(verifyResponse(samlResponse, withTime(expected))), code, name)
    }
  },

  /** OAEP with one hash for the label and another for the mask, which WebCrypto does not have. */
  async 'SAML encryption beyond WebCrypto'({ responses }) {
    for (const { name, samlResponse, expected, nameId } of responses.beyondWebCrypto) {
      const assertion = await verifyResponse(samlResponse, withTime(expected))
      equal(assertion.nameId, nameId, name)
    }
  },

  /** Discovery, keys, token and userinfo over the runtime's own network. */
  async 'an OpenID Connect login'({ oidcProvider }) {
    const host = await createOidcHost(oidcProvider)
    const login = await host.signIn(async (start) => follow(await fetchManually(start.url)))
    equal(login.identity.subject, 'ann')
    equal(login.identity.email, 'ann@example.com')
  },

  /** The provider in this process, behind an injected `fetch`. */
  async 'an OpenID Connect login with ssokit/testing'() {
    const { createMockOidcProvider } = await import('ssokit/testing')
    const idp = createMockOidcProvider({ algorithm: 'ES256' })
    const { settings, secrets } = idp
    const connection = { protocol: 'oidc', settings, secrets }
    const host = await createHost(oidc(), connection, { fetch: idp.fetch })
    const login = await host.signIn(async (start) => {
      const { url } = await idp.authorize(start.url)
      return { url }
    })
    equal(login.identity.email, 'ann@example.com')
  },

  async 'a SAML login'({ samlProvider }) {
    const connection = { protocol: 'saml', settings: samlProvider.settings }
    const host = await createHost(saml(), connection)
    const login = await host.signIn((start) => answerOf(samlProvider, start))
    equal(login.identity.subject, 'ann@example.com')
  },

  async 'a SAML login with a signed request and an encrypted answer'({ samlProvider }) {
    const { keys, settings } = samlProvider
    const host = await createHost(saml({ keys }), { protocol: 'saml', settings })
    const { spEntityId, acsUrl } = samlUrls({ baseUrl, connectionId: host.id })
    const application = {
      ...{ entityId: spEntityId, acsUrl },
      signingCertificates: [keys[0].certificate],
      encryptionCertificate: keys[0].certificate,
    }
    const login = await host.signIn((start) => answerOf(samlProvider, start, application))
    equal(login.identity.subject, 'ann@example.com')
  },

  /** A request that carries somebody else's cookie, or none, signs nobody in. */
  async 'a stolen answer'({ oidcProvider }) {
    const host = await createOidcHost(oidcProvider)
    const start = await host.sso.startLogin({ connectionId: host.id })
    const { url } = follow(await fetchManually(start.url))
    equal(await verdict(host.sso.handleCallback(new Request(url))), 'login_flow_missing')
    equal(host.logins.length, 0)
  },

  async 'domain proofs'() {
    const claim = challengeFor({ domain: 'acme.example', random: 'Zt6WnE9bRj2LhXkD5oQvC8' })
    equal(checkDomain(claim, [[claim.value]], { sibling: [] }).state, 'verified')
    equal(checkDomain(claim, [[`${claim.value}x`]], { sibling: [] }).state, 'pending')
    equal(checkDomain(claim, [[claim.value]], { sibling: [[claim.value]] }).state, 'failed')
  },

  async 'DNS over HTTPS with a given fetch'({ dns }) {
    let calls = 0
    const counted = (...request) => {
      calls += 1
      return fetch(...request)
    }
    const resolver = dohDns({ endpoint: dns.endpoint, fetch: counted })
    equal(joined(await resolver.resolveTxt(dns.name, {})), dns.value)
    equal(calls, 1)
  },

  async 'a domain, claimed and verified by DNS over HTTPS'({ dns }) {
    const config = { dns: dohDns({ endpoint: dns.endpoint }) }
    const { sso } = await createHost(oidc(), undefined, config)
    const { domain, instructions } = await sso.domains.claim('acme', 'acme.example', actor)
    equal((await sso.verifyDomain('acme', domain)).state, 'pending')
    const record = { name: instructions.host, value: instructions.value }
    await fetch(dns.records, { method: 'POST', body: JSON.stringify(record) })
    equal((await sso.verifyDomain('acme', domain)).state, 'verified')
  },

  async 'DNS by ssokit/dns/node'({ dns }) {
    const { nodeDns } = await import('ssokit/dns/node')
    const resolver = nodeDns({ servers: [dns.address] })
    equal(joined(await resolver.resolveTxt(dns.name, {})), dns.value)
    equal((await resolver.resolveTxt(`none.${dns.name}`, {})).length, 0)
  },

  /** The name is resolved once, and the socket goes to the address that was looked at. */
  async 'the address behind a name is looked at'({ listener }) {
    await withAddress('10.0.0.1', async () => {
      const code = await discovered('https://idp.example.com')
      if (code === 'network_failed') throw new Error('not looked at')
      equal(code, 'network_address_refused')
    })
    const issuer = `https://idp.example.com:${listener.port}`
    const network = { privateHosts: [`idp.example.com:${listener.port}`] }
    const before = await connectionsOf(listener)
    await withAddress('127.0.0.1', async () => {
      // What answers is no TLS server.
      equal(await discovered(issuer, network), 'network_failed')
    })
    equal((await connectionsOf(listener)) - before, 1, 'connections to the address')
  },

  async 'an address that is written out'() {
    for (const host of [
      '10.0.0.1',
      '169.254.169.254',
      '[::1]',
      '[::ffff:10.0.0.1]',
      '2130706433',
    ]) {
      const code = await discovered(`https://${host}`)
      equal(['network_address_refused', 'network_url_refused'].includes(code), true, host)
    }
  },

  /** The first certificate is one that the environment trusts, the second one nobody's. */
  async 'TLS with certificates that count'({ tls }) {
    equal(await discovered(tls.trusted.issuer, tls.trusted.network), 'accepted')
    equal(await discovered(tls.untrusted.issuer, tls.untrusted.network), 'network_failed')
  },
}

/**
 * @param {object} input see `inputs.ts`
 * @returns {Promise<Record<string, string>>} `works`, or what went wrong, by check
 */
export async function runChecks(input) {
  const outcomes = {}
  for (const [name, check] of Object.entries(checks)) {
    outcomes[name] = await withinLimit(check(input)).then(() => 'works', wordsOf)
  }
  return outcomes
}

/** A host app with one live connection, and a browser for it. */
async function createHost(provider, connection, config = {}) {
  const logins = []
  const errors = []
  const sso = createSso({
    ...{ baseUrl, secrets: [secret], providers: [provider], storage: memoryStorage() },
    activation: { requires: [] },
    onLogin: (login) => void logins.push(login),
    onError: (error) => void errors.push(error),
    ...config,
  })
  if (!connection) return { sso, logins }
  const { id } = await sso.connections.create({ organizationId: 'acme', ...connection }, actor)
  await sso.connections.activate(id, actor)
  return {
    ...{ sso, logins, id },
    /** From our login address to our answer; `visit` plays the person at the provider. */
    async signIn(visit) {
      const begun = await sso.handler(new Request(`${baseUrl}/sso/${id}/login?returnTo=/deep`))
      const cookies = begun.headers.getSetCookie().map((line) => line.split(';')[0])
      for (const error of errors) throw error
      equal(begun.status, 303)
      const { url, form } = await visit({ url: begun.headers.get('location') })
      const headers = { cookie: cookies.join('; '), origin: new URL(url).origin }
      const posted = { method: 'POST', headers, body: new URLSearchParams(form) }
      const finished = await sso.handler(new Request(url, form ? posted : { headers }))
      for (const error of errors) throw error
      equal(finished.status, 303)
      equal(new URL(finished.headers.get('location'), baseUrl).pathname, '/deep')
      equal(logins.length, 1)
      return logins[0]
    },
  }
}

/** With a provider on loopback, over plain http. */
function createOidcHost({ settings, secrets, network }) {
  return createHost(oidc(), { protocol: 'oidc', settings, secrets }, { network })
}

/** The address that a provider sends the browser to. */
function follow(response) {
  equal(response.status, 302)
  return { url: response.headers.get('location') }
}

const fetchManually = (url) => fetch(url, { redirect: 'manual' })

/** What the mock provider on the other side makes of a request. */
async function answerOf({ respond }, start, application) {
  const body = JSON.stringify({ start, application })
  const response = await fetch(respond, { method: 'POST', body })
  const text = await response.text()
  equal(response.status, 200, text)
  return JSON.parse(text)
}

/** What becomes of a call to this issuer over the runtime's own network. */
async function discovered(issuer, network = {}) {
  const { discover } = await import('ssokit/oidc')
  return verdict(discover(issuer, { network }))
}

const connectionsOf = async ({ report }) => (await (await fetch(report)).json()).connections

/** Answers Node's `dns.lookup` for a while; only runtimes with sockets have it. */
async function withAddress(address, work) {
  const dns = globalThis.process?.getBuiltinModule?.('node:dns')
  if (!dns) return work()
  const original = dns.lookup
  dns.lookup = (_name, _options, callback) => callback(null, [{ address, family: 4 }])
  try {
    return await work()
  } finally {
    dns.lookup = original
  }
}

const withTime = (expected) => ({ ...expected, now: new Date(expected.now) })

const joined = (records) => records.map((chunks) => chunks.join('')).join(' ')

/** `accepted`, or the code of the refusal. Any other error fails the check. */
async function verdict(work) {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (isSsoError(error)) return error.code
    throw error
  }
}

function equal(actual, expected, about = '') {
  if (actual === expected) return
  throw new Error(`${about} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`.trim())
}

function withinLimit(work) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), LIMIT_MILLISECONDS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The code of our own errors, the words of all others. */
function wordsOf(error) {
  if (isSsoError(error)) return error.code
  const words = String(error?.message ?? error)
  return words.startsWith('No such module') ? 'no module' : words
}
