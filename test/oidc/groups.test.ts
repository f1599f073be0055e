import { describe, expect, it } from 'vitest'
import { hasGroupsOverage } from '../../src/oidc/groups.ts'

describe('hasGroupsOverage', () => {
  it.each([
    [{ _claim_names: { groups: 'src1' } }, true],
    [{ hasgroups: true }, true],
    [{ hasgroups: 'true' }, true],
    // What nobody should write cannot be told from what names the groups.
    [{ _claim_names: '{"groups":"src1"}' }, true],
    [{ _claim_names: ['groups'] }, true],
    [{ _claim_names: 7 }, true],
    [{}, false],
    [{ groups: ['a'] }, false],
    [{ _claim_names: null }, false],
    [{ _claim_names: {} }, false],
    [{ _claim_names: { address: 'src1' } }, false],
    [{ hasgroups: false }, false],
  ])('T3 judges %j as %s, in the ID token and in userinfo', (claims, expected) => {
    expect(hasGroupsOverage('groups', claims)).toBe(expected)
    expect(hasGroupsOverage('groups', {}, claims)).toBe(expected)
    expect(hasGroupsOverage(undefined, claims)).toBe(false)
  })
})
