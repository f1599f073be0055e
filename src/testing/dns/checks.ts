import assert from 'node:assert/strict'
import type { DnsResolver } from '../../dns/port.ts'
import type { TestDnsServer } from './server.ts'
import type { TestDnsZone } from './zone.ts'

/** Examines one sentence of the contract of `DnsResolver` against a server with `checkedZone`. */
export type DnsCheck = (dns: DnsResolver, server: TestDnsServer) => Promise<void>

const long = 'x'.repeat(400)
const many = Array.from({ length: 60 }, (_, index) => `${index} ${'y'.repeat(240)}`)
const tooMany = Array.from({ length: 250 }, (_, index) => `${index} ${'z'.repeat(200)}`)

export const checkedZone: TestDnsZone = {
  'one.example': { txt: ['the only value'] },
  'several.example': { txt: ['first', 'second', 'third'] },
  'chunks.example': { txt: [['part one, ', 'part two', '']] },
  'long.example': { txt: [long] },
  'empty.example': { txt: [''] },
  'without.example': { txt: [] },
  'below.without-records.example': { txt: ['value'] },
  '_label.one.example': { txt: ['value at a label'] },
  'alias.example': { cname: 'second-alias.example' },
  'second-alias.example': { cname: 'one.example' },
  'alias-to-nothing.example': { cname: 'nowhere.example' },
  'circle.example': { cname: 'other-circle.example' },
  'other-circle.example': { cname: 'circle.example' },
  'itself.example': { cname: 'itself.example' },
  '*.wild.example': { txt: ['value of the wildcard'] },
  'upper.example': { txt: ['value in capitals'], spelling: 'upper' },
  'many.example': { txt: many },
  'too-many.example': { txt: tooMany },
  'servfail.example': { failure: 'SERVFAIL' },
  'refused.example': { failure: 'REFUSED' },
  'garbage.example': { failure: 'garbage' },
  'silence.example': { failure: 'silence' },
  'alias-to-servfail.example': { cname: 'servfail.example' },
}

const rejecting = (kinds: readonly string[]): Readonly<Record<string, DnsCheck>> =>
  Object.fromEntries(
    kinds.map((kind): [string, DnsCheck] => [
      `rejects instead of giving an empty list: ${kind}`,
      async (dns) => assert.rejects(textsAt(dns, `${kind}.example`), isError),
    ]),
  )

export const dnsChecks: Readonly<Record<string, DnsCheck>> = {
  'gives a TXT record': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'one.example'), ['the only value'])
    assert.deepEqual(await textsAt(dns, '_label.one.example'), ['value at a label'])
  },
  'gives all TXT records of a name, each for itself': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'several.example'), ['first', 'second', 'third'])
  },
  'gives the chunks of a record in order, with nothing between them': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'chunks.example'), ['part one, part two'])
    assert.deepEqual(await textsAt(dns, 'long.example'), [long])
    assert.deepEqual(await textsAt(dns, 'empty.example'), [''])
  },
  'gives an empty list where the name does not exist': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'nowhere.example'), [])
    assert.deepEqual(await textsAt(dns, 'alias-to-nothing.example'), [])
  },
  'gives an empty list where the name has no TXT record': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'without.example'), [])
    assert.deepEqual(await textsAt(dns, 'without-records.example'), [])
  },
  'follows CNAME records': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'alias.example'), ['the only value'])
  },
  'comes to an end where CNAME records lead in a circle': async (dns) => {
    for (const name of ['circle.example', 'itself.example']) {
      const [outcome] = await Promise.allSettled([textsAt(dns, name)])
      if (outcome.status === 'fulfilled') assert.deepEqual(outcome.value, [])
    }
  },
  'gives what a wildcard says': async (dns) => {
    const texts = await textsAt(dns, 'any.thing.wild.example')
    assert.deepEqual(texts, ['value of the wildcard'])
  },
  'takes no notice of upper and lower case in names of the answer': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'upper.example'), ['value in capitals'])
  },
  'gives answers that are too long for one datagram': async (dns) => {
    assert.deepEqual(await textsAt(dns, 'many.example'), [...many].toSorted())
  },
  'gives all of very many records or rejects, never a part': async (dns) => {
    const [outcome] = await Promise.allSettled([textsAt(dns, 'too-many.example')])
    if (outcome.status === 'fulfilled') assert.deepEqual(outcome.value, [...tooMany].toSorted())
  },
  ...rejecting(['servfail', 'refused', 'alias-to-servfail']),
  'keeps questions at the same time apart': async (dns, server) => {
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    for (const number of numbers) server.setTxt(`n${number}.example`, [`value ${number}`])
    const answers = await Promise.all(numbers.map(async (n) => textsAt(dns, `n${n}.example`)))
    assert.deepEqual(
      answers,
      numbers.map((number) => [`value ${number}`]),
    )
  },
  'sees a change as soon as the time to live of the old answer is over': async (dns, server) => {
    assert.deepEqual(await textsAt(dns, 'new.example'), [])
    server.setTxt('new.example', ['now there'])
    assert.deepEqual(await textsAt(dns, 'new.example'), ['now there'])
    server.setTxt('new.example', ['changed'])
    assert.deepEqual(await textsAt(dns, 'new.example'), ['changed'])
  },
  'asks nothing where its signal was aborted before, and rejects with its reason': async (
    dns,
    server,
  ) => {
    const reason = new Error('no longer wanted')
    const signal = AbortSignal.abort(reason)
    const isReason = (error: unknown): boolean => error === reason
    await assert.rejects(async () => dns.resolveTxt('one.example', { signal }), isReason)
    assert.equal(server.questions, 0)
  },
  'gives up when its signal is aborted, and rejects with its reason': async (dns) => {
    const reason = new Error('no longer wanted')
    const controller = new AbortController()
    const { signal } = controller
    const settled = Promise.allSettled([dns.resolveTxt('silence.example', { signal })])
    await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort(reason)
    const [outcome] = await Promise.race([settled, tooLate()])
    assert.equal(outcome.status === 'rejected' ? outcome.reason : 'an answer', reason)
  },
}

/** Half of what the resolver would wait by itself. */
const TOO_LATE_MILLISECONDS = 5000

async function tooLate(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, TOO_LATE_MILLISECONDS).unref())
  return assert.fail('it still waits for an answer')
}

/** Cases that no answer ends, so that they take as long as the resolver waits. */
export const unansweredChecks: Readonly<Record<string, DnsCheck>> = rejecting([
  'silence',
  'garbage',
])

/** Cases of the optional `resolveCname`. */
export const cnameChecks: Readonly<Record<string, DnsCheck>> = {
  'resolveCname gives what a CNAME record at exactly this name points to': async (dns) => {
    assert.deepEqual(await dns.resolveCname?.('alias.example', {}), ['second-alias.example'])
  },
  'resolveCname gives an empty list where there is no CNAME record': async (dns) => {
    assert.deepEqual(await dns.resolveCname?.('one.example', {}), [])
    assert.deepEqual(await dns.resolveCname?.('nowhere.example', {}), [])
  },
  'resolveCname rejects where the answer is not known': async (dns) => {
    await assert.rejects(async () => dns.resolveCname?.('servfail.example', {}), isError)
  },
}

/** The joined records, in an order that is always the same. */
async function textsAt(dns: DnsResolver, name: string): Promise<string[]> {
  const records = await dns.resolveTxt(name, {})
  return records.map((chunks) => chunks.join('')).toSorted()
}

const isError = (error: unknown): boolean => error instanceof Error
