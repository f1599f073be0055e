import { describe, expect, it } from 'vitest'
import { challengeFor } from '../../src/domain/index.ts'
import { observe } from '../../src/domains/observe.ts'
import type { DnsResolver } from '../../src/index.ts'

const random = 'Zt6WnE9bRj2LhXkD5oQvC8yUaM1sFgP4iNxTzKr7Hwd'
const challenge = challengeFor({ domain: 'acme.example', random })
const sibling = '_0123456789abcdef.acme.example'

/** The record is there; only the answers about CNAME records differ. */
const observed = async (resolveCname: (name: string) => unknown) => {
  const dns = {
    resolveTxt: async (name: string) => (name === challenge.host ? [[challenge.value]] : []),
    resolveCname: async (name: string) => resolveCname(name),
  } as unknown as DnsResolver
  return (await observe(dns, challenge, sibling)).state
}

describe('observe', () => {
  it.each([[undefined], [null], ['cdn.example.net'], [[7]], [[['a']]], [{ length: 0 }]])(
    'D3 proves nothing where a CNAME answer has the wrong shape: %j',
    async (answer) => {
      expect(await observed(() => answer)).toBe('unanswered')
      expect(await observed((name) => (name === sibling ? answer : ['a.example']))).toBe(
        'unanswered',
      )
    },
  )

  it('D3 compares where CNAME records lead to without regard to case', async () => {
    const shared = (name: string) => [name === sibling ? 'CDN.example.net' : 'cdn.EXAMPLE.net']
    expect(await observed(shared)).toBe('failed')
    expect(await observed(() => [])).toBe('verified')
    expect(await observed((name) => (name === sibling ? [] : ['cdn.example.net']))).toBe('verified')
  })
})
