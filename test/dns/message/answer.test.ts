import { describe, expect, it } from 'vitest'
import { targetsFrom, textsFrom } from '../../../src/dns/message/answer.ts'
import { decodeMessage } from '../../../src/dns/message/message.ts'
import { answer, bytesOf, question, record } from './vectors.ts'

const name = 'one.example'
const texts = (bytes: Uint8Array): unknown => attempt(() => textsFrom(decodeMessage(bytes), name))
const failure = (reason: string) => ({ code: 'domain_dns_failed', detail: { reason } })

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

/** `two.example` and so on, as labels before the rest of the question's name. */
const nameAt = (label: string): string =>
  `${[label.length, ...Buffer.from(label)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} c0 10`
const alias = (from: string, to: string): string => record('05', nameAt(to), nameAt(from))
const text = (of: string, value = '02 68 69'): string => record('10', value, nameAt(of))

describe('textsFrom', () => {
  it('gives the records of the name, in the order of the message', () => {
    expect(texts(answer([text('one'), text('one', '01 61 01 62')]))).toEqual([['hi'], ['a', 'b']])
  })

  it('gives nothing where the name does not exist, or has no TXT record', () => {
    expect(texts(answer([], '81 83'))).toEqual([])
    expect(texts(answer([]))).toEqual([])
  })

  it('leaves out records of other names, types and classes', () => {
    const chaos = text('one').replace('00 10 00 01', '00 10 00 03')
    expect(texts(answer([text('two'), record('63', '02 68 69'), chaos]))).toEqual([])
    expect(texts(answer([text('two'), text('one', '01 61')]))).toEqual([['a']])
  })

  it('follows CNAME records, in whichever order they come', () => {
    const chain = [text('three', '01 63'), alias('two', 'three'), alias('one', 'two')]
    expect(texts(answer(chain))).toEqual([['c']])
    expect(texts(answer(chain.toReversed()))).toEqual([['c']])
    expect(texts(answer([alias('one', 'two')]))).toEqual([])
  })

  it('does not take records at a name that is an alias, nor at one off the way', () => {
    const chain = [text('one', '01 61'), alias('one', 'two'), text('two', '01 62')]
    expect(texts(answer([...chain, text('three', '01 63')]))).toEqual([['b']])
  })

  it('follows 16 CNAME records, and no more', () => {
    const chain = (steps: number) => [
      ...Array.from({ length: steps }, (_, n) => alias(n === 0 ? 'one' : `n${n}`, `n${n + 1}`)),
      text(`n${steps}`, '01 61'),
    ]
    expect(texts(answer(chain(16)))).toEqual([['a']])
    expect(texts(answer(chain(17)))).toMatchObject(failure('loop'))
  })

  it.each([
    ['itself', [alias('one', 'one')]],
    ['the first', [alias('one', 'two'), alias('two', 'one')]],
    ['a later one', [alias('one', 'two'), alias('two', 'three'), alias('three', 'two')]],
  ])('refuses CNAME records that lead back to %s', (_, records) => {
    expect(texts(answer(records))).toMatchObject(failure('loop'))
  })

  it('refuses to choose between two CNAME records of one name', () => {
    const both = [alias('one', 'two'), alias('one', 'three')]
    expect(texts(answer([...both, text('two')]))).toMatchObject(failure('malformed'))
    expect(texts(answer([alias('one', 'two'), alias('one', 'two'), text('two')]))).toEqual([['hi']])
  })

  it.each([
    ['SERVFAIL', '81 82', 'servfail'],
    ['REFUSED', '81 85', 'refused'],
    ['FORMERR', '81 81', 'failed'],
    ['NOTIMP', '81 84', 'failed'],
    ['TC, a part of it being there', '83 80', 'truncated'],
    ['NXDOMAIN that was cut off', '83 83', 'truncated'],
    ['a question instead of an answer', '01 00', 'mismatch'],
    ['another kind of message', 'a8 00', 'mismatch'],
  ])('refuses %s', (_, flags, reason) => {
    expect(texts(answer([text('one')], flags))).toMatchObject(failure(reason))
  })

  it('refuses an answer to another question', () => {
    const changed = (from: string, to: string): Uint8Array =>
      bytesOf(
        Buffer.from(answer([text('one')]))
          .toString('hex')
          .replace(from, to),
      )
    const asked = question.replaceAll(' ', '')
    expect(texts(changed('none', 'none'))).toEqual([['hi']])
    // Another id, name, type and class, and none.
    expect(texts(changed('0000', '0001'))).toMatchObject(failure('mismatch'))
    expect(texts(changed(asked, asked.replace('036f6e65', '036f6e66')))).toMatchObject(
      failure('mismatch'),
    )
    expect(texts(changed(asked, asked.replace('00100001', '00050001')))).toMatchObject(
      failure('mismatch'),
    )
    expect(texts(changed(asked, asked.replace('00100001', '00100003')))).toMatchObject(
      failure('mismatch'),
    )
    expect(texts(bytesOf('00 00 81 80 00 00 00 00 00 00 00 00'))).toMatchObject(failure('mismatch'))
    const twice = bytesOf(`00 00 81 80 00 02 00 00 00 00 00 00 ${question} ${question}`)
    expect(texts(twice)).toMatchObject(failure('mismatch'))
  })

  it('takes a question that is repeated in capitals', () => {
    const capitals = answer([text('one')])
    capitals.set(Buffer.from('ONE'), 13)
    expect(texts(capitals)).toEqual([['hi']])
  })
})

describe('targetsFrom', () => {
  const targets = (bytes: Uint8Array): unknown =>
    attempt(() => targetsFrom(decodeMessage(bytes), name))
  const askedForAlias = (records: readonly string[], flags?: string): Uint8Array => {
    const bytes = answer(records, flags)
    bytes[26] = 5
    return bytes
  }

  it('gives the target at exactly this name', () => {
    const chain = [alias('one', 'two'), alias('two', 'three')]
    expect(targets(askedForAlias(chain))).toEqual(['two.example'])
    expect(targets(askedForAlias([alias('two', 'three')]))).toEqual([])
    expect(targets(askedForAlias([], '81 83'))).toEqual([])
  })

  it('refuses as textsFrom does', () => {
    expect(targets(askedForAlias([], '81 82'))).toMatchObject(failure('servfail'))
    expect(targets(answer([alias('one', 'two')]))).toMatchObject(failure('mismatch'))
  })
})
