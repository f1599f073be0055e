import { describe, expect, it } from 'vitest'
import type { EndedSession } from '../../src/index.ts'
import type { SessionRecord } from '../../src/storage/ports.ts'
import { baseUrl, createHarness, formHeaders, storageWith } from '../support/harness.ts'
import { logoutProvider } from '../support/logout-provider.ts'

describe('the sessions that end', () => {
  it('T1 S24 are picked from what a storage finds that compares texts carelessly', async () => {
    const records = new Map<string, SessionRecord>()
    const storage = storageWith('sessions', (original) => ({
      find: async () => [...records.values()],
      put: async (record, call) => {
        records.set(record.id, record)
        await original.put(record, call)
      },
    }))
    const told: EndedSession[] = []
    const harness = createHarness({
      ...{ storage, providers: [logoutProvider()] },
      onSessionsEnd: (sessions) => void told.push(...sessions),
    })
    const { id: connectionId } = await harness.activeConnection()
    const base: SessionRecord = {
      ...{ id: 'ses_meant', connectionId, organizationId: 'org_1', version: 1 },
      ...{ issuer: 'https://fake.example', subject: 'ann', idpSessionIds: ['a'] },
      authenticatedAt: harness.clock().toISOString(),
      createdAt: harness.clock().toISOString(),
      retainUntil: new Date(harness.clock().getTime() + 86_400_000),
    }
    const others: Partial<SessionRecord>[] = [
      { id: 'ses_connection', connectionId: connectionId.toUpperCase() },
      { id: 'ses_issuer', issuer: 'https://FAKE.example' },
      { id: 'ses_subject', subject: 'Ann' },
      { id: 'ses_sid', idpSessionIds: ['A'] },
    ]
    for (const change of [{}, ...others]) await storage.sessions.put({ ...base, ...change })
    const response = await harness.sso.handler(
      new Request(`${baseUrl}/sso/${connectionId}/slo`, {
        method: 'POST',
        headers: formHeaders,
        body: 'end=ann&ids=a&seal=good',
      }),
    )
    expect(response.status).toBe(200)
    expect(told.map(({ id }) => id)).toEqual(['ses_meant'])
    const ids = [base.id, ...others.map(({ id = '' }) => id)]
    const isOver = ids.map((id) => harness.sso.isSessionEnded(id))
    expect(await Promise.all(isOver)).toEqual([true, false, false, false, false])
  })
})
