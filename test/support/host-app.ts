import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { type NodeContext, toNodeHandler } from '../../src/adapters/node.ts'
import {
  type Connection,
  type ConnectionInput,
  createSso,
  type Login,
  type OidcSettings,
  type Sso,
  type SsoConfig,
  type SsoEvent,
  systemActor,
} from '../../src/index.ts'
import { oidc } from '../../src/oidc/index.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import type { OpenIdProvider, TestClient } from './openid-provider.ts'
import { startServer } from './server.ts'

const actor = systemActor
const SECRET = 'a client secret of the tests, 0123456789'

/** A host application on real HTTP: `GET /` tells who is signed in. */
export interface HostApp {
  readonly baseUrl: string
  readonly sso: Sso<NodeContext>
  readonly logins: Login[]
  /** Codes of the errors that people were shown. */
  readonly errors: string[]
  readonly events: SsoEvent[]
  /** Moves the app's clock, and nobody else's. */
  advance(seconds: number): void
  /** A connection to the provider that is live, and known to it. */
  connect(
    idp: OpenIdProvider,
    settings?: Partial<OidcSettings>,
    input?: Omit<ConnectionInput, 'settings'>,
  ): Promise<Connection>
  loginUrl(connection: Connection, query?: string): string
  callbackUrl(connection: Connection): string
  close(): Promise<void>
}

export async function startHostApp(
  idps: readonly Pick<OpenIdProvider, 'issuer'>[],
  config: Partial<SsoConfig<NodeContext>> = {},
): Promise<HostApp> {
  const sessions = new Map<string, string>()
  const logins: Login[] = []
  const errors: string[] = []
  const events: SsoEvent[] = []
  let offset = 0
  let listener: RequestListener = (_req, res) => void res.writeHead(503).end()
  const server = await startServer('localhost', (req, res) => listener(req, res))
  const baseUrl = server.origin

  const sso = createSso<NodeContext>({
    baseUrl,
    secrets: [randomBytes(32).toString('base64url')],
    storage: memoryStorage(),
    providers: [oidc()],
    // These tests are not about the gates.
    activation: { requires: [] },
    network: { privateHosts: idps.map(({ issuer }) => new URL(issuer).host) },
    clock: () => new Date(Date.now() + offset),
    onEvent: (event) => void events.push(event),
    onError: ({ code }) => void errors.push(code),
    onLogin(login) {
      logins.push(login)
      const id = randomBytes(16).toString('base64url')
      sessions.set(id, login.identity.subject)
      return { setCookie: [`sid=${id}; Path=/; HttpOnly; SameSite=Lax`] }
    },
    ...config,
  })
  const mount = toNodeHandler(sso)
  listener = (req, res) =>
    mount(req, res, () => {
      const id = /(?:^|; )sid=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
      res.end(`signed in: ${sessions.get(id) ?? 'nobody'}`)
    })

  return {
    ...{ baseUrl, sso, logins, errors, events },
    advance(seconds) {
      offset += seconds * 1000
    },
    async connect(idp, settings = {}, input = {}) {
      const clientId = `client-${randomBytes(4).toString('hex')}`
      const { clientAuthentication = 'auto' } = settings
      const method = clientAuthentication === 'auto' ? 'client_secret_basic' : clientAuthentication
      const isPublic = method === 'none'
      const { id } = await sso.connections.create(
        {
          organizationId: 'org_1',
          protocol: 'oidc',
          ...(isPublic ? {} : { secrets: { clientSecret: SECRET } }),
          claims: { groups: 'groups' },
          ...input,
          settings: { issuer: idp.issuer, clientId, ...settings },
        },
        { actor },
      )
      const { fields } = await sso.connections.setup(id)
      idp.register({
        client_id: clientId,
        ...(isPublic ? {} : { client_secret: SECRET }),
        redirect_uris: [fields.find((field) => field.id === 'redirect_uri')?.value ?? ''],
        post_logout_redirect_uris: [
          fields.find((field) => field.id === 'sign_out_uri')?.value ?? '',
        ],
        backchannel_logout_uri: `${baseUrl}/sso/${id}/backchannel-logout`,
        backchannel_logout_session_required: true,
        token_endpoint_auth_method: method as TestClient['token_endpoint_auth_method'] & string,
      })
      await sso.connections.activate(id, { actor })
      return sso.connections.get(id, { actor })
    },
    loginUrl: ({ id }, query = '') => `${baseUrl}/sso/${id}/login${query}`,
    callbackUrl: ({ id }) => `${baseUrl}/sso/${id}/callback`,
    close: server.close,
  }
}
