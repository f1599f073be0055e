import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aSession } from '../../src/testing/storage/records.ts'
import { asSystem } from '../support/harness.ts'
import { requestToSend } from '../support/hosts/protocol.ts'
import {
  databaseNames,
  numbers,
  openSharedStore,
  overlaps,
  type SharedStore,
  tally,
} from '../support/hosts/shared-store.ts'

const SUBMISSIONS = 1000
const RIVALS = 200

describe.each([...databaseNames, 'SQLite and Redis'] as const)('four processes on %s', (name) => {
  let store: SharedStore

  beforeAll(async () => {
    store = await openSharedStore(name)
  })

  afterAll(async () => {
    await store?.close()
  })

  /** One request, many times, from all processes at once; answers with what came of it. */
  async function submit(request: Request, times: number) {
    const { processes } = store.hosts
    const sent = await requestToSend(request)
    const share = times / processes.length
    const statuses = await Promise.all(processes.map((host) => host.submit(sent, share)))
    const { errors, logins, events } = await store.news()
    return {
      statuses: tally(statuses.flat()),
      errors: tally(errors),
      logins,
      events: tally(events.map(({ type }) => type)),
    }
  }

  const sessionsOf = (connectionId: string) =>
    store.storage.sessions.find({ connectionId, limit: SUBMISSIONS })

  it('S18 of 1,000 submissions of one SAML response one signs in', async () => {
    const outcome = await submit(await store.scene.samlAnswer(), SUBMISSIONS)
    expect(outcome.statuses).toEqual({ 303: 1, 400: SUBMISSIONS - 1 })
    expect(outcome.errors).toEqual({ login_replayed: SUBMISSIONS - 1 })
    expect(outcome.logins).toHaveLength(1)
    expect(outcome.events).toMatchObject({
      'login.succeeded': 1,
      'access.provisioned': 1,
      'login.replayed': SUBMISSIONS - 1,
    })
    expect(await sessionsOf(store.scene.saml.connectionId)).toHaveLength(1)
    expect(store.hosts.accounts.members('org_saml')).toHaveLength(1)
  })

  it('S18 of 200 submissions of a SAML response that nobody asked for one signs in', async () => {
    const before = (await sessionsOf(store.scene.saml.connectionId)).length
    const outcome = await submit(store.scene.unsolicitedAnswer(), RIVALS)
    expect(outcome.statuses).toEqual({ 303: 1, 400: RIVALS - 1 })
    expect(outcome.errors).toEqual({ login_replayed: RIVALS - 1 })
    expect(outcome.logins).toHaveLength(1)
    expect(await sessionsOf(store.scene.saml.connectionId)).toHaveLength(before + 1)
  })

  it('F1 of 1,000 submissions of one OpenID Connect callback one asks for tokens and signs in', async () => {
    const { idp, connectionId } = store.scene.oidc
    const request = await store.scene.oidcAnswer()
    idp.resetRequests()
    const outcome = await submit(request, SUBMISSIONS)
    expect(outcome.statuses).toEqual({ 303: 1, 400: SUBMISSIONS - 1 })
    expect(outcome.errors).toEqual({ login_replayed: SUBMISSIONS - 1 })
    expect(outcome.logins).toHaveLength(1)
    const tokenCalls = idp.requests.filter(({ url }) => new URL(url).pathname === '/token')
    expect(tokenCalls).toHaveLength(1)
    expect(await sessionsOf(connectionId)).toHaveLength(1)
    expect(store.hosts.accounts.members('org_oidc')).toHaveLength(1)
  })

  it('leases of a session never overlap, and are given back', async () => {
    await store.storage.sessions.put(aSession({ id: 'ses_leased' }))
    const turns = await Promise.all(
      store.hosts.processes.map((host) => host.leaseSession('ses_leased', 40)),
    )
    expect(overlaps(turns.flat())).toEqual([])
    expect(turns.filter((own) => own.length > 0).length).toBeGreaterThan(1)
    expect(await store.storage.sessions.lease('ses_leased', new Date(), new Date())).toBe(true)
  })

  it('200 ends of one session: one ends it', async () => {
    await store.storage.sessions.put(aSession({ id: 'ses_ended' }))
    const ends = numbers(RIVALS).map(() => ['ses_ended', new Date(), 'logout'])
    expect(tally(await store.race(['sessions', 'end'], ends))).toEqual({
      true: 1,
      false: RIVALS - 1,
    })
  })

  it('T2 a connection that is disabled in the middle of sign-ins has no session left', async () => {
    const { processes } = store.hosts
    const { sso, saml } = store.scene
    const { connectionId } = saml
    const answers = await Promise.all(numbers(40).map(() => store.scene.samlAnswer()))
    const requests = await Promise.all(answers.map(requestToSend))
    const outcomes = processes.map((host, index) =>
      host.submitEach(requests.filter((_request, turn) => turn % processes.length === index)),
    )
    await sso.connections.disable(connectionId, asSystem)
    const statuses = (await Promise.all(outcomes)).flat().map(String)
    expect(statuses.filter((status) => status !== '303' && status !== '403')).toEqual([])
    // Whoever disables ends what is there by then, and whoever comes later sees that it is disabled.
    expect(await sessionsOf(connectionId)).toEqual([])
  })

  it('S18 a process is killed in the middle of sign-ins: nobody twice, nobody half', async () => {
    const [first, second] = store.hosts.processes
    if (!first || !second) throw new Error('There are too few processes.')
    const { connectionId } = store.scene.oidc
    const before = (await sessionsOf(connectionId)).length
    const people = numbers(40).map((n) => `person-${n}`)
    const requests = await Promise.all(
      people.map(async (person) => requestToSend(await store.scene.oidcAnswer(person))),
    )
    const codes = new Map<string, number>()
    let calls = 0
    store.atTokenCall = (code) => {
      codes.set(code, (codes.get(code) ?? 0) + 1)
      calls += 1
      if (calls === 12) void first.kill()
    }
    await expect(first.submitEach(requests)).rejects.toThrow('SIGKILL')
    // Everybody reloads, and another process answers.
    const statuses = await second.submitEach(requests)
    store.atTokenCall = () => {}
    const { 303: accepted = 0, 400: replayed = 0, ...others } = tally(statuses)
    expect(others).toEqual({})
    // Whatever the first one had begun stays used up: those it had served, and at most five more.
    expect(replayed).toBeGreaterThanOrEqual(12)
    expect(accepted).toBeGreaterThan(0)
    expect(Math.max(...codes.values())).toBe(1)
    const sessions = await sessionsOf(connectionId)
    expect(sessions.length - before).toBeLessThanOrEqual(people.length)
    const subjects = sessions
      .map(({ subject }) => subject)
      .filter((subject) => people.includes(subject))
    expect(new Set(subjects).size).toBe(subjects.length)
    const emails = store.hosts.accounts.members('org_oidc').map(({ email }) => email)
    expect(new Set(emails).size).toBe(emails.length)
  })
})
