import { describe, expect, it } from 'vitest'
import { boundedChecks, checksOfError, worstStatus } from '../../src/connection/checks.ts'
import type { CheckStatus } from '../../src/types/check.ts'
import { anyError } from '../support/error-texts.ts'

describe('the status of a report', () => {
  it.each<[string, CheckStatus, readonly CheckStatus[]]>([
    ['nothing was examined', 'unknown', []],
    ['all is well', 'pass', ['pass', 'pass']],
    ['something could not be found out', 'unknown', ['pass', 'unknown', 'pass']],
    ['something is to be seen to', 'warn', ['unknown', 'warn', 'pass']],
    ['something is wrong', 'fail', ['warn', 'fail', 'unknown', 'pass']],
  ])('where %s is %s', (_what, expected, found) => {
    expect(worstStatus(found.map((status) => ({ status })))).toBe(expected)
  })
})

describe('checks that are stored', () => {
  it('keep their order, and the worst of too many', () => {
    const check = (status: CheckStatus, index: number) => ({
      name: `${index}`,
      status,
      message: '',
    })
    const many = Array.from({ length: 80 }, (_, index) => check('pass', index))
    const checks = [...many, check('warn', 80), check('fail', 81)]
    const kept = boundedChecks(checks)
    expect(kept).toHaveLength(60)
    expect(kept.slice(-2)).toEqual([check('warn', 80), check('fail', 81)])
    expect(kept.slice(0, 58)).toEqual(many.slice(0, 58))
  })

  it('suggest no value that had to be changed to be shown', () => {
    const check = { name: 'issuer', status: 'fail', message: '' } as const
    const suggestion = 'https://idp.example.com/\u202e'
    expect(boundedChecks([{ ...check, suggestion }])).toEqual([check])
    const plain = { ...check, suggestion: 'https://idp.example.com/' }
    expect(boundedChecks([plain])).toEqual([plain])
  })
})

describe('an error as checks', () => {
  it('is one with its hint where it lists nothing', () => {
    const error = anyError('network_failed', {
      detail: { expected: 'a', received: 'b', host: 'h' },
    })
    const { code, message, hint } = error
    expect(checksOfError('discovery', error)).toEqual([
      { name: 'discovery', status: 'fail', code, message, hint, expected: 'a', received: 'b' },
    ])
    expect(checksOfError('discovery', error, 'warn')).toMatchObject([{ status: 'warn' }])
  })

  it('is one for each of its issues', () => {
    const issue = { path: 'settings.issuer', code: 'c', message: 'm', hint: 'h', suggestion: 's' }
    const issues = [issue, { ...issue, path: 'settings.endpoints' }]
    const error = anyError('connection_invalid', { issues })
    expect(checksOfError('issuer', error)).toEqual(
      issues.map((one) => ({ name: 'issuer', status: 'fail', ...one })),
    )
  })
})
