import { describe, expect, it } from 'vitest'
import type { InboundMessage, Recognition } from '../../src/index.ts'
import { fakeProvider } from '../support/fake-provider.ts'
import { baseUrl, begin, codeOf, createHarness, formHeaders } from '../support/harness.ts'

/** A second protocol whose answers come under another name, by POST. */
const other = fakeProvider({
  protocol: 'other',
  routes: [{ key: 'acs', methods: ['POST'], serves: 'answers' }],
  recognise: ({ parameters }: InboundMessage): Recognition | undefined =>
    parameters.has('pass') ? { kind: 'answer', handle: parameters.get('ref') } : undefined,
})

describe('a host with two protocols', () => {
  it('T2 takes an answer of one protocol for no sign-in of the other', async () => {
    const harness = createHarness({ providers: [fakeProvider(), other] })
    const { id } = await harness.activeConnection()
    const answered = async (path: string, name: string) => {
      const { cookie, ref } = await begin(harness, id)
      const body = new URLSearchParams({ [name]: 'ann', ref })
      const request = new Request(`${baseUrl}/sso/${id}/${path}`, {
        ...{ method: 'POST', body, headers: { ...formHeaders, cookie } },
      })
      return codeOf(harness.sso.handleCallback(request))
    }
    expect(await answered('acs', 'pass')).toBe('connection_changed')
    expect(await answered('callback', 'ticket')).toBe('accepted')
  })
})
