import {
  isSsoError,
  type Login,
  type SsoConfig,
  type SsoError,
  type SsoEvent,
  type SsoStorage,
} from '../../../src/index.ts'
import { guardStorage } from '../../../src/core/guarded-storage.ts'
import { memoryAccounts, type MemoryAccounts } from '../../../src/testing/accounts/index.ts'
import { baseUrl, cookiesOf } from '../harness.ts'
import { createHostScene, type HostScene } from './scene.ts'

/** A host in this process, with all that it was told. */
export interface WatchedHost extends HostScene {
  readonly storage: SsoStorage
  readonly accounts: MemoryAccounts
  readonly logins: Login[]
  readonly errors: SsoError[]
  readonly events: SsoEvent[]
  settled(): Promise<void>
}

export async function watchedHost(
  storage: SsoStorage,
  config: Partial<SsoConfig> = {},
): Promise<WatchedHost> {
  const accounts = memoryAccounts()
  const logins: Login[] = []
  const errors: SsoError[] = []
  const events: SsoEvent[] = []
  const work: Promise<unknown>[] = []
  const scene = await createHostScene(storage, {
    accounts,
    onLogin: (login) => void logins.push(login),
    onError: (error) => void errors.push(error),
    onEvent: (event) => void events.push(event),
    waitUntil: (promise) => void work.push(promise),
    ...config,
  })
  return {
    ...scene,
    ...{ storage, accounts, logins, errors, events },
    async settled() {
      while (work.length > 0) await work.shift()
    },
  }
}

/** A storage whose calls have less time than a host's ten seconds: tests would take as long. */
export function withDeadline(storage: SsoStorage, milliseconds: number): SsoStorage {
  const guarded = guardStorage(storage, milliseconds)
  const ports = Object.entries(guarded).map(([name, port]: [string, object]) => [
    name,
    new Proxy(port, {
      get: (target, call) => {
        const method = Reflect.get(target, call) as (...args: unknown[]) => Promise<unknown>
        // The host's own signal comes last, and would be taken for this one's.
        return (...args: unknown[]) => method(...args.slice(0, -1))
      },
    }),
  ])
  return Object.fromEntries(ports) as SsoStorage
}

/** What one person's browser met until it was signed in. */
export interface Visit {
  readonly person: string
  /** Statuses of starts. */
  readonly starts: readonly number[]
  /** Statuses of every submission, by answer of the provider. */
  readonly answers: readonly (readonly number[])[]
}

const PARALLEL = 10
const SIGNED_IN = 303

/**
 * Many people sign in, ten at a time, while something happens to the database. Whoever is refused does what
 * people do: reloads the page once, then starts again.
 *
 * @param during called before every start with how many have signed in
 */
export async function signInAll(
  host: WatchedHost,
  count: number,
  during: (signedIn: number) => void,
): Promise<readonly Visit[]> {
  const waiting = Array.from({ length: count }, (_, n) => `person-${n}`)
  const visits: Visit[] = []
  const work = async (): Promise<void> => {
    for (let person = waiting.shift(); person; person = waiting.shift()) {
      visits.push(await visit(host, person, () => during(visits.length)))
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  await host.settled()
  return visits
}

/** Attempts after which a database that is back counts as gone for good. */
const PATIENCE = 400

async function visit(host: WatchedHost, person: string, before: () => void): Promise<Visit> {
  const starts: number[] = []
  const answers: number[][] = []
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    before()
    const { status, request } = await begin(host, person)
    starts.push(status)
    if (request === undefined) {
      await pause()
      continue
    }
    const submissions = [await submit(host, request)]
    if (submissions[0] !== SIGNED_IN) {
      await pause()
      submissions.push(await submit(host, request))
    }
    answers.push(submissions)
    if (submissions.includes(SIGNED_IN)) return { person, starts, answers }
  }
  throw new Error(`${person} never got in: ${JSON.stringify(answers.slice(-5))}`)
}

/** A start by the handler, and the provider's answer to it. */
async function begin(
  { sso, oidc }: WatchedHost,
  person: string,
): Promise<{ readonly status: number; readonly request?: Request }> {
  const { connectionId, idp } = oidc
  const started = await sso.handler(new Request(`${baseUrl}/sso/${connectionId}/login`))
  const { status } = started
  const location = started.headers.get('location')
  if (status >= 400 || location === null) return { status }
  const claims = { sub: person, email: `${person}@acme.example`, email_verified: true }
  const answer = await idp.authorize(location, claims)
  return { status, request: answer.toRequest(cookiesOf(started).join('; ')) }
}

export async function submit({ sso }: WatchedHost, request: Request): Promise<number> {
  return (await sso.handler(request.clone())).status
}

/** Long enough that hundreds of attempts last longer than a server's start. */
const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume, 50))

/** Ends with the outcome of one person's sign-in, from its beginning. */
export async function signInOnce(host: WatchedHost, person: string): Promise<number> {
  const { request, status } = await begin(host, person)
  return request === undefined ? status : submit(host, request)
}

/** The provider's answer for a person whose start succeeds. */
export async function answerFor(host: WatchedHost, person: string): Promise<Request> {
  const { request, status } = await begin(host, person)
  if (request === undefined) throw new Error(`The start ended with ${status}.`)
  return request
}

/** Until a host whose database is back has noticed. */
export async function untilSignedIn(host: WatchedHost, person: string): Promise<void> {
  await visit(host, person, () => {})
}

/** What must never happen, whatever becomes of the database; `[]` where nothing did. */
export async function violations(
  host: WatchedHost,
  visits: readonly Visit[],
): Promise<readonly string[]> {
  const found: string[] = []
  const claim = (holds: boolean, sentence: string): void => void (holds || found.push(sentence))
  const submissions = visits.flatMap(({ answers }) => answers)
  const statuses = [...submissions.flat(), ...visits.flatMap(({ starts }) => starts)]
  const unknown = statuses.filter((status) => ![303, 400, 503].includes(status))
  claim(unknown.length === 0, `answered with ${unknown.join(', ')}`)
  for (const answer of submissions) {
    const accepted = answer.filter((status) => status === SIGNED_IN).length
    claim(accepted <= 1, 'one answer signed in twice')
    claim(answer[0] !== 400, 'a first submission was taken for a second one')
  }
  const accepted = submissions.flat().filter((status) => status === SIGNED_IN).length
  claim(host.logins.length === accepted, `${host.logins.length} logins, ${accepted} answers`)
  for (const login of host.logins) {
    const session = await host.storage.sessions.get(login.session.id)
    claim(session !== null, 'a session that was handed out is not stored')
  }
  const members = host.accounts.members('org_oidc')
  for (const { person } of visits) {
    const own = members.filter(({ email }) => email === `${person}@acme.example`)
    claim(own.length === 1, `${person} has ${own.length} accounts`)
  }
  for (const error of host.errors) {
    const isTyped = isSsoError(error, 'storage_unavailable') || isSsoError(error, 'login_replayed')
    claim(isTyped, `an error ${error.code}`)
    claim(error.retryable === (error.code === 'storage_unavailable'), `retryable of ${error.code}`)
  }
  const failures = submissions.flat().filter((status) => status !== SIGNED_IN).length
  const failed = host.events.filter(({ type }) => type === 'login.failed').length
  claim(failed === failures, `${failures} failed answers, ${failed} events`)
  const { connectionId } = host.oidc
  const stored = await host.storage.sessions.find({ connectionId, limit: 10_000 })
  // What was stored when the answer to the write was lost, and nobody was handed.
  const orphans = stored.length - host.logins.length
  claim(orphans >= 0 && orphans <= failures, `${orphans} sessions of nobody`)
  return found
}
