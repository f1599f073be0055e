import { createPublicKey, randomBytes } from 'node:crypto'
import express, { type Request, type Response } from 'express'
import samlp from 'samlp'
import SessionParticipants from 'samlp/lib/sessionParticipants/index.js'
import type { Browser, Page } from './browser.ts'
import { createTestKeyPair } from './saml-keys.ts'
import { startServer } from './server.ts'

/** An application as an administrator of the identity provider would enter it. */
export interface SamlApplication {
  readonly entityId: string
  readonly acsUrl: string
  readonly sloUrl: string
  /** Default: both. */
  readonly signs?: 'assertion' | 'response' | 'both'
  /** PEM; encrypts assertions for it. */
  readonly encryptFor?: string
  /** Encrypts the NameID only, not the assertion. SimpleSAMLphp alone can do this. */
  readonly encryptsNameIdOnly?: boolean
  /** Default `aes256-gcm`. SimpleSAMLphp knows AES-128-CBC only. */
  readonly cipher?: 'aes128-cbc' | 'aes256-cbc' | 'aes128-gcm' | 'aes256-gcm'
  /** PEM; refuses requests that are not signed with its key. */
  readonly signingCertificate?: string
}

/** An identity provider on real HTTP, at 127.0.0.1: for `localhost` that is another site. */
export interface SamlIdp {
  readonly entityId: string
  readonly ssoUrl: string
  readonly sloUrl: string
  /** PEM, of the key that signs. */
  readonly certificate: string
  metadata(): Promise<string>
  register(application: SamlApplication): void
  /** Where a person begins who starts at the provider. */
  startUrl(entityId: string, relayState: string): string
  /**
   * Lets the person log in, from wherever the sign-in led.
   *
   * @returns the page with the form that a script would post to the application; `browser.submit` does
   */
  logIn(browser: Browser, page: Page, person?: string): Promise<Page>
  close(): Promise<void>
}

/** What every provider here says of a person; their name is the NameID before the @. */
export function claimsOf(person: string) {
  return {
    email: `${person}@acme.example`,
    displayName: `Person ${person} <&> “é”`,
    groups: ['engineering', 'admins'],
  }
}

const emailAddress = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/** The person whose sign-in this is, as samlp wants to be told. */
function Person(this: unknown, { name }: { name: string }) {
  return {
    getClaims: () => claimsOf(name),
    getNameIdentifier: () => ({
      nameIdentifier: claimsOf(name).email,
      nameIdentifierFormat: emailAddress,
    }),
  }
}
Person.prototype = { metadata: [] }

/** Auth0's npm `samlp`. */
export async function startSamlpIdp(): Promise<SamlIdp> {
  const { privateKey: key, certificate: cert } = createTestKeyPair()
  const issuer = 'urn:example:samlp'
  const applications = new Map<string, SamlApplication>()
  const sessions = new Map<string, object[]>()
  const app = express()
  const server = await startServer('127.0.0.1', app)
  app.use(express.urlencoded({ extended: false }))

  app.use('/sso', (request: Request, response: Response, next) => {
    const { username, application = '', ...asked } = parametersOf(request) as Record<string, string>
    if (username === undefined) {
      return response.type('html').send(loginPage(request.method, { ...asked, application }))
    }
    return samlp.parseRequest(request, {}, (error, data) => {
      const found = applications.get(data?.issuer ?? application)
      if (error || !found) next(error ?? new Error('unknown application'))
      else signIn(found, username, sessionsOf(request, response))(request, response, next)
    })
  })

  /** Where this browser is signed in: single logout goes from one to the next. */
  const sessionsOf = (request: Request, response: Response): object[] => {
    const [, known = ''] = /(?:^|; )idp=(\w+)/.exec(request.headers.cookie ?? '') ?? []
    const handle = sessions.has(known) ? known : randomBytes(8).toString('hex')
    const found = sessions.get(handle) ?? []
    sessions.set(handle, found)
    response.cookie('idp', handle, { httpOnly: true })
    return found
  }

  const signIn = (found: SamlApplication, name: string, ownSessions: object[]) => {
    const sessionIndex = `_${randomBytes(8).toString('hex')}`
    ownSessions.push({
      ...{ serviceProviderId: found.entityId, sessionIndex, nameId: claimsOf(name).email },
      ...{ nameIdFormat: emailAddress, serviceProviderLogoutURL: found.sloUrl },
      cert: found.signingCertificate,
    })
    const { signs = 'both', encryptFor, cipher = 'aes256-gcm' } = found
    return samlp.auth({
      ...{ issuer, key, cert, sessionIndex, audience: found.entityId, profileMapper: Person },
      ...{ recipient: found.acsUrl, destination: found.acsUrl, includeAttributeNameFormat: true },
      ...{ signResponse: signs !== 'assertion', signAssertion: signs !== 'response' },
      getPostURL: (_audience: string, _request: unknown, _req: unknown, done: Function) =>
        done(null, found.acsUrl) as unknown,
      getUserFromRequest: () => ({ name }),
      ...(found.signingCertificate && { signingCert: found.signingCertificate }),
      ...(encryptFor !== undefined && {
        encryptionCert: encryptFor,
        encryptionPublicKey: createPublicKey(encryptFor).export({ type: 'spki', format: 'pem' }),
        encryptionAlgorithm: cipherUris[cipher],
        disallowEncryptionWithInsecureAlgorithm: false,
        warnOnInsecureEncryptionAlgorithm: false,
      }),
    })
  }

  app.get(
    '/metadata',
    samlp.metadata({
      ...{ issuer, cert, profileMapper: Person },
      ...{ redirectEndpointPath: '/sso', postEndpointPath: '/sso' },
      logoutEndpointPaths: { redirect: '/slo' },
    }),
  )
  app.use('/slo', (request: Request, response: Response, next) => {
    samlp.logout({
      ...{ issuer, key, cert, deflate: true, protocolBinding: redirect, store: stateStore },
      ...{ signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' },
      sessionParticipants: new SessionParticipants(sessionsOf(request, response)),
    })(Object.assign(request, { body: request.body ?? {} }), response, next)
  })
  const stateStore = memoryStore()

  return {
    ...{ entityId: issuer, certificate: cert },
    ssoUrl: `${server.origin}/sso`,
    sloUrl: `${server.origin}/slo`,
    metadata: async () => (await fetch(`${server.origin}/metadata`)).text(),
    register: (application) => void applications.set(application.entityId, application),
    startUrl: (application, RelayState) =>
      `${server.origin}/sso?${new URLSearchParams({ application, RelayState })}`,
    logIn: (browser, page, username = 'ann') => browser.submit(page, { username }),
    close: server.close,
  }
}

export const cipherUris = {
  'aes128-cbc': 'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  'aes256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'aes128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'aes256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
} as const

const parametersOf = ({ method, query, body }: Request) =>
  (method === 'GET' ? query : body) as Readonly<Record<string, string | undefined>>

/** What was asked travels with the form, and the way it came: samlp reads it there again. */
function loginPage(method: string, asked: Readonly<Record<string, string>>): string {
  const fields = Object.entries(asked).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  const inputs = '<input name="username"><button>Log in</button>'
  return `<!doctype html><title>Log in</title><form method="${method}">${fields.join('')}${inputs}</form>`
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' }
const escape = (text: string) => text.replaceAll(/[&<"]/g, (one) => escapes[one] ?? one)

/** What samlp keeps of a logout under way; its own store wants an Express session. */
function memoryStore() {
  const kept = new Map<string, object>()
  type Done = (error: null, value?: unknown) => void
  return {
    save(_request: unknown, state: object, done: Done) {
      const handle = randomBytes(8).toString('hex')
      kept.set(handle, state)
      done(null, handle)
    },
    load(_request: unknown, handle: string, options: { destroy?: boolean }, done: Done) {
      const state = kept.get(handle)
      if (options.destroy) kept.delete(handle)
      done(null, state)
    },
    update(_request: unknown, handle: string, state: object, done: Done) {
      kept.set(handle, state)
      done(null, handle)
    },
  }
}
