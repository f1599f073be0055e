import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { challengeFor } from '../../src/domain/index.ts'
import { observe } from '../../src/domains/observe.ts'
import { type DnsResolver, SsoError } from '../../src/index.ts'

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

  it('D3 proves nothing where the TXT answer beside the record has the wrong shape', async () => {
    const state = async (beside: unknown) => {
      const texts = async (name: string) => (name === challenge.host ? [[challenge.value]] : beside)
      return (await observe({ resolveTxt: texts } as DnsResolver, challenge, sibling)).state
    }
    // A resolver that knows no CNAME records is none that fails.
    expect(await state([])).toBe('verified')
    for (const wrong of [undefined, null, 'x', ['x'], [[7]], { length: 0 }]) {
      expect(await state(wrong)).toBe('unanswered')
    }
  })

  it('asks for the CNAME beside the record only where there is one to compare', async () => {
    expect(await observed((name) => (name === sibling ? null : []))).toBe('verified')
  })

  it('asks for no name that is too long for DNS', async () => {
    const asked: string[] = []
    const dns: DnsResolver = { resolveTxt: async (name) => (asked.push(name), []) }
    // Its parent has 117 characters: 15 for `_sso-challenge.`, 120 for the domain, a dot and those
    // are the 253 that DNS allows.
    const domain = `aa.${'b'.repeat(63)}.${'c'.repeat(45)}.example`
    await observe(dns, challengeFor({ domain, random }), `_x.${domain}`)
    const lengths = asked.map(({ length }) => length)
    expect(Math.max(...lengths)).toBe(253)
  })

  it('names the reason of its own errors only: the texts of others may hold anything', async () => {
    const nearest = async (error: Error) => {
      const resolveTxt = async () => {
        throw error
      }
      const dns: DnsResolver = { resolveTxt }
      const { nearestMiss } = await observe(dns, challenge, sibling)
      return nearestMiss && 'name' in nearestMiss ? nearestMiss.name : undefined
    }
    expect(await nearest(new Error('token=s3cr3t'))).toBe('no answer')
    const ours = new SsoError('storage_unavailable', { message: 'SERVFAIL' })
    expect(await nearest(ours)).toBe('SERVFAIL')
  })

  it('X5 gives up on a resolver that never answers, and says so', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const signals: (AbortSignal | undefined)[] = []
    const dns: DnsResolver = {
      resolveTxt: (_name, options) => {
        signals.push(options?.signal)
        return new Promise(() => {})
      },
    }
    const outcome = observe(dns, challenge, sibling)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await outcome).toMatchObject({
      state: 'unanswered',
      nearestMiss: { code: 'dns_failed', name: 'DNS did not answer in time.' },
    })
    expect(signals.map((signal) => signal?.aborted)).toEqual([true])
    expect(vi.getTimerCount()).toBe(0)
  })
})
