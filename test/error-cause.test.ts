import { describe, expect, it } from 'vitest'
import { SsoError } from '../src/index.ts'

describe('the cause of an error', () => {
  it('T4 escapes and cuts what a cause quotes', () => {
    const cause = Object.assign(new Error(`crit "\u202e${'x'.repeat(400)}"`), {
      code: 'ERR_JOSE_NOT_SUPPORTED',
    })
    const { message = '' } = new SsoError('internal_error', { cause }).cause ?? {}
    expect(message).toContain('\\u{202e}')
    expect(message.length).toBeLessThan(220)
  })
})
