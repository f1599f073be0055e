import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { vi } from 'vitest'
import type { Browser, Page } from './browser.ts'
import { linkOf } from './browser.ts'
import type { Proxy } from './https-proxy.ts'
import { openIdStore } from './openid-store.ts'
import { startServer } from './server.ts'

export interface TestClient {
  readonly client_id: string
  readonly client_secret?: string
  readonly redirect_uris: readonly string[]
  readonly post_logout_redirect_uris?: readonly string[]
  readonly backchannel_logout_uri?: string
  readonly backchannel_logout_session_required?: boolean
  readonly token_endpoint_auth_method?:
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'private_key_jwt'
    | 'none'
  readonly token_endpoint_auth_signing_alg?: SignatureAlgorithm
  readonly jwks_uri?: string
  /** Default: `code`, with refresh tokens where they are asked for. */
  readonly response_types?: readonly ('code' | 'id_token' | 'code id_token')[]
  readonly application_type?: 'native'
  readonly grant_types?: readonly ('authorization_code' | 'refresh_token' | 'implicit')[]
}

export interface OpenIdProviderOptions {
  /** Claims only from userinfo, as the specification has it; default in the ID token too. */
  readonly hasThinIdTokens?: boolean
  /** Answered by the userinfo endpoint instead of the truth. */
  readonly userinfo?: object
  /** Of ID token signatures. Default `RS256`. */
  readonly algorithm?: SignatureAlgorithm
  /** Of client assertions. Default: all that it knows. */
  readonly assertionAlgorithms?: readonly SignatureAlgorithm[]
  /** Each refresh token works once; by default those of confidential clients live on. */
  readonly rotatesRefreshTokens?: boolean
  /** How everybody authenticates, by its name. */
  readonly acr?: string
  /** Authorization requests must be pushed; by default they may be (RFC 9126). */
  readonly requiresPushedRequests?: boolean
  /** People and applications see it there. Over https its cookies go to frames of other sites, too. */
  readonly front?: Pick<Proxy, 'origin' | 'connect'>
}

export type SignatureAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA' | 'Ed25519'

/** npm `oidc-provider` on real HTTP, at 127.0.0.1: for `localhost` that is another site. */
export interface OpenIdProvider {
  readonly issuer: string
  /** Where it listens; the issuer, unless something is in front of it. */
  readonly address: string
  /** `METHOD /path` of every request. */
  readonly requests: string[]
  register(client: TestClient): void
  /** From now on tokens say this of a person. */
  changePerson(person: string, claims: object): void
  /** New signature keys under new ids; the old ones are gone. */
  rotateKeys(): void
  /** Lets the person log in and agree, from wherever the sign-in led. */
  logIn(browser: Browser, page: Page, person?: string, options?: { stopAt?: string }): Promise<Page>
  refuse(browser: Browser, page: Page): Promise<Page>
  /** Lets the person agree to sign out here, or not, from its own question. */
  logOut(browser: Browser, page: Page, agrees?: boolean): Promise<Page>
  close(): Promise<void>
}

export async function startOpenIdProvider(
  options: OpenIdProviderOptions = {},
): Promise<OpenIdProvider> {
  // It warns about everything that is for development only, which is what it is here for.
  for (const method of ['warn', 'info'] as const) vi.spyOn(console, method).mockReturnValue()
  const { Provider } = await import('oidc-provider')
  const requests: string[] = []
  const clients: TestClient[] = []
  const adapter = openIdStore()
  const cookieKey = randomBytes(32).toString('base64url')
  const { algorithm = 'RS256' } = options
  let keys = [newKey(algorithm)]
  let answer: RequestListener = (_req, res) => void res.writeHead(503).end()
  const server = await startServer('127.0.0.1', (req, res) => {
    requests.push(`${req.method} ${req.url?.split('?')[0]}`)
    const lie = req.url === '/me' && options.userinfo
    if (lie) res.setHeader('content-type', 'application/json').end(JSON.stringify(lie))
    else answer(req, res)
  })
  options.front?.connect({ host: '127.0.0.1', port: server.port })
  const issuer = options.front?.origin ?? server.origin
  const sameSite = issuer.startsWith('https:') ? 'none' : 'lax'

  // What it has stored is kept outside, so a new instance goes on where the last one was.
  const changed = new Map<string, object>()
  const rebuild = () => {
    const provider = new Provider(issuer, {
      clients: clients.map((client) => ({
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: algorithm,
        ...client,
      })),
      adapter,
      jwks: { keys },
      cookies: { keys: [cookieKey], long: { httpOnly: true, sameSite } },
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'given_name', 'family_name', 'groups'],
      },
      ...(options.assertionAlgorithms
        ? { enabledJWA: { clientAuthSigningAlgValues: options.assertionAlgorithms } }
        : {}),
      ...(options.rotatesRefreshTokens ? { rotateRefreshToken: true } : {}),
      ...(options.acr === undefined ? {} : { acrValues: [options.acr] }),
      conformIdTokenClaims: options.hasThinIdTokens === true,
      findAccount: (_ctx: unknown, person: string) => ({
        accountId: person,
        claims: async () => ({ sub: person, ...claimsOf(person), ...changed.get(person) }),
      }),
      // It guards against private addresses; the keys of its clients lie on one here.
      fetch: (
        url: string,
        { dispatcher: _guarded, ...init }: RequestInit & { dispatcher?: object },
      ) => fetch(url, init),
      features: {
        devInteractions: { enabled: true },
        backchannelLogout: { enabled: true },
        pushedAuthorizationRequests: {
          enabled: true,
          requirePushedAuthorizationRequests: options.requiresPushedRequests === true,
        },
      },
    })
    if (options.acr !== undefined) sayHow(provider, options.acr)
    provider.proxy = options.front !== undefined
    answer = provider.callback()
  }
  rebuild()

  return {
    ...{ issuer, address: server.origin, requests },
    changePerson: (person, claims) => void changed.set(person, claims),
    register(client) {
      clients.push(client)
      rebuild()
    },
    rotateKeys() {
      keys = [newKey(algorithm)]
      rebuild()
    },
    async logIn(browser, page, person = 'ann', { stopAt } = {}) {
      const isHere = ({ url, status }: Page) => status === 200 && url.startsWith(`${issuer}/int`)
      let current = page
      // Its login form, then its consent form; a known person meets fewer of them.
      for (let step = 0; step < 2 && isHere(current); step++) {
        const isLogin = current.body.includes('name="login"')
        const fields: Record<string, string> = isLogin ? { login: person, password: 'any' } : {}
        current = await browser.submit(current, fields, stopAt === undefined ? {} : { stopAt })
      }
      return current
    },
    logOut: (browser, page, agrees = true) =>
      browser.submit(page, agrees ? { logout: 'yes' } : {}, { form: '/session/end/confirm' }),
    refuse: (browser, page) => browser.visit(linkOf(page, 'Cancel')),
    close: server.close,
  }
}

/** Its development pages know nothing of authentication contexts. */
function sayHow(provider: object, acr: string): void {
  const target = provider as { interactionFinished(...args: unknown[]): Promise<void> }
  const finish = target.interactionFinished.bind(target)
  target.interactionFinished = (req, res, result, ...rest) => {
    const { login } = result as { login?: object }
    const told = login ? { login: { ...login, acr } } : result
    return finish(req, res, told, ...rest)
  }
}

const claimsOf = (person: string): object => ({
  email: `${person}@acme.example`,
  email_verified: true,
  name: `Person ${person}`,
  given_name: 'Person',
  family_name: person,
  groups: ['engineering', 'admins'],
})

function newKey(alg: SignatureAlgorithm): object {
  const { privateKey } = keyPair(alg)
  const kid = randomBytes(8).toString('hex')
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

function keyPair(alg: SignatureAlgorithm): { privateKey: KeyObject } {
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  if (alg === 'EdDSA' || alg === 'Ed25519') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}
