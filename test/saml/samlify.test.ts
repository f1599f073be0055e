import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { createAuthnRequest } from '../../src/saml/messages.ts'

const require = createRequire(import.meta.url)
const isLoaded = () => Object.keys(require.cache).some((path) => path.includes('/samlify/'))

const request = {
  id: '_1',
  issueInstant: new Date('2026-01-01T00:00:00Z'),
  issuer: 'https://app.example.com/metadata',
  acsUrl: 'https://app.example.com/acs',
}
const endpoint = { binding: 'redirect', location: 'https://idp.example.com/sso' } as const

describe('samlify', () => {
  it('is loaded with the first message and gets no schema validator from us', async () => {
    expect(isLoaded()).toBe(false)
    await createAuthnRequest(request, { endpoint, key: undefined, mustSign: false })
    expect(isLoaded()).toBe(true)
    const { getContext } = require('samlify/build/src/api') as {
      getContext(): { validate: unknown }
    }
    expect(getContext().validate).toBeUndefined()
  })
})
