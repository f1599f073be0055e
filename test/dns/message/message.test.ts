import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../../src/dns/message/message.ts'
import { encodeQuery } from '../../../src/dns/message/query.ts'
import { isSsoError } from '../../../src/errors.ts'
import {
  answer,
  bytesOf,
  question,
  record,
  rfc8484Answer,
  rfc8484LongQuery,
  rfc8484Query,
} from './vectors.ts'

const malformed = expect.objectContaining({
  code: 'domain_dns_failed',
  retryable: true,
  detail: { reason: 'malformed' },
})
const refusal = (bytes: Uint8Array): unknown => {
  try {
    return decodeMessage(bytes)
  } catch (error) {
    return error
  }
}

describe('encodeQuery', () => {
  it('writes the questions of RFC 8484 section 4.1.1, and an OPT record behind them', () => {
    for (const [name, vector] of [
      ['www.example.com', rfc8484Query],
      [
        'a.62characterlabel-makes-base64url-distinct-from-standard-base64.example.com',
        rfc8484LongQuery,
      ],
    ] as const) {
      const expected = Buffer.from(vector, 'base64url')
      // One additional record: the root's name, type 41, 4096 octets, no flags, no options.
      expected[11] = 1
      const extension = bytesOf('00 00 29 10 00 00 00 00 00 00 00')
      expect(Buffer.from(encodeQuery(name, 1))).toEqual(Buffer.concat([expected, extension]))
    }
  })
})

describe('decodeMessage', () => {
  it('reads the question of RFC 8484 section 4.1.1', () => {
    expect(decodeMessage(Buffer.from(rfc8484Query, 'base64url'))).toEqual({
      ...{ id: 0, isResponse: false, opcode: 0, isTruncated: false, rcode: 0 },
      questions: [{ name: 'www.example.com', type: 1, class: 1 }],
      answers: [],
      udpPayloadSize: undefined,
    })
  })

  it('reads the answer of RFC 8484 section 4.2.2', () => {
    expect(decodeMessage(rfc8484Answer)).toMatchObject({
      isResponse: true,
      questions: [{ name: 'www.example.com', type: 28, class: 1 }],
      answers: [{ name: 'www.example.com', type: 28, class: 1 }],
    })
  })

  it('reads the compressed names of RFC 1035 section 4.1.4', () => {
    // The section's own example, its offset 20 included: F.ISI.ARPA, FOO.F.ISI.ARPA, ARPA, the root.
    const names = '01 46 03 49 53 49 04 41 52 50 41 00 | 03 46 4f 4f c0 14 | c0 1a | 00'.split('|')
    const [first = '', foo = '', arpa = '', root = ''] = names
    const padding = '07 70 61 64 64 69 6e 67'
    const [head, kind] = [bytesOf(`00 00 01 00 00 04 ${'00 '.repeat(6)}`), '00 01 00 01']
    // Eight octets before the first name would be a name of their own, so they are its first label.
    const message = bytesOf(
      `${padding} ${first} ${kind} ${foo} ${kind} ${arpa} ${kind} ${root} ${kind}`,
    )
    const { questions } = decodeMessage(Buffer.concat([head, message]))
    expect(questions.map(({ name }) => name)).toEqual([
      'padding.f.isi.arpa',
      'foo.f.isi.arpa',
      'arpa',
      '',
    ])
  })

  it('reads TXT records as chunks and CNAME records as names, in lower case', () => {
    const texts = record('10', '02 68 69 00 03 ff 00 41')
    const alias = record('05', '03 54 57 4f c0 10')
    expect(decodeMessage(answer([texts, alias])).answers).toEqual([
      { name: 'one.example', type: 16, class: 1, texts: ['hi', '', '\u00ff\u0000A'] },
      { name: 'one.example', type: 5, class: 1, target: 'two.example' },
    ])
  })

  it('escapes octets of a label that would look like something else', () => {
    const { answers } = decodeMessage(answer([record('05', '05 61 2e 62 5c 00 c0 10')]))
    expect(answers[0]?.target).toBe(String.raw`a\046b\092\000.example`)
  })

  it('joins the upper bits of the response code, without which BADVERS is a success', () => {
    const message = bytesOf(
      `00 00 81 80 00 01 00 00 00 00 00 01 ${question} 00 00 29 10 00 01 00 00 00 00 00`,
    )
    expect(decodeMessage(message)).toMatchObject({ rcode: 16, udpPayloadSize: 4096 })
  })

  it('reads over the records of authority on its way to the extensions', () => {
    // As servers say that there is nothing: the SOA record of the zone, then OPT.
    const authority = record('06', '00 00 00000001 00000e10 00000258 00015180 00000005')
    const message = bytesOf(
      `00 00 81 83 00 01 00 00 00 01 00 01 ${question} ${authority} 00 00 29 04 d0 00 00 00 00 00 00`,
    )
    expect(decodeMessage(message)).toMatchObject({ rcode: 3, answers: [], udpPayloadSize: 1232 })
  })

  it.each([
    ['nothing at all', ''],
    ['a cut header', '00 00 81 80 00 01 00 00 00 00 00'],
    ['no question where one is promised', '00 00 81 80 00 01 00 00 00 00 00 00'],
    ['a question without class', `00 00 81 80 00 01 00 00 00 00 00 00 01 61 00 00 10`],
    ['499 promised records', `00 00 81 80 00 01 01 f3 00 00 00 00 ${question}`],
    ['a byte too many', `00 00 81 80 00 01 00 00 00 00 00 00 ${question} 00`],
    ['a label that goes beyond the end', '00 00 81 80 00 01 00 00 00 00 00 00 05 61 62'],
    [
      'a reserved kind of label',
      `00 00 81 80 00 01 00 00 00 00 00 00 41 ${'61 '.repeat(65)} 00 00 10 00 01`,
    ],
    ['a pointer without its second byte', '00 00 81 80 00 01 00 00 00 00 00 00 c0'],
    ['a pointer at itself', '00 00 81 80 00 01 00 00 00 00 00 00 c0 0c 00 10 00 01'],
    ['a pointer forward', '00 00 81 80 00 01 00 00 00 00 00 00 c0 0e 00 00 10 00 01'],
    ['a pointer into the header', '00 00 81 80 00 01 00 00 00 00 00 00 c0 04 00 10 00 01'],
    [
      'pointers in a circle',
      '00 00 81 80 00 02 00 00 00 00 00 00 01 61 c0 12 00 10 00 01 c0 0c 00 10 00 01',
    ],
    [
      'two OPT records',
      `00 00 81 80 00 01 00 00 00 00 00 02 ${question}${' 00 00 29 10 00 00 00 00 00 00 00'.repeat(2)}`,
    ],
  ])('refuses %s', (_, hex) => expect(refusal(bytesOf(hex))).toEqual(malformed))

  it.each([
    ['no chunk', record('10', '')],
    ['a chunk that goes beyond the record', record('10', '05 61 62')],
    ['a name that ends before its record', record('05', '01 61 00 00')],
    ['a name that ends after its record', `c0 0c 00 05 00 01 00 00 00 05 00 01 01 61 00`],
    ['data beyond the message', 'c0 0c 00 10 00 01 00 00 00 05 00 09 01 61'],
  ])('refuses a record with %s', (_, hex) => expect(refusal(answer([hex]))).toEqual(malformed))

  it('refuses pointers that lead forward in the end', () => {
    // The owner of the second record points at a pointer in the data of the first, at offset 41.
    const through = (pointer: string) =>
      answer([record('63', `${pointer} 01 61 00`), record('10', '01 61', 'c0 29')])
    expect(decodeMessage(through('c0 0c')).answers[1]?.name).toBe('one.example')
    expect(refusal(through('c0 2b'))).toEqual(malformed)
  })

  it('takes a name of 255 octets, and none of 256', () => {
    // Three labels of 63, one of 61 or 62, and the end: 3 × 64 + 62 + 1 = 255.
    const label = (length: number) => `${length.toString(16)} ${'61 '.repeat(length)}`
    const nameOf = (last: number) => `${label(63).repeat(3)} ${label(last)} 00`
    const message = (last: number) =>
      bytesOf(`00 00 81 80 00 01 00 00 00 00 00 00 ${nameOf(last)} 00 10 00 01`)
    expect(decodeMessage(message(61)).questions[0]?.name).toHaveLength(253)
    expect(refusal(message(62))).toEqual(malformed)
  })

  it('X5 reads up to 500 entries of all sections, and refuses more before it reads them', () => {
    const records = (count: number) => Array.from({ length: count }, () => record('10', '01 61'))
    const own = answer(records(499))
    expect(decodeMessage(own).answers).toHaveLength(499)
    const tooMany = { code: 'domain_dns_failed', detail: { reason: 'too_large' } }
    expect(refusal(answer(records(500)))).toMatchObject(tooMany)
    for (const counts of ['01 f5 00 00 00 00 00 00', '00 01 01 f4 00 00 00 00']) {
      expect(refusal(bytesOf(`00 00 81 80 ${counts}`))).toMatchObject(tooMany)
    }
    for (const counts of ['00 01 00 00 ff ff 00 00', '00 01 00 00 00 00 ff ff']) {
      expect(refusal(bytesOf(`00 00 81 80 ${counts}`))).toMatchObject(tooMany)
    }
  })

  it('counts the octets of labels that pointers bring in', () => {
    // Each name is a label of 63 and a pointer at the name before: 65, 129, 193, 257 octets.
    const first = `3f ${'61 '.repeat(63)} 00 00 10 00 01`
    const second = `3f ${'61 '.repeat(63)} c0 0c 00 10 00 01`
    const third = `3f ${'61 '.repeat(63)} c0 51 00 10 00 01`
    const fourth = `3f ${'61 '.repeat(63)} c0 97 00 10 00 01`
    const three = `00 00 81 80 00 03 00 00 00 00 00 00 ${first} ${second} ${third}`
    expect(decodeMessage(bytesOf(three)).questions.map(({ name }) => name.length)).toEqual([
      63, 127, 191,
    ])
    const four = `00 00 81 80 00 04 00 00 00 00 00 00 ${first} ${second} ${third} ${fourth}`
    expect(refusal(bytesOf(four))).toEqual(malformed)
  })

  it('gives up on a name that only hops from pointer to pointer', () => {
    // One label, then so many pointers, each at the one before. Their owner is the last.
    const chain = (count: number): Uint8Array => {
      const pointers = Array.from({ length: count }, (_, n) =>
        (0xc000 + (n === 0 ? 12 : 12 + 17 + 12 + 2 * (n - 1))).toString(16),
      )
      const data = pointers.slice(0, -1).join('')
      // An unknown type, so that nothing of its data is read but by the pointers.
      const holder = record('63', data)
      return answer([holder, record('10', '01 61', pointers.at(-1))])
    }
    expect(decodeMessage(chain(127)).answers[1]?.name).toBe('one.example')
    expect(refusal(chain(128))).toEqual(malformed)
  })

  const valid = answer([record('05', '03 74 77 6f c0 10'), record('10', '02 68 69 01 61')])

  it('gives a message or a typed error for whatever bytes come', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(valid, rfc8484Answer),
        fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
        fc.nat(80),
        fc.uint8Array({ maxLength: 3 }),
      )
      .map(([message, changes, cut, added]) => {
        const bytes = Uint8Array.from([
          ...message.subarray(0, cut === 0 ? undefined : cut),
          ...added,
        ])
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        return bytes
      })
    const outcomes = new Set<string>()
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const result = refusal(bytes)
        const isTyped = isSsoError(result, 'domain_dns_failed')
        outcomes.add(isTyped ? 'error' : 'message')
        expect(isTyped || !(result instanceof Error)).toBe(true)
      }),
      { numRuns: 5000 },
    )
    expect(outcomes).toEqual(new Set(['error', 'message']))
  })

  it('reads no message that was cut anywhere', () => {
    for (let length = 0; length < valid.length; length += 1) {
      expect(refusal(valid.subarray(0, length))).toEqual(malformed)
    }
    expect(decodeMessage(valid).answers).toHaveLength(2)
  })
})
