import { describe, expect, it } from 'vitest'
import { canHop } from '../../src/http/hop.ts'

describe('the hop', () => {
  const posted = { method: 'POST', parameters: new Map([['SAMLResponse', 'x']]) } as const

  it('F7 repeats what was posted, once', () => {
    expect(canHop(posted)).toBe(true)
    expect(canHop({ ...posted, method: 'GET' })).toBe(false)
    const marked = new Map([...posted.parameters, ['ssokit_hop', '1']])
    expect(canHop({ ...posted, parameters: marked })).toBe(false)
  })
})
