import { describe, expect, it, vi } from 'vitest'
import { isSsoError, type SsoIssue } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { asSystem, createHarness, fakeConnection } from '../support/harness.ts'

const issue: SsoIssue = {
  ...{ path: 'secrets.apiKey', code: 'connection_value_invalid' },
  ...{ message: 'The key is none.', hint: 'Copy it again.' },
}

/** A protocol that knows its secrets by their first letter. */
function scene() {
  const secretIssues = vi.fn(async ({ apiKey = 'k' }: Readonly<Record<string, string>>) =>
    apiKey.startsWith('k') ? [] : [issue],
  )
  const harness = createHarness({ providers: [fakeProvider({ secretIssues })] })
  const enter = (secrets: Record<string, string | null>) =>
    harness.sso.connections.create({ ...fakeConnection, secrets }, asSystem)
  return { ...harness, secretIssues, enter }
}

const issuesOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: unknown) => (isSsoError(error, 'connection_invalid') ? (error.issues ?? []) : [error]),
  )

describe('secrets that are entered', () => {
  it('are checked by the protocol, and refused with everything else that is wrong', async () => {
    const { enter, storage } = scene()
    expect(await issuesOf(enter({ apiKey: 'no' }))).toEqual([issue])
    expect(await storage.connections.list({ limit: 10 })).toEqual([])
    const { draft } = await enter({ apiKey: 'key' })
    expect(Object.keys(draft?.secrets ?? {})).toEqual(['apiKey'])
  })

  it('are checked in an edit as well, which then changes nothing', async () => {
    const { enter, sso } = scene()
    const { id } = await enter({ apiKey: 'key' })
    const before = await sso.connections.get(id, asSystem)
    const update = (secrets: object, settings: object = {}) =>
      issuesOf(sso.connections.update(id, { secrets: { ...secrets }, settings }, asSystem))
    const both = await update({ apiKey: 'no' }, { idp: 'nonsense' })
    expect(both.map((found) => (found as SsoIssue).path)).toEqual([
      ...['settings.idp', 'secrets.apiKey'],
    ])
    expect(await sso.connections.get(id, asSystem)).toEqual(before)
  })

  it('come to the protocol as text of known fields only; removals never do', async () => {
    const { enter, secretIssues } = scene()
    for (const secrets of [
      { apiKey: ' k ' },
      { apiKey: 'k\u0007' },
      { other: 'k' },
      { apiKey: 1 },
    ]) {
      expect(await issuesOf(enter(secrets as never))).toHaveLength(1)
    }
    expect(secretIssues).not.toHaveBeenCalled()
    await enter({ apiKey: null })
    expect(secretIssues).toHaveBeenLastCalledWith({})
  })
})
