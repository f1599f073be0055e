import { describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import { type RotateTools, rotateCommand } from '../../src/cli/rotate.ts'
import { memoryStorage } from '../../src/storage/memory/index.ts'
import { asSystem, fakeConnection, secretA, secretB } from '../support/harness.ts'
import { plainSecret, rotationScene, sealsOf } from '../support/rotation.ts'

/** The tools of a process whose module exports this `Sso`. */
function toolsFor(sso: Awaited<ReturnType<RotateTools['load']>>, milliseconds: number[] = []) {
  const loaded: string[] = []
  const shown: string[] = []
  const tools: RotateTools = {
    load: async (path) => {
      loaded.push(path)
      return sso
    },
    show: (line) => void shown.push(line),
    now: () => milliseconds.shift() ?? 0,
  }
  return { tools, loaded, shown }
}

async function sceneWith(count: number) {
  const storage = memoryStorage()
  const scene = rotationScene(storage)
  const withSecret = { ...fakeConnection, secrets: { apiKey: plainSecret } }
  for (let n = 0; n < count; n++) await scene.before.sso.connections.create(withSecret, asSystem)
  return { ...scene, storage }
}

describe('ssokit secret rotate', () => {
  it('seals everything anew and says when the other secrets can go', async () => {
    const { storage, rotating } = await sceneWith(3)
    const { tools, loaded, shown } = toolsFor(rotating.sso)
    const answer = await rotateCommand(['secret', 'rotate'], tools)
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
    expect(answer?.stdout).toContain('Looked at 3 connections and 0 sessions.')
    expect(answer?.stdout).toContain('Sealed anew: 3 secrets, 0 sessions.')
    expect(answer?.stdout).toContain('from 2026-01-01T12:10:00.000Z on')
    expect(await sealsOf(storage)).toEqual({ a: 0, b: 3 })
    expect({ loaded, shown }).toEqual({ loaded: ['./sso.js'], shown: [] })
  })

  it('T4 lets nothing that failed move the cursor of a terminal', async () => {
    const evil = '\u001b[2J\u202eall is well'
    const { tools } = toolsFor({ rotateSecrets: () => Promise.reject(new Error(evil)) })
    const failed = await rotateCommand(['secret', 'rotate'], tools)
    expect(failed).toMatchObject({ exitCode: 1, stderr: '\\u{1b}[2J\\u{202e}all is well\n' })
    const report = {
      ...{ connections: 1, sessions: 0, resealed: { secrets: 0, sessions: 0 } },
      unreadable: {
        count: 1,
        first: [{ connectionId: 'con_1', organizationId: 'org_1', field: evil }],
      },
      isComplete: false,
    }
    const found = toolsFor({ rotateSecrets: async () => report })
    for (const args of [[], ['--json']]) {
      const answer = await rotateCommand(['secret', 'rotate', ...args], found.tools)
      expect(answer?.stdout).toContain('all is well')
      expect(answer?.stdout).not.toMatch(/[\u001b\u202e]/)
    }
  })

  it.each([
    [['secret', 'rotate', '--json', '--config', './lib/sso.mjs']],
    [['--config', './lib/sso.mjs', '--json', 'secret', 'rotate']],
    [['secret', '--json', 'rotate', '--config=./lib/sso.mjs']],
  ])('prints JSON for machines and takes another module: %j', async (args) => {
    const { rotating } = await sceneWith(1)
    const { tools, loaded } = toolsFor(rotating.sso)
    const answer = await rotateCommand(args, tools)
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(answer?.stdout ?? '')).toMatchObject({
      ...{ connections: 1, resealed: { secrets: 1 }, isComplete: true },
    })
    expect(loaded).toEqual(['./lib/sso.mjs'])
  })

  it('shows how far it is to whoever waits longer than a second, once a second', async () => {
    const { rotating } = await sceneWith(301)
    // When it starts, after each of four pages, and again for each line that is shown.
    const { tools, shown } = toolsFor(rotating.sso, [0, 999, 1000, 1000, 1999, 2001, 2001])
    await rotateCommand(['secret', 'rotate'], tools)
    expect(shown).toEqual([
      '200 connections, 0 sessions: sealed anew 200 secrets, 0 sessions',
      '301 connections, 0 sessions: sealed anew 301 secrets, 0 sessions',
    ])
  })

  it('names what opens with none of the secrets, and ends with 3', async () => {
    const { after } = await sceneWith(102)
    const { tools } = toolsFor(after.sso)
    const answer = await rotateCommand(['secret', 'rotate'], tools)
    expect(answer).toMatchObject({ exitCode: 3, stderr: '' })
    expect(answer?.stdout).toContain('102 values open with none of the `secrets`.')
    expect(answer?.stdout.match(/^ {2}connection con_[\w-]+, apiKey$/gm)).toHaveLength(100)
    expect(answer?.stdout).toContain('\n  …\n')
    expect(answer?.stdout).not.toContain('can be removed')
  })

  it('says that it was ended early, and ends with 3', async () => {
    const { rotating } = await sceneWith(1)
    const { tools } = toolsFor(rotating.sso)
    const answer = await rotateCommand(['secret', 'rotate'], {
      ...tools,
      signal: AbortSignal.abort(),
    })
    expect(answer).toMatchObject({ exitCode: 3 })
    expect(answer?.stdout).toContain('Call it again: it goes on.')
  })

  it('ends with 1 where the storage fails', async () => {
    const storage = memoryStorage()
    const connections = {
      ...storage.connections,
      list: () => Promise.reject(new Error('password of the database')),
    }
    const { rotating } = rotationScene({ ...storage, connections })
    const { tools } = toolsFor(rotating.sso)
    expect(await rotateCommand(['secret', 'rotate'], tools)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'The storage failed in connections.list. Call it again: it goes on.\n',
    })
  })

  it('ends with 1 where the module cannot be loaded', async () => {
    const load = () => Promise.reject(new Error('./sso.js exports no Sso.'))
    const { tools } = toolsFor({ rotateSecrets: () => Promise.reject(new Error('never')) })
    expect(await rotateCommand(['secret', 'rotate'], { ...tools, load })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: './sso.js exports no Sso.\n',
    })
  })

  it.each([
    [['secret', 'rotate', 'now']],
    [['secret', 'rotate', '--fast']],
    [['secret', 'rotate', '--config']],
  ])('does not guess: %j', async (args) => {
    const { rotating, storage } = await sceneWith(1)
    const { tools, loaded } = toolsFor(rotating.sso)
    expect(await rotateCommand(args, tools)).toMatchObject({ exitCode: 2, stdout: '' })
    expect(loaded).toEqual([])
    expect(await sealsOf(storage)).toEqual({ a: 1, b: 0 })
  })

  it.each([
    [['secret', 'generate']],
    [['schema', '--dialect', 'sqlite']],
    [[]],
    [['secret', 'rotate', '--help']],
    [['-h', 'secret', 'rotate']],
  ])('leaves other command lines alone: %j', async (args) => {
    const { rotating } = await sceneWith(0)
    expect(await rotateCommand(args, toolsFor(rotating.sso).tools)).toBeUndefined()
    expect(runCommand(args).exitCode).toBe(0)
  })

  it('prints no secret', async () => {
    const { rotating, after } = await sceneWith(1)
    const answers = [
      await rotateCommand(['secret', 'rotate'], toolsFor(after.sso).tools),
      await rotateCommand(['secret', 'rotate', '--json'], toolsFor(rotating.sso).tools),
    ]
    for (const secret of [plainSecret, secretA, secretB]) {
      expect(JSON.stringify(answers)).not.toContain(secret)
    }
  })
})
