import { describe, expect, it } from 'vitest'
import { needsUserinfo } from '../../src/oidc/userinfo.ts'

describe('needsUserinfo', () => {
  const mapping = { email: 'email', name: 'name', givenName: 'given_name', require: [] }
  const idToken = {
    email: 'a@example.com',
    name: 'A',
    empty: '',
    nothing: null,
    none: [],
    no: false,
  }

  it.each([
    ['when_needed', {}, false],
    ['always', {}, true],
    ['never', { require: ['dept'] }, false],
    ['when_needed', { subject: 'oid' }, true],
    ['when_needed', { subject: 'email' }, false],
    ['when_needed', { email: 'upn' }, true],
    ['when_needed', { name: 'title' }, true],
    ['when_needed', { groups: 'groups' }, true],
    ['when_needed', { groups: 'none' }, false],
    ['when_needed', { custom: { x: 'dept' } }, true],
    ['when_needed', { custom: { x: 'no' } }, false],
    ['when_needed', { require: ['dept'] }, true],
    ['when_needed', { require: ['email'] }, false],
    ['when_needed', { require: ['empty'] }, true],
    ['when_needed', { require: ['nothing'] }, true],
    ['when_needed', { groups: 'toString' }, true],
  ] as const)('O6 decides for %s and %j: %s', (policy, change, expected) => {
    expect(needsUserinfo(policy, idToken, { ...mapping, ...change })).toBe(expected)
  })
})
