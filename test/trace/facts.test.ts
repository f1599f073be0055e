import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/trace/facts.ts'

describe('what a check expected and received', () => {
  it.each([
    [
      { expected: 'https://a', received: 'https://b' },
      { expected: 'https://a', received: 'https://b' },
    ],
    [
      { received: 'none', allowed: ['RS256', 'ES256'] },
      { expected: 'RS256, ES256', received: 'none' },
    ],
    [
      { configured: ['aa:bb'], embedded: 'cc:dd' },
      { expected: 'aa:bb', received: 'cc:dd' },
    ],
    [{ algorithm: 'ES256', keyId: 'key-1' }, { received: 'ES256, key-1' }],
    [{ algorithm: 'ES256', keyId: '' }, { received: 'ES256' }],
    [{ missing: ['groups', 'login_email'] }, { expected: 'groups, login_email' }],
    [{ claim: 'email' }, { expected: 'email' }],
    [{ status: 503 }, { received: '503' }],
    [{ status: ['Responder', 'AuthnFailed'] }, { received: 'Responder, AuthnFailed' }],
    [undefined, {}],
  ])('of %j is %j', (detail, facts) => {
    expect(factsOf(detail ? { detail } : {})).toEqual(facts)
  })

  it.each([
    { error: 'access_denied', description: 'User ann@example.com is not assigned.' },
    { error: 'access_denied', anythingNew: 'ann@example.com', host: 'ann.example.com' },
  ])('T4 contains no words of the provider: %j', (detail) => {
    expect(factsOf({ detail })).toEqual({ received: 'access_denied' })
  })

  it.each([
    { error: 'Ann Example is not assigned' },
    { error: 'ann@example.com' },
    { status: ['Responder', 'no such person: ann@example.com'] },
  ])('T4 contains no sentences that stand in the place of codes: %j', (detail) => {
    expect(factsOf({ detail })).toEqual({})
  })

  it('names ten of a long list', () => {
    const allowed = Array.from({ length: 500 }, (_, index) => `t${index}`)
    expect(factsOf({ detail: { allowed } }).expected?.split(', ')).toEqual(allowed.slice(0, 10))
  })
})
