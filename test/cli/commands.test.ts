import { describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { usage } from '../../src/cli/usage.ts'
import { secretProblem } from '../../src/config/secrets.ts'

describe('ssokit secret generate', () => {
  it('CL-2 prints a secret that createSso takes', () => {
    const { exitCode, stdout, stderr } = runCommand(['secret', 'generate'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    // 32 bytes in base64url without padding: ceil(32 * 4 / 3) characters.
    expect(stdout).toMatch(/^[\w-]{43}\n$/)
    expect(secretProblem(stdout.trim())).toBeUndefined()
  })

  it('prints another one each time', () => {
    const secrets = Array.from({ length: 100 }, () => runCommand(['secret', 'generate']).stdout)
    expect(new Set(secrets).size).toBe(100)
  })

  it.each([[['secret', 'generate', '--json']], [['--json', 'secret', 'generate']]])(
    'prints JSON for machines: %j',
    (args) => {
      const { secret, ...others } = JSON.parse(runCommand(args).stdout)
      expect(secretProblem(secret)).toBeUndefined()
      expect(others).toEqual({})
    },
  )
})

describe('ssokit', () => {
  it('fits into 80 columns', () => {
    const widths = usage.split('\n').map(({ length }) => length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(80)
  })

  it.each([[[]], [['--help']], [['-h']], [['secret', '--help']]])('explains itself: %j', (args) => {
    const { exitCode, stdout } = runCommand(args)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('ssokit secret generate')
  })

  it.each([
    [['secret']],
    [['secret', 'generate', 'now']],
    [['generate']],
    [['secrets', 'generate']],
  ])('does not guess: %j', (args) => {
    const { exitCode, stdout, stderr } = runCommand(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('does not know')
  })
})
