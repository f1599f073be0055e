import type { SsoConfig, SsoStorage } from '../../src/index.ts'
import { createSealer, sealedWith } from '../../src/crypto/seal.ts'
import { fakeProvider } from './fake-provider.ts'
import { answer, begin, createHarness, type Harness, secretA, secretB } from './harness.ts'

/** The clear text of every secret that these tests store. */
export const plainSecret = 'hunter2-very-secret'

/** The same application before a rotation, while both secrets are known, and after it. */
export function rotationScene(storage: SsoStorage, config: Partial<SsoConfig> = {}) {
  const opened: (string | undefined)[] = []
  const providers = [
    fakeProvider({
      loadTrust: async ({ secret }) => {
        opened.push(await secret('apiKey'))
        return { document: {}, issues: [] }
      },
    }),
  ]
  const withSecrets = (...secrets: string[]): Harness =>
    createHarness({ storage, providers, ...config, secrets })
  return {
    before: withSecrets(secretA),
    rotating: withSecrets(secretB, secretA),
    after: withSecrets(secretB),
    /** What the provider was given as its secret, in order. */
    opened,
    withSecrets,
  }
}

/** Somebody signs in; the session's tokens are sealed with the first secret of this `Sso`. */
export async function signIn(harness: Harness, connectionId: string, person: string = 'ann') {
  const started = await begin(harness, connectionId)
  await harness.sso.handler(answer(connectionId, started, person))
  await harness.settled()
  const id = harness.logins.at(-1)?.session.id
  if (id === undefined) throw new Error('Nobody was signed in.')
  return id
}

/** How many stored values each secret has sealed. */
export async function sealsOf(
  { connections, sessions }: SsoStorage,
  sessionIds: readonly string[] = [],
): Promise<{ a: number; b: number }> {
  const records = await connections.list({ limit: 10_000 })
  const stored = await Promise.all(sessionIds.map((id) => sessions.get(id)))
  const sealed = [
    ...records.flatMap(({ sealed: { live = {}, draft = {} } }) =>
      [...Object.values(live), ...Object.values(draft)].map((secret) => secret.sealed),
    ),
    ...stored.flatMap((session) => session?.sealedTokens ?? []),
  ]
  const [byA, byB] = await Promise.all(
    [secretA, secretB].map((secret) => Promise.all(sealed.map(sealedWith(secret)))),
  )
  const count = (list: readonly boolean[] = []) => list.filter(Boolean).length
  return { a: count(byA), b: count(byB) }
}

/** The tokens of a session, opened with this secret only. */
export async function tokensOf({ sessions }: SsoStorage, id: string, secret: string) {
  const session = await sessions.get(id)
  if (!session) throw new Error(`There is no session ${id}.`)
  const context = [session.organizationId, session.connectionId, id]
  return createSealer([secret]).open('session_tokens', context, session.sealedTokens ?? '')
}
