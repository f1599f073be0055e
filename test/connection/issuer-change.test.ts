import { describe, expect, it } from 'vitest'
import { checkIssuerChange } from '../../src/connection/issuer-change.ts'

const org = 'https://acme.okta.com'
const server = 'https://acme.okta.com/oauth2/default'
const common = 'https://login.microsoftonline.com/common/v2.0'
const tenant = 'https://login.microsoftonline.com/0b0e4b6e-7d7b-4e5c-9b1a-2f3c4d5e6f70/v2.0'

describe('E2 a connection that goes over to another issuer', () => {
  it.each([
    ['another authorization server', [org], [server]],
    ['another address of the same spelling but for a slash', [org], [`${org}/`]],
    ['nothing, since the draft is not filled in', [org], []],
    ['its own no longer, though a third party may still name it', [org, server], [server]],
  ])('leaves its accounts behind: %s', (_what, before, after) => {
    expect(checkIssuerChange(before, after)).toMatchObject([
      { name: 'linked_accounts', status: 'warn', expected: org, received: after[0] ?? '' },
    ])
  })

  it.each([
    ['the same', [org], [org]],
    ['the same, with others that may name it', [org], [org, server]],
    ['others that may name it, no longer', [org, server], [org]],
    ['one tenant that becomes one of several', [tenant], [common, tenant]],
    ['no connection that is live, or no accounts', [], [org]],
  ])('does not: %s', (_what, before, after) => {
    expect(checkIssuerChange(before, after)).toEqual([])
  })
})
