import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { acceptMixUpRisk } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { configIssues, createHarness } from '../support/harness.ts'

describe('configured origins and secrets', () => {
  it.each([
    [{ baseUrl: 'ftp://localhost' }, 'baseUrl'],
    [{ baseUrl: 'ws://localhost:3000' }, 'baseUrl'],
    [{ allowedReturnOrigins: ['ftp://docs.example.com'] }, 'allowedReturnOrigins.0'],
    [{ allowedReturnOrigins: ['wss://docs.example.com'] }, 'allowedReturnOrigins.0'],
    [{ secrets: [randomBytes(31).toString('base64url')] }, 'secrets.0'],
    [{ secrets: [createHash('sha256').update('x').digest('base64url').slice(0, 42)] }, 'secrets.0'],
  ])('refuses %j', (change, path) => {
    expect(configIssues(change)).toContain(path)
  })
})

describe('acceptMixUpRisk', () => {
  it('O2 takes nothing but true', async () => {
    for (const given of [false, 'false', null, undefined, 1]) {
      const seen: unknown[] = []
      const provider = fakeProvider({
        loadTrust: async ({ acceptsMixUpRisk }) => {
          seen.push(acceptsMixUpRisk)
          return { document: {}, issues: [] }
        },
      })
      await createHarness({
        providers: [provider],
        [acceptMixUpRisk]: given as never,
      }).activeConnection()
      expect(seen).toEqual([false])
    }
  })
})
