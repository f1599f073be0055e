import { describe, expect, it } from 'vitest'
import { fakeProvider } from '../support/fake-provider.ts'
import { baseUrl, createHarness } from '../support/harness.ts'

describe('the content security policy', () => {
  it('is exactly this on pages and on forms that submit themselves', async () => {
    const harness = createHarness()
    const policyOf = async (path: string) =>
      (await harness.sso.handler(new Request(`${baseUrl}${path}`))).headers.get(
        'content-security-policy',
      ) ?? ''
    const nonces = [await policyOf('/nothing'), await policyOf('/nothing')].map((policy) => {
      const [, nonce] =
        /^default-src 'none'; style-src 'nonce-([\w-]{22})'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/.exec(
          policy,
        ) ?? []
      return nonce
    })
    expect(nonces[0]).toBeDefined()
    expect(nonces[0]).not.toBe(nonces[1])
    const start = {
      method: 'POST',
      url: 'https://fake.example/',
      answer: 'post',
      flow: {},
    } as const
    const posting = createHarness({ providers: [fakeProvider({ startLogin: async () => start })] })
    const { id } = await posting.activeConnection()
    const policy = (await posting.sso.startLogin({ connectionId: id }))
      .toResponse()
      .headers.get('content-security-policy')
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'nonce-([\w-]{22})'; script-src 'nonce-\1'; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })
})
