import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import {
  answer,
  baseUrl,
  begin,
  codeOf,
  createHarness,
  formHeaders,
  storageWith,
} from '../support/harness.ts'

describe('the target of a sign-in', () => {
  it('reaches the storage as keys of at most 512 characters', async () => {
    let longest = 0
    const storage = storageWith('connections', ({ load }) => ({
      load: (query, call) => {
        for (const value of Object.values(query)) {
          if (typeof value === 'string') longest = Math.max(longest, value.length)
        }
        return load(query, call)
      },
    }))
    const body = `iss=https://x.example/${'a'.repeat(500_000)}`
    await createHarness({ storage }).sso.handler(
      new Request(`${baseUrl}/sso/initiate`, { method: 'POST', headers: formHeaders, body }),
    )
    expect(longest).toBeLessThanOrEqual(512)
  })

  it.each([
    [{ connectionId: undefined }],
    [{ connectionId: { contains: '' } }],
    [{ loginPath: undefined }],
    [{ issuer: ['x'] }],
    [{ issuer: 'https://x.example/\u0000' }],
    [{ issuer: 'https://x.example/\ud800' }],
    [{ connectionId: 'con_1\u0000' }],
    [{}],
  ])('is unknown and reaches no storage where it is %j', async (target) => {
    const queries: unknown[] = []
    const storage = storageWith('connections', ({ load }) => ({
      load: (query, call) => {
        queries.push(query)
        return load(query, call)
      },
    }))
    const { sso } = createHarness({ storage })
    expect(await codeOf(sso.startLogin(target as never))).toBe('login_target_unknown')
    expect(queries).toEqual([])
  })

  it('F5 T1 is not taken over by a tenant that names the issuer of another as its alias', async () => {
    const provider = fakeProvider({
      issuers: ({ idp, alias }) => [String(idp), ...(alias ? [String(alias)] : [])],
    })
    const harness = createHarness({ providers: [provider] })
    const contested = 'https://victim.okta.com'
    const victim = await harness.activeConnection('victim', { settings: { idp: contested } })
    const evil = await harness.activeConnection('evil', {
      settings: { idp: 'https://evil.example', alias: contested },
    })
    const chosen = () =>
      harness.sso.startLogin({ issuer: contested }).then(
        ({ connectionId }) => connectionId,
        () => 'none',
      )
    // The attacker proves their connection by a sign-in at their own provider.
    await harness.sso.handler(answer(evil.id, await begin(harness, evil.id)))
    await harness.settled()
    expect(await chosen()).not.toBe(evil.id)
    await harness.sso.handler(answer(victim.id, await begin(harness, victim.id)))
    await harness.settled()
    expect(await chosen()).toBe(victim.id)
  })
})
