import { describe, expect, it } from 'vitest'
import { traceChecks } from '../../src/trace/checks.ts'
import type { LoginStep } from '../../src/types/trace.ts'

const check = (name: string, needs: readonly string[] = []) => ({
  ...{ name, codes: [`${name}_wrong`] },
  ...(needs.length > 0 ? { needs } : {}),
})
const steps: readonly LoginStep[] = [
  { step: 'door', checks: [check('door')] },
  { step: 'token', checks: [check('form'), check('signature'), check('audience')] },
  { step: 'extra', checks: [check('extra')] },
  {
    step: 'content',
    mode: 'together',
    checks: [check('subject'), check('recipient', ['subject']), check('times')],
  },
  { step: 'access', checks: [check('groups')] },
]
const failure = (code: string, more: object = {}) => ({ code, hint: `mend ${code}`, ...more })
const trail = (reached: readonly string[], noted: readonly (readonly [string, object])[] = []) => ({
  reached: [...reached],
  noted: new Map(noted) as never,
})
/** `+` passed, `-` failed, `.` skipped. */
const drawn = (...args: Parameters<typeof traceChecks>) =>
  traceChecks(...args)
    .map(({ name, status }) => `${{ pass: '+', fail: '-', skipped: '.' }[status]}${name}`)
    .join(' ')

describe('the checks of an attempt', () => {
  it('pass where their step was reached, if it ended well', () => {
    expect(drawn(steps, trail(['door', 'token', 'content']), undefined)).toBe(
      '+door +form +signature +audience .extra +subject +recipient +times .groups',
    )
  })

  it('pass before the failure, and are skipped after it', () => {
    expect(drawn(steps, trail(['door', 'token']), failure('signature_wrong'))).toBe(
      '+door +form -signature .audience .extra .subject .recipient .times .groups',
    )
  })

  it('are not passed by a step that had not begun', () => {
    expect(drawn(steps, trail(['door']), failure('door_wrong'))).toMatch(/^-door \.form/)
    expect(drawn(steps, trail([]), failure('door_wrong'))).toMatch(/^-door \.form/)
  })

  it('stand beside each other where all were made, but for those that need another', () => {
    const issues = ['subject_wrong', 'times_wrong'].map((code) => failure(code))
    const reached = ['door', 'token', 'content']
    expect(drawn(steps, trail(reached), failure('subject_wrong', { issues }))).toBe(
      '+door +form +signature +audience .extra -subject .recipient -times .groups',
    )
    expect(drawn(steps, trail(reached), failure('times_wrong'))).toMatch(
      /\+subject \+recipient -times/,
    )
  })

  it('show what failed of an earlier kind, and nothing of the step that it came in', () => {
    expect(drawn(steps, trail(['door', 'token', 'content']), failure('form_wrong'))).toBe(
      '+door -form +signature +audience .extra .subject .recipient .times .groups',
    )
  })

  it('show contradictions that an unverified part had besides, and pass nothing for it', () => {
    const issues = [failure('signature_wrong'), failure('times_wrong')]
    expect(drawn(steps, trail(['door', 'token']), failure('signature_wrong', { issues }))).toBe(
      '+door +form -signature .audience .extra .subject .recipient -times .groups',
    )
  })

  it('name the step in which something else went wrong', () => {
    expect(drawn(steps, trail(['door', 'token']), failure('internal_error'))).toBe(
      '+door -token .form .signature .audience .extra .subject .recipient .times .groups',
    )
    expect(drawn(steps, trail(['door', 'token', 'extra']), failure('network_failed'))).toMatch(
      /\+audience -extra \.subject/,
    )
    expect(drawn(steps, trail(['unheard_of']), failure('internal_error'))).toMatch(
      /^-sign_in \.door/,
    )
  })

  it('report for themselves what the access decision said', () => {
    const said = trail(['door', 'access'], [['groups', { status: 'pass' }]])
    expect(drawn(steps, said, undefined)).toMatch(/\+groups$/)
    expect(drawn(steps, said, failure('internal_error'))).toMatch(/-access \+groups$/)
    expect(drawn(steps, said, failure('groups_wrong'))).toMatch(/-groups$/)
  })

  it('say each what it expected and received, the first of several findings', () => {
    const issues = [
      failure('times_wrong', { detail: { received: 'first' } }),
      failure('times_wrong', { detail: { received: 'second' } }),
      failure('subject_wrong', { detail: { received: 'nobody' } }),
    ]
    const found = traceChecks(
      steps,
      trail(['content']),
      failure('times_wrong', { issues, detail: { received: 'first' } }),
    )
    expect(found.filter(({ status }) => status === 'fail')).toMatchObject([
      { name: 'subject', received: 'nobody' },
      { name: 'times', received: 'first', code: 'times_wrong', hint: 'mend times_wrong' },
    ])
  })

  it('take the words of a console for a hint that is said of any', () => {
    const hints = new Map([['mend door_wrong', 'In Okta open the door.']])
    const okta: readonly LoginStep[] = [{ step: 'door', checks: [{ ...check('door'), hints }] }]
    const hintOf = (hint: string) =>
      traceChecks(okta, trail(['door']), { code: 'door_wrong', hint })[0]?.hint
    expect(hintOf('mend door_wrong')).toBe('In Okta open the door.')
    // What the provider's own words led to knows more.
    expect(hintOf('The door is on the left.')).toBe('The door is on the left.')
  })

  it('T4 quote nothing once something was decrypted', () => {
    const sealed: readonly LoginStep[] = [
      { step: 'decryption', isDecrypting: true, checks: [check('decryption')] },
      ...steps,
    ]
    const found = failure('times_wrong', { detail: { expected: 'now', received: 'secret' } })
    const received = (reached: readonly string[]) =>
      traceChecks(sealed, trail(reached), found).find(({ name }) => name === 'times')
    expect(received(['content'])).toMatchObject({ expected: 'now', received: 'secret' })
    expect(received(['decryption', 'content'])).not.toHaveProperty('received')
    expect(received(['decryption', 'content'])).toMatchObject({ expected: 'now' })
  })
})
