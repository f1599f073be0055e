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
