import { afterEach, describe, expect, it, vi } from 'vitest'
import { isSsoError } from '../../src/errors.ts'

/*
 * What bundlers for runtimes without Node's modules make of samlify: it throws while it loads, and the
 * next import gives the half of it that was there by then.
 */
let half: object | undefined
vi.mock('samlify', () => {
  if (half) return half
  throw new Error('Dynamic require of "crypto" is not supported')
})

afterEach(() => {
  half = undefined
  vi.resetModules()
})

/** As the request that a sign-in begins with, unsigned. */
async function send(): Promise<unknown> {
  const { createAuthnRequest } = await import('../../src/saml/messages.ts')
  const request = {
    id: '_1',
    issueInstant: new Date('2026-01-01T12:00:00Z'),
    issuer: 'https://app.example.com/sso/con_1/metadata',
    acsUrl: 'https://app.example.com/sso/con_1/acs',
  }
  const endpoint = { binding: 'redirect', location: 'https://idp.example.com/sso' } as const
  const delivery = { endpoint, key: undefined, mustSign: false }
  return createAuthnRequest(request as never, delivery).catch((error: unknown) => error)
}

describe('a runtime without what samlify needs', () => {
  it('is named when a request is to be sent', async () => {
    const error = await send()
    expect(isSsoError(error, 'saml_runtime_unsupported')).toBe(true)
    expect(error).toMatchObject({ hint: expect.stringContaining('nodejs_compat') })
  })

  it.each([
    ['nothing', { default: {} }],
    ['one part', { default: { Utility: {} } }],
    ['the other part', { default: { SamlLib: {} } }],
  ])('is named where %s of it is there', async (_what, found) => {
    half = found
    expect(isSsoError(await send(), 'saml_runtime_unsupported')).toBe(true)
  })
})
