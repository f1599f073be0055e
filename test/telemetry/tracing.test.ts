import { tracingChannel } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it } from 'vitest'
import type { SsoEvent } from '../../src/index.ts'
import { answer, begin, createHarness } from '../support/harness.ts'

type Message = { phase: string; context: unknown }

const unsubscribe: (() => void)[] = []
afterEach(() => {
  for (const undo of unsubscribe.splice(0)) undo()
})

/** Subscribes as an APM vendor would and keeps copies of all that is published. */
function subscribe(operation: string): Message[] {
  const messages: Message[] = []
  const channel = tracingChannel(`ssokit.${operation}`)
  const note = (phase: string) => (context: object) => {
    messages.push({ phase, context: structuredClone(context) })
  }
  const handlers = {
    start: note('start'),
    end: note('end'),
    asyncStart: note('asyncStart'),
    asyncEnd: note('asyncEnd'),
    error: note('error'),
  }
  channel.subscribe(handlers as never)
  unsubscribe.push(() => channel.unsubscribe(handlers as never))
  return messages
}

describe('tracing', () => {
  it('spans a sign-in, with ids and codes only', async () => {
    const starts = subscribe('startLogin')
    const callbacks = subscribe('handleCallback')
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    await harness.sso.handler(answer(id, flow))
    await harness.sso.handler(answer(id, flow))

    expect(starts.map(({ phase }) => phase)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    const correlationId = expect.stringMatching(/^[\w-]{16}$/)
    const ends = callbacks.filter(({ phase }) => phase === 'asyncEnd')
    expect(ends.map(({ context }) => context)).toEqual([
      { connectionId: id, correlationId, result: undefined },
      { connectionId: id, correlationId, code: 'login_replayed', result: undefined },
    ])
    expect(callbacks.some(({ phase }) => phase === 'error')).toBe(false)
    expect(JSON.stringify([starts, callbacks])).not.toMatch(/ann|example\.com|ticket/)
  })
})

describe('onEvent', () => {
  it('tells a sign-in in order, with ids, codes and durations only', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    const flow = await begin(harness, id)
    harness.clock.advance(2)
    await harness.sso.handler(answer(id, flow))
    await harness.sso.handler(answer(id, flow))
    const [created, activated, started, succeeded, ...rest] = harness.events as SsoEvent[]
    const about = { connectionId: id, organizationId: 'org_1', at: expect.any(String) }
    const correlationId = (started as { correlationId: string }).correlationId
    expect(created).toEqual({ type: 'connection.created', actor: 'system', ...about })
    expect(activated).toMatchObject({ type: 'connection.activated', ...about })
    expect(started).toEqual({ type: 'login.started', initiatedBy: 'sp', correlationId, ...about })
    expect(succeeded).toEqual({
      type: 'login.succeeded',
      access: 'sign_in',
      milliseconds: 0,
      correlationId,
      ...about,
      at: '2026-01-01T12:00:02.000Z',
    })
    expect(rest.map(({ type }) => type)).toEqual([
      'login.replayed',
      'login.failed',
      'request.failed',
    ])
    expect(JSON.stringify(harness.events)).not.toMatch(/ann|@|ticket/)
  })

  it('cannot break a sign-in', async () => {
    const harness = createHarness({
      onEvent: () => {
        throw new Error('listener is broken')
      },
    })
    const { id } = await harness.activeConnection()
    const response = await harness.sso.handler(answer(id, await begin(harness, id)))
    expect(response.status).toBe(303)
  })
})
