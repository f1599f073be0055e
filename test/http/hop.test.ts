import { describe, expect, it } from 'vitest'
import { canHop, hopPage } from '../../src/http/hop.ts'

describe('the hop', () => {
  const posted = { method: 'POST', parameters: new Map([['SAMLResponse', 'x']]) } as const

  it('F7 repeats what was posted, once', () => {
    expect(canHop(posted)).toBe(true)
    expect(canHop({ ...posted, method: 'GET' })).toBe(false)
    const marked = new Map([...posted.parameters, ['ssokit_hop', '1']])
    expect(canHop({ ...posted, parameters: marked })).toBe(false)
  })

  it('F7 holds nothing to `form-action`, which counts for the redirects after the post, too', () => {
    const address = 'https://app.example.com/sso/con_1/acs'
    const provider = { answerParameters: ['SAMLResponse'] }
    const page = hopPage(address, posted, provider, new Request(address))
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'nonce-[\w-]+'; script-src 'nonce-[\w-]+'; /,
    )
    expect(policy).not.toContain('form-action')
  })
})
