import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { publicMessages } from '../src/error-entry.ts'
import { anyError, errorTexts } from './support/error-texts.ts'
import { printable, type SsoErrorCode } from '../src/errors.ts'
import { isSsoError, SsoError, unsafeCauseOf } from '../src/index.ts'

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2VjcmV0'

describe('SsoError', () => {
  it.each(Object.entries(errorTexts))('%s has status, sentence and hint', (code, entry) => {
    const error = new SsoError(code as SsoErrorCode, { entry })
    expect(error).toMatchObject({ code, status: entry.status, retryable: entry.retryable })
    expect(error.message.length).toBeGreaterThan(15)
    expect(error.hint.length).toBeGreaterThan(10)
    expect(Object.values(publicMessages)).toContain(error.publicMessage)
    expect(error.status).toBeGreaterThanOrEqual(400)
    expect(error.status).toBeLessThan(600)
  })

  it('is recognised by its brand, also from another copy of the package', () => {
    class Foreign extends Error {
      readonly code = 'login_replayed'
      constructor() {
        super('x')
        Object.defineProperty(this, Symbol.for('ssokit.SsoError'), { value: true })
      }
    }
    expect(isSsoError(new SsoError('login_replayed'))).toBe(true)
    expect(isSsoError(new Foreign(), 'login_replayed')).toBe(true)
    expect(isSsoError(new Foreign(), 'login_flow_missing')).toBe(false)
    for (const other of [new Error('x'), null, undefined, 'login_replayed', { code: 'x' }]) {
      expect(isSsoError(other)).toBe(false)
    }
  })

  it('prints what it has, and nothing of what it has not', () => {
    expect(Object.keys(new SsoError('login_replayed'))).toEqual([
      ...['name', 'code', 'publicKey', 'publicMessage', 'hint', 'status', 'retryable'],
    ])
  })

  it('keeps the inner error out of inspect, JSON and the stack', () => {
    const inner = Object.assign(new Error(`Unexpected token in ${token}`), {
      code: 'EWHATEVER',
      response: { id_token: token },
    })
    inner.stack = `Error: ${token}`
    const error = new SsoError('internal_error', { cause: inner })
    const shown =
      inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + error.stack
    expect(shown).not.toContain(token)
    expect(error.cause).toEqual({ name: 'Error', code: 'EWHATEVER' })
    expect(unsafeCauseOf(error)).toBe(inner)
    expect(unsafeCauseOf(new SsoError('internal_error'))).toBeUndefined()
    expect(unsafeCauseOf('x')).toBeUndefined()
  })

  it.each<[string, unknown, unknown]>([
    [
      'a library error that names claims only',
      Object.assign(new Error('unexpected "aud" claim value'), {
        code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
        payload: { token },
      }),
      {
        name: 'Error',
        code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
        message: 'unexpected "aud" claim value',
      },
    ],
    [
      'an error of ours',
      anyError('network_timeout'),
      expect.objectContaining({ code: 'network_timeout' }),
    ],
    [
      'an error with a code that could hold anything',
      Object.assign(new Error('x'), { code: token }),
      { name: 'Error' },
    ],
    ['a thrown text', token, { name: 'string' }],
    ['a thrown null', null, { name: 'object' }],
  ])('reduces %s', (_what, cause, expected) => {
    expect(new SsoError('internal_error', { cause }).cause).toEqual(expected)
  })

  it('writes all of itself, and nothing else, as JSON', () => {
    const error = anyError('connection_invalid', {
      issues: [{ path: 'a', code: 'b', message: 'c', hint: 'd' }],
      connectionId: 'con_1',
      detail: { field: 'a' },
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'connection_invalid',
      message: error.message,
      publicMessage: 'This request could not be understood.',
      hint: error.hint,
      status: 422,
      retryable: false,
      issues: [{ path: 'a', code: 'b', message: 'c', hint: 'd' }],
      detail: { field: 'a' },
      connectionId: 'con_1',
    })
  })
})

describe('printable', () => {
  it.each([
    ['plain', 'plain'],
    ['a\nb', 'a\\u{a}b'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['a\u202eb\u2066', 'a\\u{202e}b\\u{2066}'],
    ['\u200b\ufeff\u2028', '\\u{200b}\\u{feff}\\u{2028}'],
    ['\ud800', '\\u{d800}'],
    ['x'.repeat(201), `${'x'.repeat(200)}…`],
    ['grüße 😀', 'grüße 😀'],
  ])('T4 makes %j safe for a log line', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })
})
