import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { usage } from '../../src/cli/usage.ts'

const page = readFileSync('docs/cli.md', 'utf8')

describe('docs/cli.md', () => {
  it('tells of every command', () => {
    const commands = [...usage.matchAll(/^ {2}ssokit (\w+( [a-z]+)?)/gm)].map(([, name]) => name)
    expect(commands).toHaveLength(6)
    for (const name of commands) expect(page).toContain(`ssokit ${name}`)
  })

  it('tells of every option of the commands that are explained there', () => {
    const explained = usage.slice(usage.indexOf('  ssokit guide'), usage.indexOf('Exit codes'))
    const options = new Set([...explained.matchAll(/--[a-z-]+/g)].map(([name]) => name))
    expect(options.size).toBeGreaterThan(10)
    for (const name of options) expect(page, name).toContain(`${name}`)
  })

  it('tells of every exit code', () => {
    for (const code of ['0', '1', '2', '3']) {
      expect(usage).toMatch(new RegExp(`^ {2}${code} {2}`, 'm'))
      expect(page).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'))
    }
  })
})
