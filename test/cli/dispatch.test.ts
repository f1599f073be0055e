import { describe, expect, it } from 'vitest'
import { dispatch } from '../../src/cli/dispatch.ts'
import { usage } from '../../src/cli/usage.ts'
import { cliTools } from '../support/cli.ts'

describe('a command line', () => {
  it.each([
    [['guide'], '--product NAME is missing'],
    [['--json', 'guide'], '--product NAME is missing'],
    [['--product', 'inspect', 'guide'], 'Say whose guide it is'],
    [['inspect'], 'ssokit inspect needs a FILE'],
    [['--at', '2026-01-31T12:00:00Z', 'inspect'], 'ssokit inspect needs a FILE'],
    [['doctor', 'now'], 'ssokit doctor does not know "now"'],
    [['secret', 'rotate', 'now'], 'ssokit does not know "now"'],
    [['guides'], 'ssokit does not know "guides"'],
  ])('leads to its command: %j', async (args, problem) => {
    const { tools, loaded, read } = cliTools()
    const { exitCode, stdout, stderr } = await dispatch(args, tools)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(problem)
    expect(stderr).toContain(usage)
    expect({ loaded, read }).toEqual({ loaded: [], read: [] })
  })

  it.each([[['doctor', '--help']], [['-h', 'guide']], [['inspect', 'file', '-h']], [[]]])(
    'explains itself: %j',
    async (args) => {
      const { tools, loaded, read } = cliTools()
      expect(await dispatch(args, tools)).toEqual({ exitCode: 0, stdout: usage, stderr: '' })
      expect({ loaded, read }).toEqual({ loaded: [], read: [] })
    },
  )

  it('T4 does not repeat what a terminal would obey', async () => {
    const { stderr } = await dispatch(['inspect', 'a', '\u001b[2J'], cliTools().tools)
    expect(stderr).not.toContain('\u001b')
  })
})
