import type { AccountDirectory, Login, Sso, SsoEvent, SsoStorage } from '../../../src/index.ts'
import { createSso } from '../../../src/index.ts'
import { oidc } from '../../../src/oidc/index.ts'
import { saml } from '../../../src/saml/index.ts'
import { openStorage } from './open-database.ts'
import type { HostCalls, TestCalls, Turn } from './protocol.ts'
import { receivedRequest, requestToSend } from './protocol.ts'
import { type Channel, connect } from './remote.ts'
import { hostSettings } from './settings.ts'

/** Requests that a host is busy with while others wait. */
const PARALLEL = 5

/** A host process: bundled and started by `hosts.ts`. */
function serve(): void {
  const logins: Login[] = []
  const errors: string[] = []
  const events: SsoEvent[] = []
  const background: Promise<unknown>[] = []
  let opened: { readonly sso: Sso; readonly storage: SsoStorage } | undefined
  const need = () => {
    if (opened === undefined) throw new Error('The host has no database yet.')
    return opened
  }

  const own: HostCalls = {
    async open(database) {
      const { storage } = await openStorage(database)
      const sso = createSso({
        ...hostSettings,
        providers: [oidc(), saml()],
        storage,
        accounts: remoteAccounts,
        fetch: remoteFetch,
        onLogin: (login) => void logins.push(login),
        onError: (error) => void errors.push(error.code),
        onEvent: (event) => void events.push(event),
        waitUntil: (promise) => void background.push(promise),
      })
      opened = { sso, storage }
    },

    async submit(request, times) {
      const { sso } = need()
      const answers = Array.from({ length: times }, () => sso.handler(receivedRequest(request)))
      return (await Promise.all(answers)).map(({ status }) => status)
    },

    async submitEach(requests) {
      const { sso } = need()
      const waiting = [...requests.entries()]
      const statuses: number[] = []
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [place, request] = next
          statuses[place] = (await sso.handler(receivedRequest(request))).status
        }
      }
      await Promise.all(Array.from({ length: PARALLEL }, work))
      return statuses
    },

    async refresh(session, times) {
      const { sso } = need()
      return Promise.all(Array.from({ length: times }, () => sso.refresh(session)))
    },

    async report() {
      while (background.length > 0) await background.shift()
      return { logins, errors, events }
    },

    async race([port, name], each) {
      const target = need().storage[port] as unknown as Record<
        string,
        (...args: readonly unknown[]) => Promise<unknown>
      >
      const method = target[name]
      if (method === undefined) throw new Error(`There is no ${port}.${name}.`)
      return Promise.all(each.map((args) => method(...args)))
    },

    async leaseDomains(rounds, milliseconds) {
      const { domains } = need().storage
      const turns: Turn[] = []
      for (let round = 0; round < rounds; round += 1) {
        const from = new Date()
        const until = new Date(from.getTime() + milliseconds)
        for (const { id } of await domains.lease(from, until, 3)) {
          turns.push({ id, from: from.getTime(), until: until.getTime() })
        }
        await pause()
      }
      return turns
    },

    async leaseSession(id, rounds) {
      const { sessions } = need().storage
      const turns: Turn[] = []
      for (let round = 0; round < rounds; round += 1) {
        const from = new Date()
        const until = new Date(from.getTime() + 60_000)
        if (await sessions.lease(id, from, until)) {
          const since = sharedClock()
          await pause()
          turns.push({ id, from: since, until: sharedClock() })
          await sessions.unlease(id, until)
        }
        await pause()
      }
      return turns
    },

    async increment(connectionId, times) {
      const { connections } = need().storage
      for (let done = 0; done < times;) {
        const [loaded] = await connections.load({ id: connectionId })
        if (!loaded) throw new Error('The connection is gone.')
        const { connection } = loaded.record
        const { version } = connection
        const description = String(Number(connection.description) + 1)
        const next = { ...connection, version: version + 1, description }
        const record = { ...loaded.record, connection: next }
        const outcome = await connections.update(connectionId, version, record)
        if (outcome === 'updated') done += 1
        else if (outcome !== 'conflict') throw new Error(outcome)
      }
    },
  }

  // Open connections to the database would keep it alive after its test.
  process.on('disconnect', () => process.exit())
  const test = connect<TestCalls>(process as unknown as Channel, own).calls
  const remoteFetch: typeof fetch = async (input, init) => {
    const answer = await test.fetch(await requestToSend(new Request(input, init)))
    const headers = answer.headers.map(([name, value]): [string, string] => [name, value])
    return new Response(answer.body, { status: answer.status, headers })
  }
  const remoteAccounts = Object.fromEntries([
    ['scope', 'organization'],
    ...(
      ['findByKey', 'findByEmail', 'create', 'update', 'link', 'deactivate', 'unlink'] as const
    ).map((name) => [name, (...args: unknown[]) => test.account(name, args)] as const),
  ]) as unknown as AccountDirectory
}

/** Milliseconds with their fractions, by the one clock that all processes of a machine share. */
const sharedClock = (): number => Number(process.hrtime.bigint()) / 1e6

/** Long enough for other processes to come between. */
const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume, Math.random() * 5))

serve()
