import { describe, expect, it } from 'vitest'
import { isUnlinked } from '../../src/access/unlink.ts'

const connectionId = 'con_1'

describe('isUnlinked', () => {
  it.each<[string | undefined, boolean]>([
    ['ann@acme.example', true],
    ['ann@eu.acme.example', false],
    ['ann@notacme.example', false],
    ['acme.example', false],
    ['acme.example@other.example', false],
    ['', false],
    [undefined, false],
  ])('D5 asks for the domain itself, of %o: %s', (email, expected) => {
    const filter = { connectionId, emailDomain: 'acme.example' }
    expect(isUnlinked(filter, { connectionId, email })).toBe(expected)
  })

  it.each([
    ['acme.example', 'Ann@ACME.example'],
    ['acme.example', ' ann@acme.example '],
    ['acme.example', 'ann@acme.example.'],
    ['xn--mnchen-3ya.example', 'ann@münchen.example'],
    ['xn--mnchen-3ya.example', 'ann@MÜNCHEN.Example'],
    ['xn--mnchen-3ya.example', 'ann@mu\u0308nchen.example'],
  ])('E1 D5 finds %s in every spelling: %o', (emailDomain, email) => {
    expect(isUnlinked({ connectionId, emailDomain }, { connectionId, email })).toBe(true)
    const wide = { connectionId, emailDomain, withSubdomains: true }
    const below = email.replace('@', '@EU.')
    expect(isUnlinked(wide, { connectionId, email: below })).toBe(true)
    expect(isUnlinked({ connectionId, emailDomain }, { connectionId, email: below })).toBe(false)
  })

  it('D5 takes what is no domain name by its letters', () => {
    const filter = { connectionId, emailDomain: 'acme.example', withSubdomains: true }
    const asked = (email: string) => isUnlinked(filter, { connectionId, email })
    expect(asked('ann@old_office.ACME.example')).toBe(true)
    expect(asked('ann@acme.example/..')).toBe(false)
    expect(asked('ann@acme.example@other.example')).toBe(false)
  })

  it('D2 D5 covers what is below the domain only where that was asked for', () => {
    const filter = { connectionId, emailDomain: 'acme.example', withSubdomains: true }
    const asked = (email: string) => isUnlinked(filter, { connectionId, email })
    expect(asked('ann@eu.acme.example')).toBe(true)
    expect(asked('ann@acme.example')).toBe(true)
    expect(asked('ann@notacme.example')).toBe(false)
  })

  it('means all keys of a connection where no domain is named, and none of another', () => {
    expect(isUnlinked({ connectionId }, { connectionId })).toBe(true)
    expect(isUnlinked({ connectionId }, { connectionId: 'con_2' })).toBe(false)
    const filter = { connectionId, emailDomain: 'acme.example' }
    const other = { connectionId: 'con_2', email: 'ann@acme.example' }
    expect(isUnlinked(filter, other)).toBe(false)
  })
})
