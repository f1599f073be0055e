import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/crypto/seal.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { answer, begin, createHarness, secretA } from '../support/harness.ts'

/** A provider that says more about the session. */
const withSession = (session: object, at = new Date('2026-01-01T12:00:00Z')) => {
  const plain = fakeProvider()
  return fakeProvider({
    finishLogin: async (context) => {
      const done = await plain.finishLogin(context)
      return { ...done, authentication: { at }, session: { ...done.session, ...session } }
    },
  })
}

describe('the session of a sign-in', () => {
  it('ends at the earlier of the provider’s end and the maximum age', async () => {
    for (const [byProvider, expected] of [
      ['2026-01-01T12:30:00.000Z', '2026-01-01T12:30:00.000Z'],
      ['2026-01-01T14:00:00.000Z', '2026-01-01T13:00:00.000Z'],
    ] as const) {
      const harness = createHarness({
        providers: [withSession({ expiresAt: new Date(byProvider) })],
      })
      const { id } = await harness.activeConnection('org_1', { session: { maxAgeSeconds: 3600 } })
      await harness.sso.handler(answer(id, await begin(harness, id)))
      expect(harness.logins[0]?.session.expiresAt).toBe(expected)
    }
  })

  it('T1 seals the tokens for this organisation, connection and session', async () => {
    const harness = createHarness()
    const { id } = await harness.activeConnection()
    await harness.sso.handler(answer(id, await begin(harness, id)))
    const session = harness.logins[0]?.session
    const stored = await harness.storage.sessions.get(session?.id ?? '')
    const sealer = createSealer([secretA])
    expect(
      await sealer.open(
        'session_tokens',
        ['org_1', id, session?.id ?? ''],
        stored?.sealedTokens ?? '',
      ),
    ).toEqual({ ticket: 'ticket of ann' })
  })
})
