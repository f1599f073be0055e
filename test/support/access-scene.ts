import { verifyDomain } from './verified-domain.ts'
import type {
  AccessSettings,
  AccountDirectory,
  ClaimMapping,
  Connection,
  EndedSession,
  JsonValue,
  Refusal,
  SsoConfig,
} from '../../src/index.ts'
import { directory } from './accounts.ts'
import { fakeProvider } from './fake-provider.ts'
import { answer, baseUrl, begin, codeOf, cookiesOf, createHarness } from './harness.ts'

export interface AccessSceneOptions {
  readonly access?: Partial<AccessSettings>
  readonly claims?: Partial<ClaimMapping>
  /** Replaces functions of the directory, or its scope. */
  readonly directory?: Partial<AccountDirectory>
  readonly config?: Partial<SsoConfig>
  /** Whose connection it is. Default `org_1`. */
  readonly organizationId?: string
  /** Domains that `org_1` has verified. */
  readonly domains?: readonly string[]
}

/** What the identity provider says of a person. */
export type SentClaims = Readonly<Record<string, JsonValue>> & { readonly sub: string }

export const ann: SentClaims = { sub: 'ann', email: 'ann@acme.example' }

/** Two roles of Konnect, and the group that leads to each. */
export const roleCatalogue = {
  catalogue: [
    { id: 'admin', label: 'Administrator' },
    { id: 'viewer', label: 'Viewer', description: 'May look at everything.' },
  ],
} as const

export const roles = (change: object = {}): Partial<AccessSettings> => ({
  roles: {
    groupsByRole: { admin: ['Admins'], viewer: ['Viewers'] },
    ...{ sync: 'replace', unmapped: 'deactivate' },
    ...change,
  },
})

/** A host with accounts in memory, and a provider that says what the test wants it to say. */
export async function createAccessScene(options: AccessSceneOptions = {}) {
  const refusals: Refusal[] = []
  const ended: EndedSession[] = []
  const kept = directory(options.directory)
  const harness = createHarness({
    providers: [speakingProvider()],
    accounts: kept.accounts,
    roles: roleCatalogue,
    onRefused: (refusal) => void refusals.push(refusal),
    onSessionsEnd: (sessions) => void ended.push(...sessions),
    ...options.config,
  })
  for (const domain of options.domains ?? []) await verifyDomain(harness, domain)
  const connect = (
    organizationId = options.organizationId ?? 'org_1',
    access = options.access ?? {},
  ): Promise<Connection> =>
    harness.activeConnection(organizationId, {
      access,
      claims: { groups: 'groups', ...options.claims },
    })
  const { id } = await connect()

  const callback = async (person: SentClaims, connectionId = id): Promise<Request> =>
    answer(
      connectionId,
      await begin(harness, connectionId),
      encodeURIComponent(JSON.stringify(person)),
    )
  return {
    ...harness,
    ...{ ...kept, refusals, ended, id, connect, callback, harness },
    /** By the handler, as a browser. */
    visit: async (person: SentClaims, connectionId = id) =>
      harness.sso.handler(await callback(person, connectionId)),
    /** By `handleCallback`, which throws what keeps somebody out. */
    signIn: async (person: SentClaims, connectionId = id) =>
      harness.sso.handleCallback(await callback(person, connectionId)),
    outcome: async (person: SentClaims, connectionId = id) =>
      codeOf(harness.sso.handleCallback(await callback(person, connectionId))),
    /** The account with this person's e-mail in `org_1`. */
    member: (person: SentClaims = ann) =>
      kept.memory.members('org_1').find(({ email }) => email === person.email),
    sessions: () => harness.storage.sessions.find({ connectionId: id, limit: 100 }),
  }
}

export type AccessScene = Awaited<ReturnType<typeof createAccessScene>>

/** Somebody came as far as the prompt; `at` makes a request of their browser. */
export async function atPrompt(scene: AccessScene, person: SentClaims = ann) {
  const joining = await scene.signIn(person)
  if (joining.kind !== 'join') throw new Error(`The sign-in ended as ${joining.kind}.`)
  const cookie = cookiesOf(joining).join('; ')
  const at = (sent = cookie) => new Request(`${baseUrl}/sso/join`, { headers: { cookie: sent } })
  return { ...joining, cookie, at }
}

/** Vouches for e-mails as an issuer of one organisation does (rule E3). */
function speakingProvider() {
  return fakeProvider({
    finishLogin: async ({ reserve, message, now }) => {
      await reserve()
      const ticket = message.parameters.get('ticket') ?? '{}'
      const { sub, ...claims } = JSON.parse(ticket) as SentClaims
      return {
        ...{ issuer: 'https://fake.example', subject: sub, emailTrust: 'domain' },
        claims: new Map(
          Object.entries(claims).map(([name, value]) => [name, { value, source: 'ticket' }]),
        ),
        authentication: { at: now(), acr: 'mfa' },
        session: { idpSessionIds: [`sid of ${sub}`], tokens: { ticket: `ticket of ${sub}` } },
      }
    },
  })
}
